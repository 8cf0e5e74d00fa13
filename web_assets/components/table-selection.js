/** The cell a person is at, and what is selected from there: by keys, by pointer, to be copied. */

import { attribute } from "./parts.js";
import { separated } from "./table-cells.js";
import { ROW } from "./table-styles.js";

const COPY_CELLS = 200_000;

/** @typedef {{ row: number, column: number }} Cell */

export class Selection {
  /** @param {import("./table.js").Table} table */
  constructor(table) {
    this.table = table;
    /** @type {Cell} */
    this.active = { row: 0, column: 0 };
    /** @type {Cell} */
    this.anchor = this.active;
  }

  /** Go back to the first row. */
  reset() {
    this.active = this.anchor = { row: 0, column: this.active.column };
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { table } = this;
    if (event.target !== table.grid) return;
    const page = Math.max(1, Math.floor(table.height / ROW) - 1);
    const whole = event.ctrlKey || event.metaKey;
    const { row, column } = this.active;
    const last = table.total - 1;
    const end = table.columns.length - 1;
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
    else if ((event.key === "Enter" || event.key === " ") && row < 0 && !whole) table.sortBy(column);
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
    const row = Math.min(Math.max(to.row, extend ? 0 : -1), this.table.total - 1);
    const column = Math.min(Math.max(to.column, 0), this.table.columns.length - 1);
    this.active = { row, column };
    if (!extend) this.anchor = this.active;
    const { table } = this;
    const { grid, frozen = 0 } = table;
    const { left, width, index } = table.columns[column];
    if (!index && left < grid.scrollLeft + frozen) grid.scrollLeft = left - frozen;
    else if (left + width > grid.scrollLeft + grid.clientWidth) grid.scrollLeft = left + width - grid.clientWidth;
    const top = row * ROW;
    if (row >= 0 && top < table.top) table.scrollRows(top);
    else if (row >= 0 && top + ROW > table.top + table.height) table.scrollRows(top + ROW - table.height);
    table.draw();
  }

  mark() {
    const [low, high, left, right] = this.range();
    const { id, grid, head, body, total } = this.table;
    const focused = `${id}-${this.active.row < 0 ? "head" : this.active.row}-${this.active.column}`;
    attribute(grid, "aria-activedescendant", total ? focused : null);
    for (const cell of head.children) attribute(cell, "data-active", cell.id === focused);
    for (const row of /** @type {any} */ (body.children)) {
      for (const cell of row.children) {
        const column = Number(cell.ariaColIndex) - 1;
        const inside = row.at >= low && row.at <= high && column >= left && column <= right;
        attribute(cell, "aria-selected", inside ? "true" : null);
        attribute(cell, "data-active", cell.id === focused);
      }
    }
  }

  /** The rows and columns that are selected: first and last of each. */
  range() {
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
    return { row: row === this.table.head ? -1 : row.at, column: Number(cell.ariaColIndex) - 1 };
  }

  /** @param {PointerEvent} event */
  pressed(event) {
    const cell = this.cellAt(event);
    if (!cell || event.button !== 0 || /** @type {Element} */ (event.target).matches(".au-edge")) return;
    if (cell.row < 0) {
      this.active = this.anchor = cell;
      return this.table.sortBy(cell.column);
    }
    if (event.pointerType === "touch") return;
    this.go(cell, event.shiftKey);
    const over = (/** @type {PointerEvent} */ at) => {
      const next = this.cellAt(at);
      if (next && next.row >= 0) this.go(next, true);
    };
    this.table.grid.addEventListener("pointerover", over);
    addEventListener("pointerup", () => this.table.grid.removeEventListener("pointerover", over), { once: true });
  }

  /** @param {ClipboardEvent} event */
  copied(event) {
    if (event.target !== this.table.grid && getSelection()?.isCollapsed === false) return;
    const [low, high, left, right] = this.range();
    if (low < 0) return;
    event.preventDefault();
    const lines = this.table.cache?.have(low, high + 1);
    if (lines) event.clipboardData?.setData("text/plain", separated(lines, left, right));
    else this.copyRange(low, high, left, right);
  }

  /** @param {number} low @param {number} high @param {number} left @param {number} right */
  async copyRange(low, high, left, right) {
    if ((high - low + 1) * (right - left + 1) > COPY_CELLS)
      return this.table.host.announce("That is too much to copy; download the table instead");
    const lines = await this.table.cache?.fetch(low, high + 1);
    if (lines) this.table.host.copy(separated(lines, left, right));
  }

  async copyAll() {
    const lines = await this.table.cache?.fetch(0, this.table.total);
    if (!lines) return;
    const names = this.table.columns.map(({ name }) => name).join("\t");
    this.table.host.copy(`${names}\n${separated(lines, 0, this.table.columns.length - 1)}`);
  }
}
