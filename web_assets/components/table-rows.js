/** The rows of a table that have been fetched, in windows; the newest wish is fetched first. */

const WINDOW = 200;
const KEPT = 60;
const AT_ONCE = 2;

export class RowCache {
  /** @param {(start: number, count: number) => Promise<import("./contract").Window>} ask */
  constructor(ask) {
    this.ask = ask;
    /** @type {Map<number, any[]>} window → its rows, the last used last */
    this.windows = new Map();
    /** @type {Set<number>} */
    this.underway = new Set();
    /** @type {number[]} */
    this.wished = [];
    this.question = 0;
    /** @type {(total: number) => void} */
    this.onrows = () => {};
    /** @type {(text: string) => void} */
    this.onfault = () => {};
  }

  /** @param {number} start @param {any[][]} rows @param {number} total */
  put(start, rows, total) {
    for (let at = 0; at < rows.length || at === 0; at += WINDOW) {
      const part = rows.slice(at, at + WINDOW);
      const key = (start + at) / WINDOW;
      this.windows.delete(key);
      this.windows.set(key, part);
      // The rows that came with the table may be fewer than a window.
      if (start + at + part.length < total && part.length < WINDOW) this.partial = key;
      else if (this.partial === key) this.partial = undefined;
    }
    for (const key of this.windows.keys()) {
      if (this.windows.size <= KEPT) break;
      this.windows.delete(key);
    }
  }

  /** @param {number} at @returns {any[] | undefined} */
  get(at) {
    return this.windows.get(Math.floor(at / WINDOW))?.[at % WINDOW];
  }

  /** Everything is another question's answer now. */
  forget() {
    this.windows.clear();
    this.underway.clear();
    this.wished = [];
    this.partial = undefined;
    this.question++;
    this.request(0);
  }

  /** See to it that these rows come; others that were wished for are no longer. @param {number} first @param {number} last */
  want(first, last) {
    this.wished = [];
    for (let key = Math.floor(first / WINDOW); key * WINDOW < last; key++) {
      const missing = !this.windows.has(key) || (this.partial === key && this.get(Math.min(last, (key + 1) * WINDOW) - 1) === undefined);
      if (missing && !this.underway.has(key)) this.wished.push(key);
    }
    this.pump();
  }

  pump() {
    while (this.underway.size < AT_ONCE && this.wished.length) this.request(/** @type {number} */ (this.wished.shift()));
  }

  /** @param {number} key */
  async request(key) {
    const question = this.question;
    this.underway.add(key);
    try {
      const { total, rows } = await this.ask(key * WINDOW, WINDOW);
      if (question !== this.question) return;
      this.underway.delete(key);
      this.put(key * WINDOW, rows, total);
      this.onrows(total);
    } catch (error) {
      if (question !== this.question) return;
      // The window stays marked as under way: asking again at once would only fail again.
      this.onfault(error instanceof Error ? error.message : String(error));
    }
    this.pump();
  }

  /** The rows from `low` up to `high`, if all are here. @param {number} low @param {number} high @returns {any[][] | null} */
  have(low, high) {
    const lines = [];
    for (let at = low; at < high; at++) {
      const line = this.get(at);
      if (!line) return null;
      lines.push(line);
    }
    return lines;
  }

  /** The rows from `low` up to `high`, from the server. @param {number} low @param {number} high */
  async fetch(low, high) {
    const here = this.have(low, high);
    if (here) return here;
    const lines = [];
    for (let start = low; start < high; start += 5000) lines.push(...(await this.ask(start, Math.min(5000, high - start))).rows);
    return lines;
  }
}
