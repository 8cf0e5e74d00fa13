/** A document that a function made, in a frame that can reach nothing of the page. */

import { adopt, follow, h } from "./parts.js";
import { save } from "./saving.js";

const HEIGHT = 420;
const TALLEST = 4000;

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el, host }) {
    /** @type {HTMLIFrameElement} */
    const frame = h("iframe.au-frame", { sandbox: "allow-scripts", referrerpolicy: "no-referrer" });
    const size = (/** @type {unknown} */ height) => {
      const pixels = Number(height);
      if (pixels > 0) frame.style.height = `${Math.min(Math.ceil(pixels), TALLEST)}px`;
    };
    // The frame's origin is opaque, so only its window tells who speaks.
    const heard = (/** @type {MessageEvent} */ event) => {
      if (event.source === frame.contentWindow) size(event.data?.height);
    };
    addEventListener("message", heard);
    el.replaceChildren(frame);
    const end = follow(model, ["value"], () => {
      const blob = model.get("value");
      if (!blob) return;
      frame.title = model.get("label") || "Result";
      size(blob.meta?.height ?? HEIGHT);
      frame.src = host.frameUrl(blob);
      model.set("actions", [
        { id: "download", label: "Download", icon: "download", run: () => save(host.fileUrl(blob), blob.name) },
      ]);
    });
    return () => {
      end();
      removeEventListener("message", heard);
    };
  },
};

adopt(`
.au-frame{display:block;width:100%;border:0;border-radius:var(--au-radius);background:#fff}
`);
