/**
 * A table of any length: only the cells in sight exist, rows come in windows as they are needed,
 * and sorting, filtering and searching are questions to the server.
 */

import { adopt, attribute, follow, h, icon, isNumber, numberText, stringText } from "./parts.js";
import { save } from "./saving.js";
import { RowCache } from "./table-rows.js";
import { jsonText } from "./json.js";

const FUNNEL = "M4 6h16M7 12h10M10 18h4";

const ROW = 32;
const HEADER = 48;
const SPARE_ROWS = 6;
const MOST_ROWS_SHOWN = 16;
const TALLEST = 8_000_000; // Browsers lose precision, then height, somewhere above.
const NARROWEST = 64;
const WIDEST = 340;
const PADDING = 27;
const COPY_CELLS = 200_000;
const COPY_WHOLE = 1_000;

/** @typedef {{ name: string, dtype: string, look: string, width: number, left: number, index: boolean, places: number }} Column */
/** @typedef {{ row: number, column: number }} Cell */

/** @param {any} value */
function decimals(value) {
  const text = String(Number(Number(value).toPrecision(6)));
  return /e/.test(text) ? 0 : (text.split(".")[1] ?? "").length;
}

/** @param {any} value exact, for copying */
function exactText(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "True" : "False";
  return numberText(value) ?? stringText(value) ?? jsonText(value);
}

const MIDNIGHT = " 00:00:00";

/** @param {any} value @param {boolean} days whether it stands among dates without a time */
function momentText(value, days) {
  const text = exactText(value).replace("T", " ");
  return days ? text.replace(MIDNIGHT, "") : text;
}

/** How finely numbers are written; for moments whether their times are. @param {string} look @param {any[]} cells */
const placesOf = (look, cells) =>
  look === "number" ? Math.min(6, Math.max(0, ...cells.filter(isNumber).map(decimals)))
    : look === "moment" && cells.some((value) => value !== null && momentText(value, true).includes(":")) ? 1 : 0;

