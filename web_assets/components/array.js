/** An array: numbers typed or pasted from a spreadsheet, or a file. */

import { grid } from "./grid.js";
import { literalText, readingOf } from "./literal.js";
import { readNumber } from "./number.js";
import { stringText } from "./parts.js";

const ACCEPTED = [".npy", ".npz", ".csv", ".tsv", ".txt", "image/*"];

/** One cell, or undefined. @param {string} text */
function cell(text) {
  const { value, fault } = readNumber(text);
  return fault || value === null ? undefined : value;
}

/** Rows of numbers: cells apart by commas, semicolons, tabs or blanks. @param {string} text @returns {any[][] | null} */
function rowsOf(text) {
  const rows = text.split(/\r?\n/).filter((line) => line.trim()).map((line) => line.trim().replace(/^[,;]+|[,;]+$/g, "").split(/\s*[,;\t]\s*|\s+/).map(cell));
  return rows.flat().includes(undefined) ? null : rows;
}

/** @param {any} value how many items on each side, as long as all are alike @returns {number[]} */
function shapeOf(value) {
  if (!Array.isArray(value)) return [];
  const inner = value.map(shapeOf);
  const alike = inner.every((one) => one.join() === inner[0].join());
  return [value.length, ...(alike ? inner[0] ?? [] : [])];
}

/** @param {string} text */
function read(text) {
  const single = cell(text.trim());
  if (single !== undefined) return { value: single };
  const rows = rowsOf(text);
  if (rows) {
    const lengths = new Set(rows.map((row) => row.length));
    if (rows.length === 1) return { value: rows[0], note: `${rows[0].length} numbers` };
    if (lengths.size === 1 && lengths.has(1)) return { value: rows.flat(), note: `${rows.length} numbers` };
    const [wide] = lengths;
    return { value: rows, note: lengths.size > 1 ? "rows of different lengths" : `${rows.length} rows, ${wide} columns` };
  }
  const reading = readingOf(text);
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  const shape = shapeOf(parsed);
  return { value: { $: "source", v: text }, note: shape.length ? shape.join(" × ") : `read as ${reading}` };
}

/** @param {any} value */
function write(value) {
  if (value?.$ === "source") return value.v;
  const flat = (/** @type {any} */ items) => Array.isArray(items) && items.length && items.every((item) => !Array.isArray(item) && stringText(item) == null && item !== null && typeof item !== "boolean");
  if (flat(value)) return value.map(literalText).join(", ");
  if (Array.isArray(value) && value.length && value.every(flat)) return value.map((row) => row.map(literalText).join(", ")).join("\n");
  return stringText(value) ?? literalText(value);
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => grid(context, { accept: ACCEPTED, placeholder: context.model.get("placeholder") || "1, 2, 3", read, write, file: "array.csv" }),
};
