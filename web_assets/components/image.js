/** A picture: dropped, pasted, taken or made here as a sample; and a picture as a result. */

import { adopt, attribute, edit, follow, h, icon, isBlob } from "./parts.js";
import { frames } from "./frames.js";
import { save, sizeText } from "./saving.js";
import { expand } from "./lightbox.js";
import { dropZone } from "./zone.js";

const UPLOAD = "M12 15V4M7 9l5-5 5 5M5 20h14";
const CAMERA = "M3 7h4l2-3h6l2 3h4v12H3zM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7";

const NO_CAMERA = "Over plain http the browser lends no camera; a phone can still take a picture.";
const TINY = 64;
const TINY_SHOWN = 256;

/** @param {import("./contract").Context} context */
function input(context) {
  const { model, el, host } = context;
  let local = "";
  let turn = 0;
  /** @type {string | null} */
  let sending = null;

  const take = async (/** @type {File[]} */ [file]) => {
    if (!file.type.startsWith("image/")) {
      edit(model, null, "is not a picture");
      return say(`${file.name} is not a picture`, true);
    }
    const mine = ++turn;
    forget();
    local = URL.createObjectURL(file);
    sending = "";
    picture.src = local;
    say(`sending, ${sizeText(file.size)}`);
    edit(model, null, "is still being sent");
    draw();
    try {
      const blob = await host.upload(file, (share) => zone.box.style.setProperty("--share", String(share)));
      if (mine !== turn) return;
      sending = null;
      say(`${file.name} · ${sizeText(file.size)}`);
      host.announce(`${file.name} was sent`);
      edit(model, blob);
    } catch (error) {
      if (mine !== turn) return;
      sending = null;
      forget();
      edit(model, null, "was not sent");
      say(error instanceof Error ? error.message : String(error), true);
    }
    draw();
  };
  const clear = () => {
    turn++;
    sending = null;
    forget();
    say("");
    edit(model, null);
    draw();
    zone.chooser.focus();
  };
  const forget = () => {
    if (local) URL.revokeObjectURL(local);
    local = "";
  };
  const say = (/** @type {string} */ text, fault = false) => {
    note.textContent = text;
    attribute(note, "data-fault", fault);
  };

  /** @type {HTMLImageElement} */
  const picture = h("img", { alt: "" });
  const note = h("span.au-pane-note");
  const quiet = (/** @type {string} */ label, /** @type {() => void} */ run) =>
    h("button.au-quiet", { type: "button", onclick: run }, label);
  const camera = cameraButton(take, (text) => say(text, true));
  const sample = quiet("Use a sample", async () => take([await makeSample()]));
  const replace = quiet("Replace", () => zone.chooser.click());
  const remove = quiet("Remove", clear);
  const webcam = model.get("source") === "webcam";
  const invite = h(".au-invite", null, icon(webcam ? CAMERA : UPLOAD), h("b", null, webcam ? "Take a picture" : "Choose a picture"),
    h("span", null, "or drop or paste"));
  const bar = h(".au-pane-bar", null, note, camera, sample, replace, remove);
  const zone = dropZone(context, { accept: ["image/*"], many: false, take, inside: [h(".au-pane", null, invite, picture), bar] });
  if (webcam) invite.addEventListener("click", (/** @type {Event} */ event) => {
    event.stopPropagation();
    camera.click();
  });
  const draw = () => {
    const blob = model.get("value");
    const full = Boolean(isBlob(blob) || local);
    attribute(zone.box, "data-full", full);
    attribute(zone.box, "data-sending", sending != null);
    invite.hidden = full;
    picture.hidden = !full;
    sample.hidden = full;
    camera.hidden = full;
    replace.hidden = remove.hidden = !full;
    for (const button of bar.querySelectorAll("button")) button.disabled = Boolean(model.get("disabled"));
    if (isBlob(blob) && !local) {
      picture.src = host.fileUrl(blob);
      say(`${blob.name}${blob.size ? ` · ${sizeText(blob.size)}` : ""}`);
    }
    picture.alt = full ? `${model.get("label") || "Picture"}, as given` : "";
  };
  const height = model.get("height") ?? (model.get("wide") ? 300 : 200);
  zone.box.style.setProperty("--au-pane", `${height}px`);
  if (model.get("width")) zone.box.style.maxWidth = `${model.get("width")}px`;
  el.replaceChildren(h(".au-image-input", null, zone.box));
  let known = model.get("value")?.$blob;
  const end = follow(model, ["value", "disabled"], () => {
    const id = model.get("value")?.$blob;
    // Another picture from outside (an example, a reset) replaces the local preview.
    if (id !== known && sending == null && !(local && !known)) forget();
    if (!id && sending == null && !note.hasAttribute("data-fault")) say("");
    known = id;
    draw();
  });
  return () => {
    turn++;
    forget();
    end();
    zone.end();
  };
}

/**
 * A button that takes a picture with the camera, where there may be one.
 * @param {(files: File[]) => void} take @param {(text: string) => void} say
 * @returns {HTMLElement}
 */
