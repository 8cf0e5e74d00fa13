/** A dialog that takes one picture with the camera. */

import { adopt, h } from "./parts.js";

/** @returns {Promise<File | null>} null when the person thinks better of it */
export async function takePicture() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } });
  /** @type {HTMLVideoElement} */
  const video = h("video", { autoplay: true, playsinline: true, "aria-label": "What the camera sees", onloadedmetadata: () => (video.style.aspectRatio = String(video.videoWidth / video.videoHeight)) });
  video.muted = true;
  video.srcObject = stream;
  return new Promise((resolve) => {
    const take = () => {
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      canvas.getContext("2d")?.drawImage(video, 0, 0);
      canvas.toBlob((blob) => {
        resolve(blob && new File([blob], "camera.jpg", { type: "image/jpeg" }));
        box.close();
      }, "image/jpeg", 0.92);
    };
    /** @type {HTMLDialogElement} */
    const box = h("dialog.au-camera", { "aria-label": "Camera", onclose: () => {
      for (const track of stream.getTracks()) track.stop();
      box.remove();
      resolve(null);
    } }, video, h("footer", null,
      h("button.au-quiet", { type: "button", onclick: () => box.close() }, "Cancel"),
      h("button.au-button", { type: "button", "data-variant": "primary", autofocus: true, onclick: take }, "Take the picture")));
    document.body.append(box);
    box.showModal();
  });
}

adopt(`
.au-camera{border:1px solid var(--au-line);border-radius:var(--au-radius-card);padding:12px;background:var(--au-surface);color:var(--au-text);width:min(640px,92vw)}
.au-camera::backdrop{background:oklch(0 0 0/.4)}
.au-camera video{display:block;width:100%;aspect-ratio:4/3;max-height:70vh;background:#000;border-radius:var(--au-radius)}
.au-camera footer{display:flex;align-items:center;justify-content:flex-end;gap:8px;margin-top:12px}
`);
