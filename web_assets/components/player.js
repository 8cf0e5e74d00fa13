/** A sound that can be played: its shape, to jump in, above the browser's own player. */

import { adopt, attribute, h } from "./parts.js";

/** @param {number} seconds */
const clock = (seconds) => (seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")} min`);

/** What is known of a sound, in words. @param {Record<string, any>} meta */
function facts({ seconds, rate, channels }) {
  if (!rate) return "";
  const width = channels === 1 ? "mono" : channels === 2 ? "stereo" : `${channels} channels`;
  return [clock(seconds), `${(rate / 1000).toLocaleString("en", { maximumFractionDigits: 3 })} kHz`, width].join(" · ");
}

/** @param {number[]} peaks */
function shape(peaks) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `0 0 ${peaks.length} 100`);
  svg.setAttribute("preserveAspectRatio", "none");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", peaks.map((peak, i) => `M${i + 0.5} ${50 - Math.max(peak, 1.5) * 0.48}V${50 + Math.max(peak, 1.5) * 0.48}`).join(""));
  svg.append(path);
  return svg;
}

/** @param {string} label */
export function player(label) {
  /** @type {HTMLAudioElement} */
  const audio = h("audio", { controls: true, preload: "metadata", "aria-label": label });
  const wave = h(".au-wave", { "aria-hidden": "true", hidden: true, onclick: (/** @type {MouseEvent} */ event) => {
    const { left, width } = wave.getBoundingClientRect();
    if (audio.duration) audio.currentTime = audio.duration * (event.clientX - left) / width;
    follow();
  } });
  const note = h(".au-sound-note", { hidden: true });
  const follow = () => {
    wave.style.setProperty("--at", String(audio.duration ? audio.currentTime / audio.duration : 0));
    if (!audio.paused) requestAnimationFrame(follow);
  };
  audio.onplay = audio.onseeked = follow;
  audio.onerror = () => {
    if (!audio.getAttribute("src")) return;
    note.hidden = false;
    note.textContent = "This browser cannot play it.";
    attribute(note, "data-fault", true);
  };
  const el = h(".au-sound", null, wave, audio, note);
  const draw = (/** @type {number[] | null | undefined} */ peaks) => {
    wave.hidden = !peaks?.length;
    if (peaks?.length) wave.replaceChildren(shape(peaks), shape(peaks));
  };
  const play = (/** @type {string} */ url, /** @type {Record<string, any>} */ meta) => {
    audio.pause();
    if (url) audio.src = url;
    else audio.removeAttribute("src");
    draw(meta.peaks);
    attribute(note, "data-fault", false);
    note.textContent = facts(meta);
    note.hidden = !note.textContent;
    wave.style.setProperty("--at", "0");
  };
  return { el, play, draw };
}

adopt(`
.au-sound{display:grid;gap:8px;width:100%;min-width:0}
.au-sound audio{width:100%;height:40px;border-radius:var(--au-radius)}
.au-wave{position:relative;height:72px;cursor:pointer}
.au-wave[hidden]{display:none}
.au-wave svg{position:absolute;inset:0;width:100%;height:100%}
.au-wave path{stroke:color-mix(in oklab,var(--au-muted),var(--au-surface) 45%);stroke-width:.62}
.au-wave svg + svg{clip-path:inset(0 calc(100% - 100%*var(--at,0)) 0 0)}
.au-wave svg + svg path{stroke:var(--au-accent)}
.au-sound-note{color:var(--au-muted);font-size:13px;font-variant-numeric:tabular-nums}
.au-sound-note[data-fault]{color:var(--au-danger)}
`);
