import { isBlob, isTagged, same, showNumber, unescape } from "./wire.js";

/** @param {string} text @param {number} most */
export function cut(text, most) {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) * 0.6);
  return text.slice(0, head) + "…" + text.slice(text.length - (most - 1 - head));
}

const ESCAPES = /** @type {Record<string, string>} */ ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" });

/** A Python string literal. @param {string} text */
export const quote = (text) =>
  '"' +
  text.replace(
    /[\\"\x00-\x1f\x7f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (mark) => ESCAPES[mark] ?? "\\u" + mark.charCodeAt(0).toString(16).padStart(4, "0"),
  ) +
  '"';

const LITERAL = /^(?:[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?|True|False|None|\[.*\]|\{.*\}|\(.*\)|"[^"\\]*"|'[^'\\]*')$/is;

/**
 * A value as a Python expression.
 * @param {any} value @param {string} annotation @param {number} most characters of a string
 * @returns {string}
 */
export function literal(value, annotation = "", most = Infinity) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return showNumber(value);
  if (typeof value === "string") return text(value, annotation, most);
  if (isBlob(value)) {
    const name = quote(cut(value.name, most));
    if (/Image/.test(annotation)) return `Image.open(${name})`;
    return /Path/.test(annotation) ? `Path(${name})` : name;
  }
  if (Array.isArray(value)) return `[${items(value, (item) => literal(item, "", most), most)}]`;
  if (!isTagged(value))
    return `{${items(Object.entries(value), ([key, item]) => `${quote(unescape(key))}: ${literal(item, "", most)}`, most)}}`;
  if (value.$ === "int") return showNumber(value);
  if (value.$ === "float") return `float("${value.v}")`;
  if (value.$ === "str") return quote(cut(String.fromCharCode(...value.v), most));
  const typed = String(value.v).trim();
  return LITERAL.test(typed) ? cut(typed, most) : quote(cut(String(value.v), most));
}

/** @param {any[]} all @param {(item: any) => string} show @param {number} most */
function items(all, show, most) {
  const room = most === Infinity ? all.length : 8;
  return all.length > room ? `${all.slice(0, 5).map(show).join(", ")}, …, ${show(all.at(-1))}` : all.map(show).join(", ");
}

/** @param {string} value @param {string} annotation @param {number} most */
function text(value, annotation, most) {
  const moment = /\b(datetime|date|time)\b(?!\.)/.exec(annotation)?.[1];
  const quoted = quote(cut(value, most));
  return moment && /^\d/.test(value) ? `${moment}.fromisoformat(${quoted})` : quoted;
}

/** @param {import("../types").Input} input @param {any} value */
export const isDefault = (input, value) => !input.required && same(value ?? null, input.default ?? null);

/**
 * The arguments of a call, by position where the name adds nothing.
 * @param {import("../types").Endpoint} endpoint @param {Record<string, any>} inputs @param {number} [most]
 * @returns {string[]}
 */
export function callArguments(endpoint, inputs, most = Infinity) {
  let positional = true;
  return endpoint.inputs.flatMap((input, index) => {
    const value = inputs[input.name];
    const { name, passed, annotation } = input;
    if (passed === "var_positional")
      return (value ?? []).map((/** @type {any} */ item) => literal(item, annotation, most));
    if (passed === "var_keyword") {
      return Object.entries(value ?? {}).map(([key, item]) => `${unescape(key)}=${literal(item, annotation, most)}`);
    }
    if (isDefault(input, value)) {
      if (passed !== "positional") positional = false;
      else if (endpoint.inputs.slice(index + 1).every((later) => isDefault(later, inputs[later.name]))) return [];
      else return [literal(value, annotation, most)];
      return [];
    }
    const shown = input.secret ? '"•••"' : literal(value, annotation, most);
    if (passed === "positional") return [shown];
    const plain = index === 0 || name.length < 3 || /\d$/.test(name);
    positional &&= passed === "either" && input.required && plain;
    return [positional ? shown : `${name}=${shown}`];
  });
}

/** The call as one line, cut where it is long. @param {import("../types").Endpoint} endpoint @param {Record<string, any>} inputs */
export const callLine = (endpoint, inputs) =>
  cut(`${endpoint.call.name}(${callArguments(endpoint, inputs, 40).join(", ")})`, 240);