/** @param {any} value @param {Column} column */
function cellText(value, { look, places }) {
  if (value === null || value === undefined) return "–";
  if (look === "number" && typeof value === "number" && Number.isFinite(value) && places) {
    const size = Math.abs(value);
    return size && (size < 1e-4 || size >= 1e15) ? String(Number(value.toPrecision(6))) : value.toFixed(places);
  }
  const text = look === "moment" ? momentText(value, !places) : exactText(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

class Table {
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
    /** @type {Cell} */
    this.active = { row: 0, column: 0 };
    /** @type {Cell} */
    this.anchor = this.active;
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
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
      onwheel: (/** @type {WheelEvent} */ event) => this.wheel(event),
      onscroll: () => this.scrolled(),
      oncopy: (/** @type {ClipboardEvent} */ event) => this.copied(event),
      onpointerdown: (/** @type {PointerEvent} */ event) => this.pressed(event),
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
    if (this.all <= COPY_WHOLE) actions.unshift({ id: "copy", label: "Copy", icon: "copy", run: () => this.copyAll() });
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
    this.mark();
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
    this.active = this.anchor = { row: 0, column: this.active.column };
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

  // ----------------------------------------------------------------- moving and selecting

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.target !== this.grid) return;
    const page = Math.max(1, Math.floor(this.height / ROW) - 1);
    const whole = event.ctrlKey || event.metaKey;
    const { row, column } = this.active;
    const last = this.total - 1;
    const end = this.columns.length - 1;
    /** @type {Record<string, Cell>} */
    const moves = {
      ArrowDown: { row: whole ? last : row + 1, column },
      ArrowUp: { row: whole ? 0 : row - 1, column },
      ArrowLeft: { row, column: whole ? 0 : column - 1 },
      ArrowRight: { row, column: whole ? end : column + 1 },
      PageDown: { row: row + page, column },
      PageUp: { row: row < 0 ? row : Math.max(0, row - page), column },
      Home: { row: whole ? 0 : row, column: 0 },
      End: { row: whole ? last : row, column: end },
    };
    const to = moves[event.key];
    if (to) this.go(to, event.shiftKey);
    else if ((event.key === "Enter" || event.key === " ") && row < 0 && !whole) this.sortBy(column);
    else if (whole && event.key.toLowerCase() === "a") {
      this.anchor = { row: 0, column: 0 };
      this.active = { row: last, column: end };
      this.mark();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Row −1 is the header. @param {Cell} to @param {boolean} extend */
  go(to, extend) {
    const row = Math.min(Math.max(to.row, extend ? 0 : -1), this.total - 1);
    const column = Math.min(Math.max(to.column, 0), this.columns.length - 1);
    this.active = { row, column };
    if (!extend) this.anchor = this.active;
    const { left, width, index } = this.columns[column];
    const { grid } = this;
    if (!index && left < grid.scrollLeft + (this.frozen ?? 0)) grid.scrollLeft = left - (this.frozen ?? 0);
    else if (left + width > grid.scrollLeft + grid.clientWidth) grid.scrollLeft = left + width - grid.clientWidth;
    const top = row * ROW;
    if (row >= 0 && top < this.top) this.scrollRows(top);
    else if (row >= 0 && top + ROW > this.top + this.height) this.scrollRows(top + ROW - this.height);
    this.draw();
  }

  mark() {
    const [low, high, left, right] = this.selection();
    const focused = this.active.row < 0 ? `${this.id}-head-${this.active.column}` : `${this.id}-${this.active.row}-${this.active.column}`;
    attribute(this.grid, "aria-activedescendant", this.total ? focused : null);
    for (const cell of this.head.children) attribute(cell, "data-active", cell.id === focused);
    for (const row of /** @type {any} */ (this.body.children)) {
      for (const cell of row.children) {
        const column = Number(cell.ariaColIndex) - 1;
        const inside = row.at >= low && row.at <= high && column >= left && column <= right;
        attribute(cell, "aria-selected", inside ? "true" : null);
        attribute(cell, "data-active", cell.id === focused);
      }
    }
  }

  selection() {
    const { active, anchor } = this;
    return [
      Math.min(active.row, anchor.row), Math.max(active.row, anchor.row),
      Math.min(active.column, anchor.column), Math.max(active.column, anchor.column),
    ];
  }

  /** @param {Event} event @returns {Cell | null} */
  cellAt(event) {
    const cell = /** @type {Element} */ (event.target).closest("[aria-colindex]");
    if (!cell) return null;
    const row = /** @type {any} */ (cell.parentElement);
    return { row: row === this.head ? -1 : row.at, column: Number(cell.ariaColIndex) - 1 };
  }

  /** @param {PointerEvent} event */
  pressed(event) {
    const cell = this.cellAt(event);
    if (!cell || event.button !== 0 || /** @type {Element} */ (event.target).matches(".au-edge")) return;
    if (cell.row < 0) {
      this.active = this.anchor = cell;
      return this.sortBy(cell.column);
    }
    if (event.pointerType === "touch") return;
    this.go(cell, event.shiftKey);
    const over = (/** @type {PointerEvent} */ at) => {
      const next = this.cellAt(at);
      if (next && next.row >= 0) this.go(next, true);
    };
    this.grid.addEventListener("pointerover", over);
    addEventListener("pointerup", () => this.grid.removeEventListener("pointerover", over), { once: true });
  }

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

  /** @param {ClipboardEvent} event */
  copied(event) {
    if (event.target !== this.grid && getSelection()?.isCollapsed === false) return;
    const [low, high, left, right] = this.selection();
    if (low < 0) return;
    event.preventDefault();
    const lines = this.cache?.have(low, high + 1);
    if (lines) event.clipboardData?.setData("text/plain", separated(lines, left, right));
    else this.copyRange(low, high, left, right);
  }

  /** @param {number} low @param {number} high @param {number} left @param {number} right */
  async copyRange(low, high, left, right) {
    if ((high - low + 1) * (right - left + 1) > COPY_CELLS)
      return this.host.announce("That is too much to copy; download the table instead");
    const lines = await this.cache?.fetch(low, high + 1);
    if (lines) this.host.copy(separated(lines, left, right));
  }

  async copyAll() {
    const lines = await this.cache?.fetch(0, this.total);
    if (!lines) return;
    const names = this.columns.map(({ name }) => name).join("\t");
    this.host.copy(`${names}\n${separated(lines, 0, this.columns.length - 1)}`);
  }
}

/** @param {any[][]} lines @param {number} left @param {number} right */
const separated = (lines, left, right) =>
  lines.map((line) => line.slice(left, right + 1).map((value) => exactText(value).replace(/[\t\n\r]+/g, " ")).join("\t")).join("\n");

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => new Table(context).start(),
};

adopt(`
.au-table{--tall:min(calc(${HEADER}px + var(--rows)*${ROW}px),72vh);position:relative;container:table/inline-size;display:flex;flex-direction:column;min-width:0;margin-inline:calc(-1*var(--au-edge,0px));border-block:1px solid var(--au-line)}
.au-table-bar{display:flex;align-items:center;gap:8px;padding:8px var(--au-edge,12px);order:-1}
.au-table-bar[hidden]{display:none}
.au-table-count{flex:1;min-width:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;color:var(--au-muted);font-size:13px;font-variant-numeric:tabular-nums}
@media (hover:hover){.au-table-bar{padding-right:116px}}
@container table (width < 480px){
.au-table-bar>.au-quiet>span{position:absolute;clip-path:inset(50%)}
.au-table-bar>.au-quiet{order:2;padding:0 8px}
.au-table-bar>.au-table-count{flex:none;order:1;margin-left:auto}
}
.au-table-bar .au-input{flex:0 1 200px;min-width:80px;height:32px;min-height:32px}
.au-table-filters{display:flex;gap:8px;overflow-x:auto;padding:2px var(--au-edge,12px) 10px}
.au-table-filters[hidden]{display:none}
.au-table-filters label{display:grid;gap:2px;flex:1 0 96px;max-width:200px;font-size:12px;color:var(--au-muted);min-width:0}
.au-table-filters label span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.au-table-filters .au-input{height:30px;min-height:30px;font-size:13px}
.au-table-grid{position:relative;overflow:auto;overscroll-behavior-x:contain;height:var(--tall);border-top:1px solid var(--au-line);font-size:13px;line-height:${ROW}px;contain:strict;user-select:none;-webkit-user-select:none}
.au-table-bar[hidden] ~ .au-table-grid{border-top:0}
.au-table-grid:focus-visible{outline:none}
.au-table-top{position:sticky;top:0;z-index:3;height:${HEADER}px;margin-bottom:-${HEADER}px;background:var(--au-surface);width:max-content;min-width:100%;box-shadow:0 1px var(--au-line)}
.au-table-head{position:relative;height:${HEADER}px}
.au-table-head>div{position:absolute;box-sizing:border-box;height:${HEADER}px;padding:7px 13px 0;line-height:17px;cursor:pointer;background:var(--au-surface)}
.au-table-head>div:hover .au-column-name{color:var(--au-accent)}
.au-table-grid [aria-colindex="1"]{padding-left:var(--au-edge,13px)}
.au-column-name,.au-column-type{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.au-column-name{font-weight:600}
.au-column-name .icon{width:12px;height:12px;margin-left:3px;vertical-align:-1px;color:var(--au-accent)}
[aria-sort=ascending] .au-column-name .icon{rotate:180deg}
.au-column-type{color:var(--au-muted);font:11px/15px var(--au-mono)}
.au-table-head [data-look=number]{text-align:right}
.au-edge{position:absolute;top:0;right:-4px;width:9px;height:100%;cursor:col-resize;touch-action:none;z-index:1}
.au-edge:hover::after{content:"";position:absolute;left:4px;top:8px;bottom:8px;width:1px;background:var(--au-line-strong)}
.au-table-body{position:absolute;top:${HEADER}px;left:0;min-width:100%;height:0}
.au-table-row{position:absolute;left:0;width:100%;background:var(--au-surface);height:${ROW}px}
.au-table-row>div{position:absolute;box-sizing:border-box;height:${ROW - 1}px;padding:0 13px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.au-table-row{border-top:1px solid var(--au-line)}
.au-table-row:hover{background:color-mix(in oklab,var(--au-surface),var(--au-hover) 45%)}
.au-table-ruler{position:fixed;visibility:hidden;display:flex;font-size:13px}
.au-table-ruler>div{flex:none;white-space:pre}
.au-table-ruler b{font-weight:600}
.au-table-ruler b .icon{width:12px;margin-left:3px}
.au-table-ruler [data-look=json] p{font:12px var(--au-mono)}
.au-table-row>[data-look=number]{text-align:right;font-variant-numeric:tabular-nums}
.au-table-row>[data-look=moment]{font-variant-numeric:tabular-nums}
.au-table-row>[data-look=json]{font-family:var(--au-mono);font-size:12px}
.au-table-row>[data-null],.au-table-row>[data-index]{color:var(--au-muted)}
.au-table-row>[data-index],.au-table-head>[data-index]{position:sticky;float:left;z-index:1;background:inherit}
.au-table-head{background:var(--au-surface)}
.au-table-row>[aria-selected]{background:var(--au-accent-soft)}
.au-table-grid:not(:focus) [data-active][aria-selected]{background:none}
.au-table-row>[data-index][data-active]{background:var(--au-surface)}
.au-table-grid:focus [data-active]{box-shadow:inset 0 0 0 2px var(--au-ring);border-radius:2px}
.au-table-row[aria-busy]>div::before{content:"";display:inline-block;width:60%;height:8px;border-radius:4px;background:var(--au-line);animation:au-late 80ms 120ms backwards}
@keyframes au-late{from{opacity:0}}
.au-table-room{margin-top:${HEADER}px;pointer-events:none}
.au-table-none{position:absolute;inset:auto 0 0;height:calc(var(--tall) - ${HEADER}px);line-height:${ROW}px;text-align:center;pointer-events:none;color:var(--au-muted);font-size:13px}
@media (pointer:coarse){.au-table-bar .au-input,.au-table-filters .au-input{height:40px;min-height:40px}}
`);
