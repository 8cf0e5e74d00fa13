/**
 * A table of any length: only the cells in sight exist, rows come in windows as they are needed,
 * and sorting, filtering and searching are questions to the server.
 */

import { attribute, follow, h, icon } from "./parts.js";
import { save } from "./saving.js";
import { cellText, placesOf } from "./table-cells.js";
import { RowCache } from "./table-rows.js";
import { Selection } from "./table-selection.js";
import { HEADER, ROW } from "./table-styles.js";

const FUNNEL = "M4 6h16M7 12h10M10 18h4";

const SPARE_ROWS = 6;
const MOST_ROWS_SHOWN = 16;
const TALLEST = 8_000_000; // Browsers lose precision, then height, somewhere above.
const NARROWEST = 64;
const WIDEST = 340;
const PADDING = 27;
const COPY_WHOLE = 1_000;

/** @typedef {import("./table-cells.js").Column} Column */

export class Table {
  /** @param {import("./contract").Context} context */
  constructor({ model, el, host }) {
    this.model = model;
    this.host = host;
    /** @type {[number, "up" | "down"] | null} */
    this.sort = null;
    this.search = "";
    /** @type {Record<string, string>} */
    this.filters = {};
    /** @type {Column[]} */
    this.columns = [];
    this.total = 0;
    this.all = 0;
    this.shape = "";
    this.epoch = 0;
    this.asked = false;
    this.digit = 8;
    this.widened = false;
    this.filtering = false;
    this.offset = 0;
    this.selection = new Selection(this);
    this.frame = 0;
    this.wait = 0;
    this.id = `t${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    this.build(el);
  }

  /** @param {HTMLElement} el */
  build(el) {
    this.count = h("span.au-table-count", { "aria-live": "polite" });
    this.find = h("input.au-input", { type: "search", placeholder: "Search", "aria-label": "Search the table",
      autocomplete: "off", oninput: () => this.ask(() => (this.search = this.find.value)) });
    this.toggle = h("button.au-quiet", { type: "button", "aria-pressed": "false", onclick: () => this.toggleFilters() }, icon(FUNNEL), h("span", null, "Filter"));
    this.head = h(".au-table-head", { role: "row", "aria-rowindex": 1 });
    this.filterRow = h(".au-table-filters", { hidden: true });
    this.body = h(".au-table-body", { role: "rowgroup" });
    this.room = h(".au-table-room", { role: "presentation" });
    this.grid = h(".au-table-grid", { role: "grid", tabindex: 0, "aria-label": this.model.get("label") || "Table", "aria-multiselectable": "true",
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.selection.key(event),
      onwheel: (/** @type {WheelEvent} */ event) => this.wheel(event),
      onscroll: () => this.scrolled(),
      oncopy: (/** @type {ClipboardEvent} */ event) => this.selection.copied(event),
      onpointerdown: (/** @type {PointerEvent} */ event) => this.selection.pressed(event),
    }, h(".au-table-top", { role: "rowgroup" }, this.head), this.body, this.room);
    this.empty = h(".au-table-none", { hidden: true }, "No row fits");
    this.bar = h(".au-table-bar", null, this.find, this.toggle, this.count);
    this.box = h(".au-table", null, this.bar, this.filterRow, this.grid, this.empty);
    el.replaceChildren(this.box);
  }

  start() {
    const watch = new ResizeObserver(() => this.draw());
    watch.observe(this.grid);
    const end = follow(this.model, ["value"], () => this.take(this.model.get("value")));
    return () => {
      watch.disconnect();
      cancelAnimationFrame(this.frame);
      clearTimeout(this.wait);
      end();
    };
  }

  /** @param {import("./contract").Blob | null} blob */
  take(blob) {
    if (!blob) return;
    this.blob = blob;
    const { rows = 0, columns = [], index = [], window = [], csv = "table.csv" } = blob.meta;
    const shape = JSON.stringify([columns, index]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.sort = null;
      this.filters = {};
      this.columns = columns.map((/** @type {Column} */ column) => ({ ...column, index: index.includes(column.name) }));
      this.measure(window);
    }
    this.all = rows;
    this.total = rows;
    this.cache = new RowCache((start, count) => this.host.rows(blob, {
      start, count, sort: this.sort, search: this.search, filters: this.filters,
    }));
    this.epoch++;
    this.cache.onrows = (total) => {
      // What is on screen stays until the new question's first answer is here.
      if (this.asked) this.epoch++;
      this.asked = false;
      this.total = total;
      this.resize();
      this.later();
    };
    this.cache.onfault = (text) => {
      this.count.textContent = text;
      this.host.announce(text);
    };
    const plain = !this.sort && !this.search && !Object.keys(this.filters).length;
    if (plain) this.cache.put(0, window, rows);
    this.bar.hidden = rows <= 8 && plain;
    this.drawHead();
    this.resize();
    this.draw();
    this.offer(csv, window);
  }

  /** @param {string} csv @param {any[][]} window */
  offer(csv, window) {
    const { blob } = this;
    if (!blob) return;
    const actions = [{ id: "download", label: "Download as CSV", icon: "download", run: () => save(this.host.fileUrl(blob, csv), csv) }];
    if (this.all <= COPY_WHOLE) actions.unshift({ id: "copy", label: "Copy", icon: "copy", run: () => this.selection.copyAll() });
    this.model.set("actions", actions);
  }

  /** Widths from what the first rows hold. @param {any[][]} window */
  measure(window) {
    const ruler = h(".au-table-ruler");
    const texts = this.columns.map((column, i) => {
      const cells = window.map((row) => row[i]);
      column.places = placesOf(column.look, cells);
      return cells.map((value) => cellText(value, column)).sort((one, other) => other.length - one.length).slice(0, 3);
    });
    this.columns.forEach(({ name, dtype, look }, i) => ruler.append(h("div", { "data-look": look }, h("b", null, name, icon("down")),
      h("span.au-column-type", null, dtype), texts[i].map((text) => h("p", null, text)))));
    document.body.append(ruler);
    this.columns.forEach((column, i) => {
      const { width } = ruler.children[i].getBoundingClientRect();
      column.width = Math.ceil(Math.min(WIDEST, Math.max(NARROWEST, width + (i ? PADDING : PADDING + 11))));
    });
    ruler.replaceChildren(h("span", null, "0".repeat(10)));
    this.digit = ruler.children[0].getBoundingClientRect().width / 10;
    ruler.remove();
    this.placeColumns();
  }

  placeColumns() {
    let left = 0;
    for (const column of this.columns) {
      column.left = left;
      left += column.width;
    }
    this.breadth = left;
    this.frozen = this.columns.filter(({ index }) => index).reduce((sum, { width }) => sum + width, 0);
  }

  // ---------------------------------------------------------------------------------- drawing

  get height() {
    return Math.max(0, this.grid.clientHeight - HEADER);
  }

  /** How tall the rows are, and how tall the browser is told they are. */
  get full() {
    return this.total * ROW;
  }

  get scaled() {
    return this.full > TALLEST;
  }

  resize() {
    const { grid, room, box } = this;
    grid.setAttribute("aria-rowcount", String(this.total + 1));
    grid.setAttribute("aria-colcount", String(this.columns.length));
    room.style.height = `${Math.min(this.full, TALLEST)}px`;
    room.style.width = this.head.style.minWidth = this.body.style.width = `${this.breadth}px`;
    const shown = Math.min(Math.max(this.all, 1), MOST_ROWS_SHOWN);
    box.style.setProperty("--rows", String(shown));
    this.empty.hidden = this.total > 0;
    this.empty.textContent = this.all ? "No row fits" : "No rows";
    const part = this.total === this.all ? "" : `${this.total.toLocaleString("en")} of `;
    this.count.textContent = `${part}${this.all.toLocaleString("en")} ${this.all === 1 ? "row" : "rows"} × ${this.columns.length}`;
  }

  /** Where the first row in sight begins, in the rows' own height. */
  get top() {
    if (!this.scaled) return this.grid.scrollTop;
    return this.offset;
  }

  scrolled() {
    if (this.scaled && !this.steered) {
      const share = this.grid.scrollTop / Math.max(1, TALLEST - this.height);
      this.offset = share * (this.full - this.height);
    }
    this.steered = false;
    this.later();
  }

  /** Move the rows by their own height, also where the scroll bar is a reduced picture of them. @param {number} to */
  scrollRows(to) {
    const most = Math.max(0, this.full - this.height);
    const top = Math.min(Math.max(0, to), most);
    if (!this.scaled) {
      this.grid.scrollTop = top;
      return;
    }
    this.offset = top;
    const bar = Math.round((top / most) * (TALLEST - this.height));
    this.steered = Math.abs(bar - this.grid.scrollTop) >= 1;
    this.grid.scrollTop = bar;
    this.later();
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!this.scaled || !event.deltaY || event.ctrlKey) return;
    const pixels = event.deltaY * [1, ROW, this.height][event.deltaMode];
    const next = this.offset + pixels;
    if (next <= 0 && this.offset <= 0) return;
    event.preventDefault();
    this.scrollRows(next);
  }

  later() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  }

  /** The columns in sight; index columns stay where they are. @returns {number[]} */
  shownColumns() {
    const from = this.grid.scrollLeft + (this.frozen ?? 0) - 200;
    const to = this.grid.scrollLeft + this.grid.clientWidth + 200;
    return this.columns.flatMap(({ index, left, width }, i) => (index || (left + width > from && left < to) ? [i] : []));
  }

  draw() {
    this.frame = 0;
    if (!this.cache) return;
    const first = Math.max(0, Math.floor(this.top / ROW) - SPARE_ROWS);
    const last = Math.min(this.total, Math.ceil((this.top + this.height) / ROW) + SPARE_ROWS);
    const shown = this.shownColumns();
    const key = shown.join();
    this.cache.want(first, last);
    /** @type {Map<number, any>} */
    const old = new Map([...this.body.children].map((/** @type {any} */ row) => [row.at, row]));
    const stale = [...old.values()].filter((row) => row.at < first || row.at >= last || row.key !== key || row.epoch !== this.epoch);
    for (const row of stale) old.delete(row.at);
    const rows = [];
    for (let at = first; at < last; at++) {
      const row = old.get(at) ?? this.makeRow(stale.pop(), at, shown, key);
      if (!row.filled) this.fill(row, at, shown);
      rows.push(row);
    }
    // Rows keep the place of the scroll bar's own picture of them.
    const shift = this.grid.scrollTop - this.top;
    for (const row of rows) row.style.transform = `translateY(${row.at * ROW + shift}px)`;
    for (const row of stale) row.remove();
    // In the order of the rows, for whoever reads instead of looks.
    rows.forEach((row, i) => this.body.children[i] !== row && this.body.insertBefore(row, this.body.children[i] ?? null));
    if (this.widened) this.replace();
    this.selection.mark();
  }

  /** @param {any} row one to use again @param {number} at @param {number[]} shown @param {string} key */
  makeRow(row, at, shown, key) {
    const made = row ?? h(".au-table-row", { role: "row" });
    made.remove();
    if (made.key !== key) {
      made.replaceChildren(...shown.map((i) => this.makeCell(i)));
      made.key = key;
    }
    made.at = at;
    made.epoch = this.epoch;
    made.filled = false;
    made.ariaRowIndex = String(at + 2);
    attribute(made, "data-odd", at % 2 === 1);
    return made;
  }

  /** @param {number} i */
  makeCell(i) {
    const { look, index } = this.columns[i];
    const cell = h("div", { role: index ? "rowheader" : "gridcell", "aria-colindex": i + 1, "data-look": look, "data-index": index });
    this.put(cell, i);
    return cell;
  }

  /** @param {HTMLElement} cell @param {number} i */
  put(cell, i) {
    const { left, width } = this.columns[i];
    cell.style.left = `${left}px`;
    cell.style.width = `${width}px`;
  }

  /** @param {any} row @param {number} at @param {number[]} shown */
  fill(row, at, shown) {
    const values = this.cache?.get(at);
    row.filled = Boolean(values);
    attribute(row, "aria-busy", values ? null : "true");
    shown.forEach((i, place) => {
      const cell = row.children[place];
      cell.id = `${this.id}-${at}-${i}`;
      const value = values?.[i];
      attribute(cell, "data-null", values && (value === null || value === undefined));
      cell.textContent = values ? cellText(value, this.columns[i]) : "";
      this.widen(i, cell.textContent.length);
    });
  }

  /** A number is never cut: later rows may have more digits than the first. @param {number} i @param {number} digits */
  widen(i, digits) {
    const column = this.columns[i];
    const width = Math.ceil(digits * this.digit) + PADDING + (i ? 0 : 11);
    if (column.look !== "number" || width <= column.width) return;
    column.width = width;
    this.widened = true;
  }

  /** Put everything where the columns' widths say. */
  replace() {
    this.widened = false;
    this.placeColumns();
    this.resize();
    [...this.head.children].forEach((cell, i) => this.put(/** @type {HTMLElement} */ (cell), i));
    for (const row of this.body.children)
      for (const cell of row.children) this.put(/** @type {HTMLElement} */ (cell), Number(cell.ariaColIndex) - 1);
  }

  drawHead() {
    this.head.replaceChildren(...this.columns.map((column, i) => {
      const sorted = this.sort?.[0] === i ? this.sort[1] : "";
      const cell = h("div", { role: "columnheader", id: `${this.id}-head-${i}`, "aria-colindex": i + 1, "data-look": column.look, "data-index": column.index,
        "aria-sort": sorted === "up" ? "ascending" : sorted === "down" ? "descending" : "none",
        title: `${column.name}: ${column.dtype}` },
      h("span.au-column-name", null, column.name, sorted && icon("down")),
      h("span.au-column-type", null, column.dtype),
      h("i.au-edge", { onpointerdown: (/** @type {PointerEvent} */ event) => this.dragEdge(event, column) }));
      this.put(cell, i);
      return cell;
    }));
  }

  // ------------------------------------------------------------------------ questions

  /** Change the question, and ask it when typing rests. @param {() => void} change */
  ask(change) {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => {
      change();
      this.refresh();
    }, 150);
  }

  refresh() {
    this.asked = true;
    this.cache?.forget();
    this.drawHead();
    this.offset = 0;
    this.grid.scrollTop = 0;
    this.selection.reset();
    this.draw();
  }

  /** @param {number} i */
  sortBy(i) {
    const [column, way] = this.sort ?? [];
    this.sort = column !== i ? [i, "up"] : way === "up" ? [i, "down"] : null;
    this.refresh();
    const { name } = this.columns[i];
    this.host.announce(this.sort ? `Sorted by ${name}, ${this.sort[1] === "up" ? "ascending" : "descending"}` : "In the table's own order");
  }

  toggleFilters() {
    this.filtering = !this.filtering;
    this.toggle.setAttribute("aria-pressed", String(this.filtering));
    this.filterRow.hidden = !this.filtering;
    if (!this.filtering) {
      if (!Object.keys(this.filters).length) return;
      this.filters = {};
      return this.refresh();
    }
    this.filterRow.replaceChildren(...this.columns.map(({ name, look }, i) => h("label", null, h("span", null, name),
      h("input.au-input", { placeholder: look === "number" ? ">= 3" : "contains", autocomplete: "off", spellcheck: "false",
        oninput: (/** @type {any} */ { target }) => this.ask(() => {
          const { [i]: _, ...others } = this.filters;
          this.filters = target.value.trim() ? { ...others, [i]: target.value.trim() } : others;
        }) }))));
    this.filterRow.querySelector("input")?.focus();
  }

  // --------------------------------------------------------------------------- widths by hand

  /** @param {PointerEvent} event @param {Column} column */
  dragEdge(event, column) {
    const edge = /** @type {HTMLElement} */ (event.target);
    const begin = event.clientX - column.width;
    event.preventDefault();
    edge.setPointerCapture(event.pointerId);
    const drag = (/** @type {PointerEvent} */ at) => {
      column.width = Math.max(NARROWEST / 2, Math.round(at.clientX - begin));
      this.replace();
      this.later();
    };
    edge.addEventListener("pointermove", drag);
    edge.addEventListener("lostpointercapture", () => edge.removeEventListener("pointermove", drag), { once: true });
  }
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => new Table(context).start(),
};
