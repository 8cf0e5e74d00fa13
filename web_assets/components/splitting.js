/** One typed line that holds several items: `1, 2, 3`. */

import { readNumber } from "./number.js";
import { readingOf } from "./literal.js";

/** @param {string} text */
const source = (text) => ({ $: "source", v: text });

/** @param {string} text @param {RegExp} mark */
const cut = (text, mark) => text.split(mark).map((part) => part.trim()).filter(Boolean);

/**
 * The items that a line holds, or null when it is one item.
 * @param {string} text @param {string} kind of the items @param {Record<string, any>} props of an item
 * @returns {{ items: any[], sure: boolean } | null} `sure` when the commas cannot be part of an item
 */
export function itemsOf(text, kind, props = {}) {
  if (kind === "number") {
    const inner = text.trim().replace(/^\[([^]*)\]$|^\(([^]*)\)$/, "$1$2");
    const read = cut(inner, /[,;\s]+/).map((part) => readNumber(part, Boolean(props.integer)));
    return /[,;\s]\s*\S/.test(text.trim()) && read.every(({ fault }) => !fault) ? { items: read.map(({ value }) => value), sure: true } : null;
  }
  if (/^\s*[[({"']/.test(text)) return null;
  const parts = cut(text, /[,;\t\n]/);
  if (parts.length < 2) return null;
  if (kind === "any") return { items: parts.map(source), sure: parts.every((part) => readingOf(part) !== "text") };
  return { items: parts, sure: false };
}

/**
 * The items of a list or tuple that is written out, `[3, 1, "a"]`; null for any other text.
 * @param {string} text @param {string} kind @param {Record<string, any>} props
 * @returns {any[] | null}
 */
export function itemsWritten(text, kind, props) {
  const whole = text.trim();
  if (!/^[[(]/.test(whole) || !["list", "tuple", "soft tuple"].includes(readingOf(whole))) return null;
  const parts = cutOutside(whole.slice(1, -1));
  if (kind === "any") return parts.map(source);
  if (kind === "number") {
    const read = parts.map((part) => readNumber(part, Boolean(props.integer)));
    return read.every(({ fault }) => !fault) ? read.map(({ value }) => value) : null;
  }
  return parts.map((part) => /^(['"])([^\\]*)\1$/.exec(part)?.[2] ?? part);
}

/** Cut at the commas that stand in no brackets and no quotes. @param {string} text */
function cutOutside(text) {
  const pieces = text.match(/'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|[^]/g) ?? [];
  const parts = [""];
  let depth = 0;
  for (const piece of pieces) {
    depth += "[({".includes(piece) ? 1 : "])}".includes(piece) ? -1 : 0;
    if (piece === "," && !depth) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

/**
 * The items of a text that was pasted.
 * @param {string} text @param {string} kind @param {Record<string, any>} props
 * @returns {any[]}
 */
export function itemsPasted(text, kind, props) {
  const lines = cut(text, /\r?\n/);
  if (lines.length < 2) return itemsOf(text, kind, props)?.items ?? [];
  if (kind === "any") return lines.map(source);
  return kind === "number" ? lines.flatMap((line) => itemsOf(line, kind, props)?.items ?? [readNumber(line).value ?? line]) : lines;
}

/**
 * Whether a line of words is a list of them rather than a sentence. @param {string} text
 */
export const isWordList = (text) => {
  const parts = cut(text, /[,;\t\n]/);
  return parts.length > 1 && parts.every((part) => !/\s/.test(part));
};