function cameraButton(take, say) {
  const open = async () => {
    try {
      const { takePicture } = await import("./camera.js");
      const file = await takePicture();
      if (file) take([file]);
    } catch (error) {
      say(`No camera: ${error instanceof Error ? error.message : error}`);
    }
  };
  if (navigator.mediaDevices)
    return h("button.au-quiet", { type: "button", onclick: open }, icon(CAMERA), "Camera");
  const chooser = h("input.au-hidden", {
    type: "file", accept: "image/*", capture: "environment", tabindex: -1, "aria-hidden": "true",
    onchange: () => chooser.files?.[0] && take([chooser.files[0]]),
  });
  return h("button.au-quiet", { type: "button", title: NO_CAMERA, onclick: () => {
    say(NO_CAMERA);
    chooser.click();
  } }, icon(CAMERA), "Camera", chooser);
}

/** A small landscape, drawn here. @returns {Promise<File>} */
function makeSample() {
  const canvas = document.createElement("canvas");
  canvas.width = 480;
  canvas.height = 320;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const sky = pen.createLinearGradient(0, 0, 0, 320);
  for (const [at, colour] of /** @type {[number, string][]} */ ([[0, "#27406b"], [0.55, "#d98e6a"], [1, "#f6d9a8"]]))
    sky.addColorStop(at, colour);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 480, 320);
  pen.fillStyle = "#fff3d6";
  pen.beginPath();
  pen.arc(330, 165, 34, 0, 7);
  pen.fill();
  [["#7b6a86", 190, 46, 0.011], ["#4d5470", 225, 38, 0.017], ["#232c45", 268, 26, 0.026]].forEach(([colour, level, height, pace], i) => {
    pen.fillStyle = String(colour);
    pen.beginPath();
    pen.moveTo(0, 320);
    for (let x = 0; x <= 480; x += 4)
      pen.lineTo(x, Number(level) - Number(height) * (Math.sin(x * Number(pace) + i * 2) + 0.4 * Math.sin(x * Number(pace) * 2.7 + i)));
    pen.lineTo(480, 320);
    pen.fill();
  });
  return new Promise((resolve) => canvas.toBlob(
    (blob) => resolve(new File([/** @type {Blob} */ (blob)], "sample.jpg", { type: "image/jpeg" })), "image/jpeg", 0.8));
}

/** @param {import("./contract").Context} context */
function output({ model, el, host }) {
  const open = () => expand(button.firstChild, model.get("label"), model.get("value")?.meta?.alpha ? "checker" : "");
  const button = h("button.au-picture", { type: "button", "aria-label": "Show larger", hidden: true, onclick: open });
  const elsewhere = h("div", { hidden: true });
  const next = frames(button);
  /** @type {Promise<import("./contract").Mounted> | null} */
  let framed = null;
  el.replaceChildren(button, elsewhere);

  const draw = (/** @type {any} */ blob) => {
    const { width, height, alpha } = blob.meta ?? {};
    const picture = h("img", { alt: model.get("label") || blob.name, "data-ground": alpha ? "checker" : null });
    const limit = Math.min(model.get("width") ?? Infinity, (model.get("height") ?? Infinity) * (width / height));
    if (width && height) size(picture, width, height, limit);
    picture.src = host.fileUrl(blob);
    return picture;
  };
  const swap = (/** @type {boolean} */ away) => {
    button.hidden = away;
    elsewhere.hidden = !away;
  };
  // A picture on another host stands in a frame, which may load that one thing and cannot reach the page.
  const frame = (/** @type {any} */ blob) => {
    framed ??= host.mount("html", { label: model.get("label") || "Picture" }, blob, elsewhere, "output");
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
    if (url) frame(blob);
    else {
      swap(false);
      next(() => draw(blob));
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
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};

const CHECKER = "conic-gradient(#8883 25%,#0000 0 50%,#8883 0 75%,#0000 0) 0 0/16px 16px";
adopt(`
.au-pane{height:var(--au-pane,200px);display:grid;place-items:center;overflow:hidden}
.au-pane img{max-width:100%;max-height:calc(var(--au-pane,200px) - 16px);min-width:0;min-height:0;object-fit:contain;background:${CHECKER};border-radius:3px}
.au-pane img[hidden]{display:none}
.au-pane-bar{display:flex;align-items:center;flex-wrap:wrap;gap:4px;min-height:40px;padding:0 4px 4px 12px;box-sizing:border-box}
.au-pane-note{flex:1 1 80px;min-width:0;color:var(--au-muted);font-size:13px;overflow:hidden;text-overflow:ellipsis;font-variant-numeric:tabular-nums}
.au-pane-note[data-fault]{color:var(--au-danger)}
.au-image-input .au-drop{overflow:hidden}
.au-image-input .au-drop::after{content:"";position:absolute;inset:auto 0 0;height:2px;background:var(--au-accent);transform:scaleX(var(--share,0));transform-origin:0 0;opacity:0;transition:transform .12s linear,opacity .3s .2s}
.au-image-input .au-drop[data-sending]::after{opacity:1}
.au-picture{all:unset;display:flex;justify-content:center;width:100%;cursor:zoom-in;border-radius:3px}
.au-picture:focus-visible{outline:2px solid var(--au-ring);outline-offset:3px}
.au-picture img{display:block;height:auto;max-width:100%;border-radius:3px}
.au-picture img[data-ground],.au-lightbox img[data-ground=checker]{background:${CHECKER}}
`);
