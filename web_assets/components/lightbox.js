/** A picture over the whole window. */

import { adopt, h, icon } from "./parts.js";

/**
 * Closes by itself when what it was opened from is taken down.
 * @param {Element} opener @param {HTMLImageElement} picture @param {string | undefined} label
 * @param {"paper" | "checker" | ""} ground what lies under it
 * @returns {{ box: HTMLDialogElement, large: HTMLImageElement }}
 */
export function expand(opener, picture, label, ground = "") {
  const large = h("img", { src: picture.currentSrc || picture.src, alt: picture.alt, "data-ground": ground });
  const box = h("dialog.au-lightbox", {
    "aria-label": label || "Picture",
    onclose: () => {
      watch.disconnect();
      box.remove();
    },
    onclick: (/** @type {Event} */ event) => event.target !== large && box.close(),
  }, large, h("button", { type: "button", "aria-label": "Close" }, icon("close")));
  const watch = new MutationObserver(() => opener.isConnected || box.close());
  document.body.append(box);
  box.showModal();
  watch.observe(document.body, { childList: true, subtree: true });
  return { box, large };
}

adopt(`
.au-lightbox{border:0;padding:0;margin:0;width:100vw;height:100dvh;max-width:none;max-height:none;background:oklch(0 0 0/.86);cursor:zoom-out}
.au-lightbox[open]{display:grid;place-items:center}
.au-lightbox::backdrop{background:none}
.au-lightbox img{min-width:0;max-width:96vw;max-height:94dvh;width:auto;height:94dvh;object-fit:contain;cursor:default}
.au-lightbox img[data-ground=paper]{background:#fff;border-radius:6px}
.au-lightbox button{position:fixed;top:12px;right:12px;width:40px;height:40px;border:0;border-radius:99px;background:oklch(1 0 0/.14);color:#fff;display:grid;place-items:center;cursor:pointer}
.au-lightbox button:focus-visible{outline:2px solid #fff;outline-offset:2px}
`);
