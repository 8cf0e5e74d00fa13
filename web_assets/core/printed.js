const MOST_LINES = 2000;
const MOST_CHARACTERS = 200_000;

/** What a run printed, as far as a page keeps it: the newest lines. */
export class Printed {
  constructor() {
    /** Whole lines and the one that is being written. @type {string[]} */
    this.lines = [""];
    this.size = 0;
    this.dropped = 0;
  }

  /** @param {string} text */
  add(text) {
    const [first, ...rest] = text.replace(/\x1b\[[0-?]*[ -/]*[@-~]/g, "").split("\n");
    this.lines[this.lines.length - 1] += first;
    this.lines.push(...rest);
    this.size += text.length;
    while (this.lines.length > MOST_LINES || (this.size > MOST_CHARACTERS && this.lines.length > 1)) {
      this.size -= (this.lines.shift() ?? "").length + 1;
      this.dropped++;
    }
    // One endless line keeps its end.
    if (this.size > MOST_CHARACTERS) {
      this.lines[0] = this.lines[0].slice(-MOST_CHARACTERS);
      this.size = this.lines[0].length;
    }
  }

  /** How many lines there were in all. */
  get count() {
    return this.dropped + this.lines.length - (this.lines.at(-1) ? 0 : 1);
  }

  /** The last line that says something; a bar redrawn with carriage returns counts as one. */
  get last() {
    const line = this.lines.findLast((one) => one.trim()) ?? "";
    return line.trimEnd().split("\r").at(-1) ?? "";
  }

  get text() {
    const shown = this.lines.map((line) => line.trimEnd().split("\r").at(-1)).join("\n").trimEnd();
    return this.dropped ? `… ${this.dropped.toLocaleString("en")} earlier lines\n${shown}` : shown;
  }
}
