/** A dialog that records a sound, or a film with its sound. */

import { adopt, h } from "./parts.js";
import { toWav } from "./sound.js";

const FILM = ["video/mp4;codecs=avc1", "video/webm"];

/** @param {number} seconds */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/**
 * @param {"sound" | "film"} what
 * @returns {Promise<File | null>} a sound as WAV, a film as the browser records it; null when the person thinks better of it
 */
export async function record(what) {
  const film = what === "film";
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: film && { width: { ideal: 1280 } } });
  const mimeType = film ? FILM.find((type) => MediaRecorder.isTypeSupported(type)) : undefined;
  const recorder = new MediaRecorder(stream, { mimeType });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const seen = film ? picture(stream) : level(stream);
  return new Promise((resolve, reject) => {
    let began = 0;
    const time = h("span.au-recorder-time", { role: "timer" }, "0:00");
    const tick = setInterval(() => (time.textContent = clock(began ? (performance.now() - began) / 1000 : 0)), 200);
    const press = () => {
      if (recorder.state === "recording") return recorder.stop();
      recorder.start();
      began = performance.now();
      box.dataset.on = "";
      main.textContent = "Stop and use it";
    };
    recorder.onstop = async () => {
      const type = (recorder.mimeType || parts[0]?.type || "audio/webm").split(";")[0];
      const file = new File(parts, `recording.${type.split("/")[1]}`, { type });
      try {
        resolve(film ? file : await toWav(file));
      } catch (error) {
        reject(error);
      }
      box.close();
    };
    const main = h("button.au-button", { type: "button", "data-variant": "primary", onclick: press }, "Record");
    /** @type {HTMLDialogElement} */
    const box = h("dialog.au-recorder", { "aria-label": film ? "Record a video" : "Record a sound", onclose: () => {
      clearInterval(tick);
      recorder.onstop = null;
      if (recorder.state !== "inactive") recorder.stop();
      seen.end();
      for (const track of stream.getTracks()) track.stop();
      box.remove();
      resolve(null);
    } }, seen.el, h("footer", null, h("i.au-recorder-lamp"), time,
      h("button.au-quiet", { type: "button", onclick: () => box.close() }, "Cancel"), main));
    document.body.append(box);
    box.showModal();
    main.focus();
  });
}

/** What the camera sees. @param {MediaStream} stream */
function picture(stream) {
  /** @type {HTMLVideoElement} */
  const el = h("video", { autoplay: true, playsinline: true, "aria-label": "What the camera sees" });
  el.muted = true;
  el.srcObject = stream;
  return { el, end: () => (el.srcObject = null) };
}

/** How loud it is. @param {MediaStream} stream */
function level(stream) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const bar = h("i");
  let on = true;
  const draw = () => {
    if (!on) return;
    analyser.getFloatTimeDomainData(samples);
    bar.style.setProperty("--level", String(Math.min(1, 1.4 * Math.sqrt(Math.max(...samples.map(Math.abs))))));
    requestAnimationFrame(draw);
  };
  draw();
  return {
    el: h(".au-recorder-level", { role: "img", "aria-label": "How loud it is" }, bar),
    end: () => {
      on = false;
      context.close();
    },
  };
}

adopt(`
.au-recorder{border:1px solid var(--au-line);border-radius:var(--au-radius-card);padding:16px;background:var(--au-surface);color:var(--au-text);width:min(460px,92vw);box-sizing:border-box}
.au-recorder:has(video){width:min(640px,92vw)}
.au-recorder::backdrop{background:oklch(0 0 0/.4)}
.au-recorder video{display:block;width:100%;aspect-ratio:4/3;background:#000;border-radius:var(--au-radius)}
.au-recorder footer{display:flex;align-items:center;gap:8px;margin-top:16px}
.au-recorder-time{flex:1;font-variant-numeric:tabular-nums}
.au-recorder-lamp{width:10px;height:10px;border-radius:9px;background:var(--au-line-strong)}
.au-recorder[data-on] .au-recorder-lamp{background:var(--au-danger)}
.au-recorder-level{height:8px;border-radius:8px;background:var(--au-sunken);overflow:hidden}
.au-recorder-level i{display:block;height:100%;border-radius:8px;background:var(--au-accent);transform:scaleX(var(--level,0));transform-origin:0 0}
`);
