/**
 * Python literals in the browser: what a typed text will be read as, and how a value is written.
 * Reading follows `ast.literal_eval` after `strip()`.
 */

import { isNumber, numberText, stringText, unescape } from "./parts.js";

/** @typedef {"text" | "number" | "true/false" | "none" | "list" | "tuple" | "set" | "dict" | "bytes" | "…" | "soft tuple"} Reading */

const D = "[0-9](?:_?[0-9])*";
const NUMBER = new RegExp(
  `(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|` +
  `(?:(?:${D})?\\.${D}|${D}\\.?)(?:[eE][+-]?${D})?[jJ]?)(?![\\w.])`, "y");
const DECIMAL_WITH_ZERO = /^0[0-9_]*[1-9][0-9_]*$/;
const BLANK = /(?:[ \t\f\r\n]|\\\r?\n|#[^\n]*)*/y;
const BLANK_OUTSIDE = /(?:[ \t\f]|\\\r?\n)*/y;
const STRING = /(?:[rR][bB]?|[bB][rR]?|[uU])?(?:"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*')/y;
const WORD = /(?:True|False|None|set)\b/y;
const ESCAPE = /\\(?:x(?![0-9a-fA-F]{2})|u(?![0-9a-fA-F]{4})|U(?!00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|N(?!\{[^}]+\}))/;
const COMMENTS = /(?:[ \t\f]*(?:#[^\n]*)?\r?\n)+/y;
const DEEPEST = 90;

/** What cannot be a key of a dict or an item of a set. @type {Reading[]} */
const SOFT = ["list", "dict", "set", "soft tuple"];

class NotLiteral extends Error {}

class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.depth = 0;
    this.imaginary = false;
  }

  /** @param {RegExp} pattern a sticky one @returns {string | null} */
  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.at += found[0].length;
    return found[0];
  }

  blank() {
    this.take(this.depth ? BLANK : BLANK_OUTSIDE);
  }

  /** @param {string} mark */
  next(mark) {
    this.blank();
    if (this.text[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  /** @returns {Reading} */
  whole() {
    if (this.take(COMMENTS) && /[ \t\f]/.test(this.text[this.at])) throw new NotLiteral();
    let reading = this.value();
    if (this.next(",")) {
      reading = "tuple";
      while (!this.ended()) {
        this.value();
        if (!this.next(",")) break;
      }
    }
    if (!this.ended()) throw new NotLiteral();
    return reading === "soft tuple" ? "tuple" : reading;
  }

  ended() {
    this.blank();
    const rest = this.text.slice(this.at);
    return /^(?:#[^\n]*)?(?:\s|#[^\n]*(?:\n|$))*$/.test(rest);
  }

  /** @returns {Reading} */
  value() {
    this.blank();
    const word = this.take(WORD);
    if (word === "set") return this.emptySet();
    if (word) return word === "None" ? "none" : "true/false";
    if (this.text.startsWith("...", this.at)) {
      this.at += 3;
      return "…";
    }
    const mark = this.text[this.at];
    if (mark === "[") return this.several("[", "]", "list");
    if (mark === "(") return this.parenthesis();
    if (mark === "{") return this.braces();
    return this.strings() ?? this.number();
  }

  emptySet() {
    if (!this.next("(") || !this.next(")")) throw new NotLiteral();
    return /** @type {Reading} */ ("set");
  }

  /** @returns {Reading | null} */
  strings() {
    let found = null;
    for (;;) {
      const start = this.at;
      const text = this.take(STRING);
      if (!text) return found;
      const prefix = /^[a-z]*/i.exec(text)?.[0].toLowerCase() ?? "";
      const kind = prefix.includes("b") ? "bytes" : "text";
      if (found && found !== kind) throw new NotLiteral();
      if (kind === "bytes" && /[^\x00-\x7f]/.test(text)) throw new NotLiteral();
      if (!prefix.includes("r")) this.checkEscapes(text, kind);
      found = /** @type {Reading} */ (kind);
      this.blank();
      if (this.at === start) return found;
    }
  }

  /** @param {string} text @param {string} kind */
  checkEscapes(text, kind) {
    const plain = text.replace(/\\\\/g, "");
    if (ESCAPE.test(kind === "bytes" ? plain.replace(/\\[uUN]/g, "") : plain)) throw new NotLiteral();
  }

  /** @returns {Reading} */
  number() {
    if (!this.next("+")) this.next("-");
    this.imaginary = /[jJ]$/.test(this.operand());
    return this.sum();
  }

  /** The second part of a complex number, if there is one. @returns {Reading} */
  sum() {
    if (!this.next("+") && !this.next("-")) return "number";
    if (this.imaginary || !/[jJ]$/.test(this.operand())) throw new NotLiteral();
    this.imaginary = true;
    return "number";
  }

  /** A number without a sign, in parentheses or not. @returns {string} */
  operand() {
    this.blank();
    if (this.text[this.at] !== "(") return this.digits();
    this.enter();
    const digits = this.operand();
    this.leave(")");
    return digits;
  }

  digits() {
    const digits = this.take(NUMBER);
    if (!digits || DECIMAL_WITH_ZERO.test(digits)) throw new NotLiteral();
    return digits;
  }

  enter() {
    this.at++;
    if (++this.depth > DEEPEST) throw new NotLiteral();
  }

  /** @param {string} mark */
  leave(mark) {
    const found = this.next(mark);
    this.depth--;
    if (!found) throw new NotLiteral();
  }

  /** @param {string} open @param {string} close @param {Reading} reading */
  several(open, close, reading) {
    this.enter();
    this.items(close);
    this.leave(close);
    return reading;
  }

  /** @param {string} close @returns {{ count: number, comma: boolean, first: Reading | null, soft: boolean }} */
  items(close) {
    let count = 0;
    let comma = false;
    let first = null;
    let soft = false;
    for (this.blank(); this.text[this.at] !== close; this.blank()) {
      const reading = this.value();
      first ??= reading;
      soft ||= SOFT.includes(reading);
      count++;
      comma = this.next(",");
      if (!comma) break;
    }
    return { count, comma, first, soft };
  }

  /** @returns {Reading} */
  parenthesis() {
    this.enter();
    const { count, comma, first, soft } = this.items(")");
    this.leave(")");
    if (count === 1 && !comma && first) return first === "number" ? this.sum() : first;
    return soft ? "soft tuple" : "tuple";
  }

  /** @returns {Reading} */
  braces() {
    this.enter();
    this.blank();
    if (this.text[this.at] === "}") {
      this.leave("}");
      return "dict";
    }
    const key = this.value();
    const dict = this.next(":");
    this.hashable(key);
    if (dict) this.value();
    while (this.next(",")) {
      this.blank();
      if (this.text[this.at] === "}") break;
      this.hashable(this.value());
      if (this.next(":") !== dict) throw new NotLiteral();
      if (dict) this.value();
    }
    this.leave("}");
    return dict ? "dict" : "set";
  }

  /** @param {Reading} reading */
  hashable(reading) {
    if (SOFT.includes(reading)) throw new NotLiteral();
  }
}

/**
 * What Python will make of a typed text. @param {string} text @returns {Reading}
 */
export function readingOf(text) {
  try {
    return new Reader(text.trim()).whole();
  } catch (error) {
    if (error instanceof NotLiteral) return jsonReading(text);
    throw error;
  }
}

/** Lists and objects may also be written as JSON writes them. @param {string} text @returns {Reading} */
function jsonReading(text) {
  if (!/^\s*[[{]/.test(text)) return "text";
  try {
    return Array.isArray(JSON.parse(text)) ? "list" : "dict";
  } catch {
    return "text";
  }
}

/** @param {string} text */
function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
    .replace(/\\u([0-9a-f]{4})/g, "\\u$1").replaceAll(quote, `\\${quote}`);
  return quote + inner + quote;
}

/**
 * Write a plain value as Python does. @param {any} value @returns {string}
 */
export function literalText(value) {
  if (value == null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (isNumber(value)) return numberText(value) ?? "";
  const text = stringText(value);
  if (text != null) return quoted(text);
  if (Array.isArray(value)) return `[${value.map(literalText).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${quoted(unescape(key))}: ${literalText(item)}`);
  return `{${pairs.join(", ")}}`;
}
