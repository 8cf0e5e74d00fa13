/** A table as input: pasted from a spreadsheet, or a file. */

import { grid } from "./grid.js";
import { stringText } from "./parts.js";
import { isItems } from "../core/spelling.js";

/** @param {string} text */
function read(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  const mark = ["\t", ";", ","].find((one) => lines[0].includes(one)) ?? ",";
  const columns = lines[0].split(mark).length;
  const rows = lines.length - 1;
  return { value: text, note: `${rows} ${rows === 1 ? "row" : "rows"}, ${columns} ${columns === 1 ? "column" : "columns"}` };
}

/** One column, which needs no name. @param {string} text */
function readColumn(text) {
  if (!isItems(text)) return read(text);
  const count = text.split(/[,;\s[\]]+/).filter(Boolean).length;
  return { value: text, note: count === 1 ? "1 value" : `${count} values` };
}

/** Records as CSV. @param {any} value */
function write(value) {
  if (!Array.isArray(value)) return stringText(value) ?? "";
  const names = [...new Set(value.flatMap((row) => Object.keys(row)))];
  const cell = (/** @type {any} */ one) => (/[",\n]/.test(String(one ?? "")) ? `"${String(one).replaceAll('"', '""')}"` : String(one ?? ""));
  return [names, ...value.map((row) => names.map((name) => row[name]))].map((row) => row.map(cell).join(",")).join("\n");
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => grid(context, {
    accept: context.model.get("accept") ?? [".csv"], placeholder: context.model.get("items") ? "1, 2, 3" : "Paste rows, names first", read: context.model.get("items") ? readColumn : read, write, file: "table.csv",
  }),
};
