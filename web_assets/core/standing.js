import { announce, aria, duration } from "./base.js";

/** @typedef {import("../types").Run} Run */

/** Screen readers are told every fifth of the way, and each new thing that is being done. */
const STEPS = 5;

/** @param {{eta?: number | null, at: number}} said @returns {number | null} seconds that are left of a guess */
const left = ({ eta, at }) => (eta == null ? null : Math.max(1, Math.ceil(eta - (performance.now() - at) / 1000)));

/** @param {number} seconds */
const about = (seconds) => `about ${seconds < 60 ? `${seconds} s` : duration(seconds)}`;

/** How far, as a whole number of percent; null while nobody knows. @param {Run} run */
export const percent = ({ progress }) => (progress?.value == null ? null : Math.floor(progress.value * 100 + 1e-9));

/** Where a run stands, in one line. @param {Run} run @param {string} [loading] why all have to wait */
export function standing(run, loading = "") {
  const { progress, queue, stopping } = run;
  const seconds = lasted(run);
  const known = percent(run);
  const wait = queue && left(queue);
  const rest = !queue && progress && progress.value < 1 ? left(progress) : null;
  return [
    stopping && "stopping",
    loading,
    queue && (queue.position ? `${queue.position} ahead` : "next in line"),
    wait && about(wait),
    progress?.desc,
    known !== null && `${known} %`,
    counted(progress),
    rest && `${about(rest)} left`,
    // Beside what is left of the wait it would read as one more of that.
    !wait && seconds >= 1 && duration(seconds),
  ].filter(Boolean).join(" · ");
}

/** @param {any} progress */
function counted(progress) {
  if (progress?.done == null) return "";
  const { done, total, unit } = progress;
  return `${amount(done)}${total == null ? "" : `/${amount(total)}`} ${unit ?? ""}`.trim();
}

/** @param {number} value */
const amount = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(4))).toLocaleString("en");

/** Seconds that a call took. @param {Run} run */
export const lasted = ({ began, over }) => ((over ?? performance.now()) - began) / 1000;

/** What stands below a result. @param {number} seconds @param {Run} run @param {string} [before] */
export const foot = (seconds, { others, over, said }, before = "") =>
  said || [before + duration(seconds), others && `ran with ${others} other${others === 1 ? "" : "s"}`, ended(over ?? performance.now())].filter(Boolean).join(" · ");

/** The time of day, and the day where it was not today. @param {number} over */
function ended(over) {
  const at = new Date(Date.now() - performance.now() + over);
  return at.toDateString() === new Date().toDateString() ? at.toLocaleTimeString() : at.toLocaleString();
}

/** Draw how far a run is on a line that others style. @param {HTMLElement} line @param {Run} run */
export function drawLine(line, run) {
  const known = percent(run);
  line.classList.toggle("known", known !== null);
  if (known === null) {
    line.removeAttribute("aria-valuenow");
    return;
  }
  line.style.setProperty("--done", run.progress.value);
  aria(line, "valuenow", known);
}

/** Make a line that tells its state to screen readers. @param {HTMLElement} line */
export function measure(line) {
  line.setAttribute("role", "progressbar");
  aria(line, "label", "Progress");
  aria(line, "valuemin", 0);
  aria(line, "valuemax", 100);
}

/** Says how far a run is: not at every tick, but when there is something new to hear. */
export class Teller {
  constructor() {
    this.said = "";
  }

  /** @param {Run} run */
  tell(run) {
    const { queue, progress } = run;
    const known = percent(run);
    const step = known === null ? null : Math.floor((known * STEPS) / 100);
    const key = JSON.stringify([run.id, queue?.position, progress?.desc, step]);
    if (key === this.said) return;
    this.said = key;
    if (queue) announce(queue.position ? `${queue.position} ahead in the queue` : "Next in line");
    else if (progress) announce([progress.desc, known !== null && `${known} %`].filter(Boolean).join(", "));
  }
}
