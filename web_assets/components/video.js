/** A film: dropped, pasted, recorded or made here as a sample; and a film as a result. */

import { adopt, h } from "./parts.js";
import { results } from "./elsewhere.js";
import { mediaInput, recordButton, UPLOAD } from "./media.js";

const CAMERA = "M3 6h12v12H3zM15 10l6-3v10l-6-3";
const ACCEPT = ["video/*", "image/gif"];

/** @param {string} label */
function screen(label) {
  /** @type {HTMLVideoElement} */
  const video = h("video", { controls: true, preload: "metadata", playsinline: true, "aria-label": label });
  const moving = h("img", { alt: label, hidden: true });
  const note = h("p.au-film-note", { hidden: true }, "This browser cannot play it; it can be downloaded.");
  const el = h(".au-film", null, video, moving, note);
  video.onloadedmetadata = () => {
    note.hidden = true;
    if (video.videoWidth) video.style.aspectRatio = `${video.videoWidth} / ${video.videoHeight}`;
  };
  video.onerror = () => (note.hidden = !video.getAttribute("src"));
  const play = (/** @type {string} */ url, /** @type {string} */ type) => {
    const gif = type === "image/gif";
    video.hidden = gif;
    moving.hidden = !gif;
    note.hidden = true;
    video.pause();
    for (const [node, on] of /** @type {[HTMLElement, boolean][]} */ ([[video, !gif], [moving, gif]]))
      if (on && url) node.setAttribute("src", url);
      else node.removeAttribute("src");
    if (!url || gif) video.load();
  };
  return { el, play };
}

/** @param {import("./contract").Context} context */
function input(context) {
  const { model } = context;
  const webcam = model.get("source") === "webcam";
  const { el, play } = screen(`${model.get("label") || "Video"}, as given`);
  const device = {
    label: "Camera", mark: CAMERA, accept: "video/*", capture: "environment",
    why: "Over plain http the browser lends no camera; a phone can still record.",
    open: async () => (await import("./recorder.js")).record("film"),
  };
  return mediaInput(context, {
    noun: "video", accept: ACCEPT, shown: el, recording: webcam,
    mark: webcam ? CAMERA : UPLOAD, verb: webcam ? "Record a video" : "Choose a video",
    show: (url, given) => play(url, given?.type ?? ""),
    record: (take, say) => recordButton(device, take, say),
    sample: async () => (await import("./samples.js")).film(),
  });
}

/** @param {import("./contract").Context} context */
function output(context) {
  const { model, host } = context;
  const { el, play } = screen(model.get("label") || "Video");
  for (const side of /** @type {const} */ (["height", "width"]))
    if (model.get(side)) el.style.setProperty(`--${side}`, `${model.get(side)}px`);
  return results(context, el, (blob) => play(host.fileUrl(blob), blob.type), "Video");
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};

adopt(`
.au-film{display:grid;justify-items:center;width:100%;min-width:0}
.au-film[hidden],.au-film>[hidden]{display:none}
.au-film>:is(video,img){display:block;width:100%;max-width:var(--width,100%);aspect-ratio:16/9;max-height:min(70vh,var(--height,70vh));object-fit:contain;background:#000;border-radius:var(--au-radius)}
.au-film>img{aspect-ratio:auto;background:none}
.au-film-note{margin:8px 0 0;color:var(--au-danger);font-size:13px}
.kind-video .au-pane .au-film{height:100%;align-items:center;grid-template-rows:minmax(0,1fr)}
.kind-video .au-pane .au-film>:is(video,img){height:100%;max-height:100%;aspect-ratio:auto!important;border-radius:0}
`);
