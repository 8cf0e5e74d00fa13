/** A folder: all files in it are sent, each with its path inside. */

import { edit, follow, h, icon, SENDING } from "./parts.js";
import { sizeText } from "./saving.js";
import { dropZone } from "./zone.js";

const FOLDER = "M3 6h6l2 2h10v11H3z";
const AT_ONCE = 4;

export default {
  /** @param {import("./contract").Context} context */
  render(context) {
    const { model, el, host } = context;
    let turn = 0;
    const state = h("b");
    const more = h("span");
    const invite = h(".au-invite", null, icon(FOLDER), state, more);
    const say = (/** @type {string} */ text, /** @type {string} */ aside = "") => {
      state.textContent = text;
      more.textContent = aside;
    };
    const take = async (/** @type {File[]} */ files) => {
      const now = ++turn;
      edit(model, null, SENDING);
      /** @type {any[]} */
      const entries = new Array(files.length);
      let done = 0;
      const waiting = files.map((file, at) => ({ file, at }));
      const work = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const { file, at } = next;
          const blob = await host.upload(file, () => {});
          if (now !== turn) return;
          // The first step of the path is the folder itself.
          const path = file.webkitRelativePath.split("/").slice(1).join("/") || file.name;
          entries[at] = { path, file: blob };
          say(`Sending ${++done} of ${files.length}`);
        }
      };
      say(`Sending ${files.length} files`);
      try {
        await Promise.all(Array.from({ length: AT_ONCE }, work));
        if (now !== turn) return;
        edit(model, entries);
        host.announce(`${entries.length} files were sent`);
      } catch (error) {
        if (now !== turn) return;
        turn++;
        const message = error instanceof Error ? error.message : String(error);
        say("Choose a folder", message);
        edit(model, null, message);
      }
    };
    const zone = dropZone(context, { accept: [], many: true, take, inside: [invite] });
    zone.chooser.webkitdirectory = true;
    el.replaceChildren(zone.box);
    const end = follow(model, ["value"], () => {
      /** @type {any[] | null} */
      const value = model.get("value") ?? null;
      if (!value) {
        if (!model.get("draft_error")) say("Choose a folder", "all that is in it is sent");
        return;
      }
      const size = value.reduce((sum, entry) => sum + ((entry.file ?? entry).size || 0), 0);
      say(value.length === 1 ? "1 file" : `${value.length} files`, sizeText(size));
      zone.box.toggleAttribute("data-full", value.length > 0);
    });
    return () => {
      turn++;
      end();
      zone.end();
    };
  },
};
