/** A picture: dropped, pasted, taken or made here as a sample; and a picture as a result. */

import { adopt, edit, follow, h, isBlob } from "./parts.js";
import { results } from "./elsewhere.js";
import { frames } from "./frames.js";
import { expand } from "./lightbox.js";
import { mediaInput, quiet, recordButton, UPLOAD } from "./media.js";

const CAMERA = "M3 7h4l2-3h6l2 3h4v12H3zM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7";

const TINY = 64;
const TINY_SHOWN = 256;

/** @param {import("./contract").Context} context @param {HTMLElement | null} [other] another way to give it */
function input(context, other) {
  const { model } = context;
  /** @type {HTMLImageElement} */
  const picture = h("img", { alt: "" });
  const webcam = model.get("source") === "webcam";
  const camera = {
    label: "Camera", mark: CAMERA, accept: "image/*", capture: "environment",
    why: "Over plain http the browser lends no camera; a phone can still take a picture.",
    open: async () => (await import("./camera.js")).takePicture(),
  };
  return mediaInput(context, {
    noun: "picture", accept: ["image/*"], shown: picture, recording: webcam,
    mark: webcam ? CAMERA : UPLOAD, verb: webcam ? "Take a picture" : "Choose a picture",
    show: (url) => {
      if (url) picture.src = url;
      else picture.removeAttribute("src");
      picture.alt = url ? `${model.get("label") || "Picture"}, as given` : "";
    },
    record: (take, say) => recordButton(camera, take, say),
    sample: async () => (await import("./samples.js")).picture(), other,
  });
}

/** A picture, or its numbers typed. @param {import("./contract").Context} context */
function pixels(context) {
  const { model, el } = context;
  const isTyped = () => model.get("value") != null && !isBlob(model.get("value"));
  let typing = isTyped();
  let turn = 0;
  let end = () => {};
  const room = h("div");
  const back = quiet("Picture", () => turnTo(false));
  back.setAttribute("aria-label", "Choose a picture");
  const forth = quiet("Numbers", () => turnTo(true));
  forth.setAttribute("aria-label", "Type numbers");
  const draw = async () => {
    const mine = ++turn;
    const { default: array } = typing ? await import("./array.js") : { default: null };
    if (mine !== turn) return;
    end();
    const part = { ...context, el: room };
    end = array ? array.render(part) : input(part, forth);
    el.replaceChildren(room);
    room.querySelector(".au-cells-foot")?.insertBefore(back, room.querySelector(".au-cells-note"));
  };
  const turnTo = async (/** @type {boolean} */ to) => {
    typing = to;
    edit(model, null);
    await draw();
    /** @type {HTMLElement | null} */ (room.querySelector(typing ? "textarea" : "input"))?.focus();
  };
  draw();
  const stop = follow(model, ["value"], () => {
    if (model.get("value") == null || isTyped() === typing) return;
    // The array's own field shows a file too, while it is in use.
    if (typing && room.contains(document.activeElement)) return;
    typing = isTyped();
    draw();
  });
  return () => {
    turn++;
    stop();
    end();
  };
}

/** @param {import("./contract").Context} context */
function output(context) {
  const { model, host } = context;
  const open = () => expand(button, button.firstChild, model.get("label"), model.get("value")?.meta?.alpha ? "checker" : "");
  const button = h("button.au-picture", { type: "button", "aria-label": "Show larger", onclick: open });
  const next = frames(button);
  const draw = (/** @type {any} */ blob) => {
    const { width, height, alpha } = blob.meta ?? {};
    const picture = h("img", { alt: model.get("label") || blob.name, "data-ground": alpha ? "checker" : null });
    const limit = Math.min(model.get("width") ?? Infinity, (model.get("height") ?? Infinity) * (width / height));
    if (width && height) size(picture, width, height, limit);
    picture.src = host.fileUrl(blob);
    return picture;
  };
  return results(context, button, (blob) => next(() => draw(blob)), "Picture");
}

/**
 * Reserve the room; a tiny picture is shown by its pixels.
 * @param {HTMLImageElement} picture @param {number} width @param {number} height
 * @param {number} limit pixels across at most, as the author says
 */
function size(picture, width, height, limit) {
  const larger = Math.max(width, height);
  const times = larger <= TINY ? Math.floor(TINY_SHOWN / larger) : 1;
  picture.style.aspectRatio = `${width} / ${height}`;
  picture.style.width = `min(100%, ${Math.min(width * times, limit)}px, calc(70vh * ${width / height}))`;
  picture.style.imageRendering = times > 1 ? "pixelated" : "auto";
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => {
    if (context.model.get("mode") === "output") return output(context);
    return context.model.get("numbers") ? pixels(context) : input(context);
  },
};

const CHECKER = "conic-gradient(#8883 25%,#0000 0 50%,#8883 0 75%,#0000 0) 0 0/16px 16px";
adopt(`
.au-pane img{max-width:100%;max-height:calc(var(--au-pane,300px) - 16px);min-width:0;min-height:0;object-fit:contain;background:${CHECKER};border-radius:min(3px,var(--au-radius))}
.au-drop:not([data-wide]) .au-pane img{max-height:calc(var(--au-pane,200px) - 16px)}
.au-picture{all:unset;display:flex;justify-content:center;width:100%;cursor:zoom-in;border-radius:min(3px,var(--au-radius))}
.au-picture[hidden]{display:none}
.au-picture:focus-visible{outline:2px solid var(--au-ring);outline-offset:3px}
.au-picture img{display:block;height:auto;max-width:100%;border-radius:min(3px,var(--au-radius))}
.au-picture img[data-ground],.au-lightbox img[data-ground=checker]{background:${CHECKER}}
`);
