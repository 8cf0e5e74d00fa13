/**
 * A result that does not stand alone: above it what leads it, below it a sentence, and another
 * way to see the same, one switch away.
 */

import { adopt, follow, h } from "./parts.js";

const COLOURS = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))/g;

/** Text as a terminal would show it, but without colours. @param {any} value */
const plain = (value) => (typeof value === "string" ? value.replace(COLOURS, "") : value);

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el, host }) {
    const note = h("p.au-note");
    /** What is drawn, by its place. @type {Map<string, { kind: string, room: HTMLElement, mounted: Promise<import("./contract").Mounted> }>} */
    const drawn = new Map();
    /** Whether the other way is shown; null before anybody has chosen. @type {boolean | null} */
    let turned = null;

    const remove = (/** @type {string} */ place) => {
      const old = drawn.get(place);
      drawn.delete(place);
      old?.mounted.then(({ destroy }) => destroy());
      old?.room.remove();
    };
    const put = (/** @type {string} */ place, /** @type {any} */ shown) => {
      if (!shown) return remove(place);
      const value = shown.show === "text" ? plain(shown.value) : shown.value;
      const kind = partKind(shown);
      const inner = kind === "beside" ? shown : value;
      const old = drawn.get(place);
      if (old && old.kind === kind) {
        old.mounted.then(({ model: part }) => {
          for (const [key, prop] of Object.entries(shown.props ?? {})) part.set(key, prop);
          part.set("value", inner);
        });
        return;
      }
      remove(place);
      const room = h("div");
      el.append(room);
      const mounted = host.mount(kind, { label: model.get("label"), ...shown.props }, inner, room, "output");
      drawn.set(place, { kind, room, mounted });
      if (place === "main") mounted.then(({ model: part }) => follow(part, ["actions"], () => drawn.get("main")?.room === room && offer(part)));
    };
    const offer = (/** @type {import("./contract").Model} */ part) => {
      const { other } = model.get("value") ?? {};
      const turn = { id: "turn", label: turned ? (other?.back ?? "Back") : other?.label, icon: "switch", run: () => {
        turned = !turned;
        show();
      } };
      model.set("actions", [...(other ? [turn] : []), ...(part.get("actions") ?? [])]);
    };
    const show = () => {
      const shown = model.get("value");
      if (!shown) return;
      const { lead, other, note: text, ...main } = shown;
      turned = Boolean(other && (turned ?? other.first));
      put("lead", turned ? null : lead);
      put("main", turned ? other : main);
      note.textContent = text ?? "";
      note.hidden = !text;
      el.append(note);
    };
    const end = follow(model, ["value"], show);
    return () => {
      end();
      ["lead", "main"].forEach(remove);
    };
  },
};

/** The kind that draws a part; one that has parts itself is drawn by this module again. @param {any} shown */
const partKind = (shown) => (shown.lead || shown.other || shown.note ? "beside" : shown.show);

adopt(`
.kind-beside{display:grid;grid-template-columns:minmax(0,1fr);gap:16px}
.kind-beside>.kind-markdown:first-child .au-prose{max-width:none;overflow-x:auto;overflow-y:hidden}
.kind-beside>.kind-markdown:first-child math{font-size:26px;text-align:left;margin:0;padding:4px 0}
.kind-beside>.kind-markdown:first-child + .kind-text>.au-text{font:14px/22px var(--au-mono);color:var(--au-muted)}
.au-note{margin:0;color:var(--au-muted);font-size:13px;line-height:20px}
`);
