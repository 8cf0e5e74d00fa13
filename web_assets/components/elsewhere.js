/** Results that are shown here, or in a frame that cannot reach the page: what stands on another host, or draws itself. */

import { follow, h, isBlob } from "./parts.js";
import { save } from "./saving.js";

/**
 * Show results: our own with `draw`, those of other hosts framed.
 * @param {import("./contract").Context} context @param {HTMLElement} own where `draw` draws
 * @param {(blob: import("./contract").Blob) => void} draw @param {string} noun
 * @param {(blob: import("./contract").Blob) => any} [foreign] whether it is a document to frame
 * @returns {() => void} ends it
 */
export function results({ model, el, host }, own, draw, noun, foreign = ({ meta }) => meta?.url) {
  const elsewhere = h("div", { hidden: true });
  /** @type {Promise<import("./contract").Mounted> | null} */
  let framed = null;
  own.hidden = true;
  el.replaceChildren(own, elsewhere);
  const swap = (/** @type {boolean} */ away) => {
    own.hidden = away;
    elsewhere.hidden = !away;
  };
  const frame = (/** @type {any} */ blob) => {
    framed ??= host.mount("html", { label: model.get("label") || noun }, blob, elsewhere, "output");
    framed.then((made) => {
      made.model.set("value", blob);
      // What came before stays until the frame is there.
      if (model.get("value") === blob) swap(true);
    });
  };
  const end = follow(model, ["value"], () => {
    const blob = model.get("value");
    if (!isBlob(blob)) return;
    const { url } = blob.meta ?? {};
    if (foreign(blob)) frame(blob);
    else {
      swap(false);
      draw(blob);
    }
    model.set("actions", [
      url
        ? { id: "copy", label: "Copy the address", icon: "copy", run: () => host.copy(url) }
        : { id: "download", label: "Download", icon: "download", run: () => save(host.fileUrl(blob), blob.name) },
    ]);
  });
  return () => {
    end();
    framed?.then((made) => made.destroy());
  };
}
