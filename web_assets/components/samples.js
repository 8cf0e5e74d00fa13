/** Examples made here: a picture, a sound, a film; each a few kilobytes. */

import { wav } from "./sound.js";

const WIDTH = 480;
const HEIGHT = 320;
const HILLS = /** @type {[string, number, number, number][]} */ ([
  ["#7b6a86", 190, 46, 0.011], ["#4d5470", 225, 38, 0.017], ["#232c45", 268, 26, 0.026],
]);
const RATE = 8000;
const NOTES = [392, 494, 587, 784];
const FILM_SECONDS = 1.5;

/**
 * A small landscape.
 * @param {HTMLCanvasElement} canvas @param {number} sun how far the sun has come, 0–1
 */
function paint(canvas, sun) {
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const sky = pen.createLinearGradient(0, 0, 0, HEIGHT);
  for (const [at, colour] of /** @type {[number, string][]} */ ([[0, "#27406b"], [0.55, "#d98e6a"], [1, "#f6d9a8"]]))
    sky.addColorStop(at, colour);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = "#fff3d6";
  pen.beginPath();
  pen.arc(60 + 360 * sun, 175 - 60 * Math.sin(Math.PI * sun), 34, 0, 7);
  pen.fill();
  HILLS.forEach(([colour, level, height, pace], i) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(0, HEIGHT);
    for (let x = 0; x <= WIDTH; x += 4)
      pen.lineTo(x, level - height * (Math.sin(x * pace + i * 2) + 0.4 * Math.sin(x * pace * 2.7 + i)));
    pen.lineTo(WIDTH, HEIGHT);
    pen.fill();
  });
}

function canvas() {
  const made = document.createElement("canvas");
  made.width = WIDTH;
  made.height = HEIGHT;
  return made;
}

/** @returns {Promise<File>} */
export function picture() {
  const made = canvas();
  paint(made, 0.75);
  return new Promise((resolve) => made.toBlob(
    (blob) => resolve(new File([/** @type {Blob} */ (blob)], "sample.jpg", { type: "image/jpeg" })), "image/jpeg", 0.8));
}

/** Four plucked notes. @returns {Promise<File>} */
export async function sound() {
  const samples = new Float32Array(RATE);
  NOTES.forEach((pitch, note) => {
    for (let i = note * RATE / 5, at = 0; i < RATE; i++, at++)
      samples[i] += 0.3 * Math.exp(-at / 1600) * (Math.sin(2 * Math.PI * pitch * at / RATE) + 0.3 * Math.sin(4 * Math.PI * pitch * at / RATE));
  });
  return new File([wav([samples], RATE)], "sample.wav", { type: "audio/wav" });
}

/** A sunrise. @returns {Promise<File>} */
export async function film() {
  const made = canvas();
  paint(made, 0);
  const recorder = new MediaRecorder(made.captureStream(20), { videoBitsPerSecond: 60_000 });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  const began = performance.now();
  await new Promise((done) => {
    const frame = () => {
      const share = (performance.now() - began) / 1000 / FILM_SECONDS;
      paint(made, Math.min(share, 1));
      if (share < 1) setTimeout(frame, 50);
      else done(null);
    };
    frame();
  });
  await new Promise((done) => {
    recorder.onstop = done;
    recorder.stop();
  });
  const type = recorder.mimeType.split(";")[0];
  return new File(parts, `sample.${type.split("/")[1]}`, { type });
}
