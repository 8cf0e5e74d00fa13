/** A figure on white paper. */

import { adopt, h } from "./parts.js";
import { results } from "./elsewhere.js";
import { frames } from "./frames.js";
import { expand } from "./lightbox.js";

export default {
  /** @param {import("./contract").Context} context */
  render(context) {
    const { model, host } = context;
    const paper = h("button.au-paper", {
      type: "button", "aria-label": "Show larger",
      onclick: () => expand(paper, paper.firstChild, model.get("label"), "paper"),
    });
    const next = frames(paper);
    const draw = (/** @type {any} */ blob) => {
      const { width, height, alt } = blob.meta ?? {};
      const picture = h("img", { alt: alt ?? model.get("label") ?? "Figure" });
      if (width && height) {
        picture.style.aspectRatio = `${width} / ${height}`;
        const most = blob.type === "image/svg+xml" ? "100%" : `${width}px`;
        picture.style.width = `min(100%, ${most}, calc(78vh * ${width / height}))`;
      }
      picture.src = host.fileUrl(blob);
      return picture;
    };
    return results(context, paper, (blob) => next(() => draw(blob)), "Figure", ({ type }) => type === "text/html");
  },
};

adopt(`
.au-paper{all:unset;display:flex;justify-content:center;box-sizing:border-box;width:100%;padding:12px;background:#fff;border-radius:var(--au-radius);cursor:zoom-in}
.au-paper[hidden]{display:none}
.au-paper:focus-visible{outline:2px solid var(--au-ring);outline-offset:2px}
.au-paper img{display:block;height:auto;max-width:100%}
`);
