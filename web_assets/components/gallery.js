/** Several pictures: a grid of them, each to be seen large, with keys to go on. */

import { adopt, follow, h } from "./parts.js";
import { expand } from "./lightbox.js";

const STEPS = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 });

/** @param {import("./contract").Context} context */
function render({ model, el, host }) {
  /** @type {(() => void)[]} */
  let frames = [];
  const grid = h("ul.au-gallery", { "aria-label": model.get("label") || "Gallery" });
  const height = model.get("height");
  if (height) grid.style.maxHeight = `${height}px`;
  if (model.get("columns")) grid.style.setProperty("--columns", String(model.get("columns")));
  grid.dataset.fit = model.get("object_fit") ?? "cover";

  const open = (/** @type {any[]} */ blobs, /** @type {number} */ first) => {
    let at = first;
    const words = h("p.au-lightbox-words", { "aria-live": "polite" });
    const show = () => {
      const blob = blobs[at];
      large.src = host.fileUrl(blob);
      large.dataset.ground = blob.meta?.alpha ? "checker" : "";
      large.alt = text(blob, at);
      words.textContent = `${at + 1} / ${blobs.length}${blob.meta?.caption ? ` · ${blob.meta.caption}` : ""}`;
    };
    const go = (/** @type {number} */ step) => {
      at = (at + step + blobs.length) % blobs.length;
      show();
    };
    const { box, large } = expand(grid, h("img", { src: host.fileUrl(blobs[at]), alt: "" }), model.get("label"));
    box.append(words);
    box.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      go(step);
    });
    large.addEventListener("click", () => go(1));
    box.addEventListener("close", () => buttons()[at]?.focus());
    show();
  };
  const buttons = () => /** @type {HTMLElement[]} */ ([...grid.querySelectorAll("button")]);
  grid.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const all = buttons();
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
    const wide = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
    const step = (STEPS[event.key] ?? 0) * (event.key === "ArrowUp" || event.key === "ArrowDown" ? wide : 1);
    const next = event.key === "Home" ? all[0] : event.key === "End" ? all.at(-1) : all[at + step];
    if (at < 0 || !next || next === all[at]) return;
    event.preventDefault();
    next.focus();
  });
  /** A picture on another host stands in a frame. @param {any} blob */
  const frame = (blob) => {
    const room = h("div");
    host.mount("html", { label: blob.meta.caption || "Picture" }, blob, room, "output").then(({ destroy }) => frames.push(destroy));
    return room;
  };
  /** @param {any} blob @param {number} at @param {() => void} show */
  const tile = (blob, at, show) =>
    h("button.au-tile", { type: "button", onclick: show }, h("img", { src: host.fileUrl(blob), alt: text(blob, at), loading: "lazy", width: blob.meta?.width, height: blob.meta?.height }));
  el.replaceChildren(grid);
  const end = follow(model, ["value"], () => {
    frames.forEach((stop) => stop());
    frames = [];
    /** @type {any[]} */
    const blobs = model.get("value") ?? [];
    const own = blobs.filter(({ meta }) => !meta?.url);
    grid.replaceChildren(...blobs.map((blob, at) => h("li", null,
      blob.meta?.url ? frame(blob) : tile(blob, at, () => open(own, own.indexOf(blob))),
      blob.meta?.caption && h("span.au-caption", null, blob.meta.caption))));
    if (model.get("preview") && own.length) grid.firstElementChild?.classList.add("au-first");
  });
  return () => {
    end();
    frames.forEach((stop) => stop());
  };
}

/** @param {any} blob @param {number} at */
const text = ({ meta }, at) => meta?.caption || `Picture ${at + 1}`;

export default { render };

adopt(`
.au-gallery{list-style:none;margin:0;padding:3px;display:grid;grid-template-columns:repeat(var(--columns,auto-fill),minmax(min(140px,calc(50% - 6px)),1fr));gap:12px;overflow:auto}
.au-gallery[style*="--columns"]{grid-template-columns:repeat(var(--columns),minmax(0,1fr))}
.au-gallery li{min-width:0}
.au-first{grid-column:1/-1}
.au-tile{all:unset;display:block;width:100%;cursor:zoom-in;border-radius:var(--au-radius);overflow:hidden;background:var(--au-sunken)}
.au-tile:focus-visible{outline:2px solid var(--au-ring);outline-offset:2px}
.au-tile img{display:block;width:100%;height:auto;aspect-ratio:1;object-fit:cover}
.au-gallery[data-fit=contain] .au-tile img{object-fit:contain}
.au-first .au-tile img{aspect-ratio:auto;max-height:60vh;object-fit:contain}
.au-caption{display:block;margin-top:6px;color:var(--au-muted);font-size:13px;line-height:1.35;overflow-wrap:anywhere}
.au-lightbox-words{position:fixed;inset:auto 0 12px;margin:0;padding:0 16px;text-align:center;color:#fff;font-size:14px;text-shadow:0 1px 3px #000;pointer-events:none}
.au-lightbox:has(.au-lightbox-words) img{max-height:calc(94dvh - 40px);cursor:pointer}
@media (max-width:719.98px){.au-gallery[style*="--columns"]{grid-template-columns:repeat(min(var(--columns),2),minmax(0,1fr))}}
`);
