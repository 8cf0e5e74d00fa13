/** What the cells of a table say, shown or copied. */

import { isNumber, numberText, stringText } from "./parts.js";
import { jsonText } from "./json.js";

/** @typedef {{ name: string, dtype: string, look: string, width: number, left: number, index: boolean, places: number }} Column */

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
export const placesOf = (look, cells) =>
  look === "number" ? Math.min(6, Math.max(0, ...cells.filter(isNumber).map(decimals)))
    : look === "moment" && cells.some((value) => value !== null && momentText(value, true).includes(":")) ? 1 : 0;

/** @param {any} value @param {Column} column */
export function cellText(value, { look, places }) {
  if (value === null || value === undefined) return "–";
  if (look === "number" && typeof value === "number" && Number.isFinite(value) && places) {
    const size = Math.abs(value);
    return size && (size < 1e-4 || size >= 1e15) ? String(Number(value.toPrecision(6))) : value.toFixed(places);
  }
  const text = look === "moment" ? momentText(value, !places) : exactText(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** Rows as they are pasted into a spreadsheet. @param {any[][]} lines @param {number} left @param {number} right */
export const separated = (lines, left, right) =>
  lines.map((line) => line.slice(left, right + 1).map((value) => exactText(value).replace(/[\t\n\r]+/g, " ")).join("\t")).join("\n");
