import { spell } from "./spelling.js";
import { isBlob, isTagged, same, showNumber, unescape } from "./wire.js";

/** @typedef {import("../types").Endpoint} Endpoint */
/** @typedef {Record<string, any>} Inputs */

/** @param {string} text @param {number} most */
export function cut(text, most) {
  if (text.length <= most) return text;
  const head = Math.ceil(most * 0.6);
  return text.slice(0, head) + "…" + text.slice(head + 1 - most);
}

/** A Python string literal. @param {string} text @param {number} [most] */
export const quote = (text, most = Infinity) =>
  // JSON's escapes are Python's, and it escapes lone surrogates as well.
  JSON.stringify(cut(text, most)).replace(/\x7f|\u2028|\u2029/g, (mark) => "\\u" + mark.charCodeAt(0).toString(16).padStart(4, "0"));

const LITERAL = /^(?:[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?|True|False|None|\[.*\]|\{.*\}|\(.*\)|"[^"\\]*"|'[^'\\]*')$/is;

/** What a parameter takes, where its type alone tells. */
const TYPES = /** @type {[RegExp, string][]} */ ([[/\bndarray\b/, "numpy"], [/Image/, "pil"], [/Path/, "path"], [/^(typing\.)?tuple\b/i, "tuple"]]);

/** How a file is given to what takes it. */
const OPENED = /** @type {Record<string, (name: string) => string>} */ ({
  numpy: (name) => `np.asarray(Image.open(${name}))`,
  pil: (name) => `Image.open(${name})`,
  path: (name) => `Path(${name})`,
  bytes: (name) => `Path(${name}).read_bytes()`,
  io: (name) => `open(${name}, "rb")`,
  text: (name) => `open(${name}, encoding="utf-8")`,
});

/** How several items are given to what takes them. */
const GATHERED = /** @type {Record<string, (items: string, count: number) => string>} */ ({
  tuple: (items, count) => `(${items}${count === 1 ? "," : ""})`,
  set: (items, count) => (count ? `{${items}}` : "set()"),
  frozenset: (items, count) => (count ? `frozenset({${items}})` : "frozenset()"),
});

/**
 * A value as a Python expression.
 * @param {any} value @param {string} annotation @param {number} most characters of a string
 * @param {any} [takes] what the parameter takes, as the page document says it
 * @returns {string}
 */
export function literal(value, annotation = "", most = Infinity, takes = undefined) {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (takes !== null && typeof takes === "object") return cut(spell(value, takes, (part, how) => literal(part, "", most, how)), most === Infinity ? most : 160);
  if (typeof value === "number") return showNumber(value);
  const taken = takes ?? TYPES.find(([type]) => type.test(annotation))?.[1] ?? "";
  const inner = (/** @type {any} */ item) => literal(item, "", most, isBlob(item) ? taken : "");
  if (typeof value === "string") {
    const moment = /^\d/.test(value) && /\b(datetime|date|time)\b(?!\.)/.exec(annotation)?.[1];
    return moment ? `${moment}.fromisoformat(${quote(value)})` : quote(value, most);
  }
  if (Array.isArray(value)) {
    // A folder travels as the files in it; what it is called here nobody knows.
    if (value.some((item) => isBlob(item?.file))) return OPENED[taken]?.('"folder"') ?? '"folder"';
    const items = listed(value, inner, most);
    return GATHERED[taken]?.(items, value.length) ?? `[${items}]`;
  }
  if (isBlob(value)) {
    const name = quote(value.name, most);
    return OPENED[taken]?.(name) ?? name;
  }
  if (!isTagged(value)) return `{${listed(Object.entries(value), ([key, item]) => `${quote(unescape(key))}: ${inner(item)}`, most)}}`;
  if (value.$ === "int") return showNumber(value);
  if (value.$ === "float") return `float("${value.v}")`;
  if (value.$ === "str") return quote(String.fromCharCode(...value.v), most);
  const text = /** @type {string} */ (value.v.trim());
  if (LITERAL.test(text)) return cut(text, most);
  // Values with commas between them are a tuple without its brackets.
  return text.split(",").every((one, at) => (at && !one) || LITERAL.test(one.trim())) && text.includes(",") ? cut(`(${text})`, most) : quote(value.v, most);
}

/** @param {any[]} all @param {(item: any) => string} show @param {number} most */
const listed = (all, show, most) =>
  most < Infinity && all.length > 8 ? `${all.slice(0, 5).map(show).join(", ")}, …, ${show(all.at(-1))}` : all.map(show).join(", ");

/** @param {import("../types").Input} input @param {any} value */
export const isDefault = (input, value) => !input.required && same(value, input.default);

/** A name that Python takes before the `=` of an argument. */
const NAME = /^(?!(?:False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)$)[\p{L}_][\p{L}\p{N}_]*$/u;

/** Arguments by keyword; what is no name stands in a dict. @param {string[][]} all keys, and values in Python @returns {string[]} */
function keywords(all) {
  const others = all.filter(([key]) => !NAME.test(key)).map(([key, shown]) => `${quote(key)}: ${shown}`);
  return [...all.filter(([key]) => NAME.test(key)).map(([key, shown]) => `${key}=${shown}`), ...(others.length ? [`**{${others.join(", ")}}`] : [])];
}

/**
 * The arguments of a call; by position where a name would add nothing.
 * @param {Endpoint} endpoint @param {Inputs} inputs @param {number} [most]
 * @returns {string[]}
 */
function callArguments({ inputs: all, batch, call }, inputs, most = Infinity) {
  // A batch function takes a list of each; the line on the page shows the one item of its call.
  const listed = batch && most === Infinity;
  let positional = true;
  return all.flatMap((input, index) => {
    const { passed, annotation, secret, required, parameter: name = input.name } = input;
    // The values of `*args` and `**kwargs` stand in the call one by one.
    const takes = passed.startsWith("var_") && input.takes?.in ? input.takes.each : input.takes;
    const value = inputs[input.name];
    // A parameter that takes None says so; another one is still to be filled in. What takes
    // anything was called with None, but who copies a call is to fill it in.
    const open = required && (annotation || most === Infinity) && !/None|Optional/.test(annotation);
    const one = (/** @type {any} */ item) =>
      item == null ? (open ? (most < Infinity ? "…" : "...") : "None") : secret ? '"•••"' : literal(item, annotation, most, takes);
    const show = (/** @type {any} */ item) => (listed ? `[${one(item)}]` : one(item));
    if (passed === "var_positional") return (value ?? []).map(show);
    if (passed === "var_keyword") return keywords(Object.entries(value ?? {}).map(([key, item]) => [unescape(key), show(item)]));
    if (passed === "positional") {
      const last = all.slice(index).every((one) => one.passed !== "positional" || isDefault(one, inputs[one.name]));
      return last && index ? [] : [show(value)];
    }
    // The first one is always said, or a call could read as if it took nothing; a method has its object.
    const standard = (index > 0 || call.made !== undefined) && isDefault(input, value);
    positional &&= !standard && passed === "either" && (required || !index) && (!index || name.length < 3 || /\d$/.test(name));
    return standard ? [] : [positional ? show(value) : `${name}=${show(value)}`];
  });
}

/**
 * The call; of a method, after the object that it is called on: `Class(…).method(…)`.
 * @param {Endpoint} endpoint @param {Inputs} inputs @param {number} [most]
 * @returns {string}
 */
export function callText(endpoint, inputs, most = Infinity) {
  const { name, made, held } = endpoint.call;
  const part = (/** @type {number} */ from, /** @type {number} */ to) => callArguments({ ...endpoint, inputs: endpoint.inputs.slice(from, to) }, inputs, most).join(", ");
  if (made === undefined) return `${name}(${part(0, Infinity)})`;
  const at = name.lastIndexOf(".");
  return `${held ? part(0, 1) : `${name.slice(0, at)}(${part(0, made)})`}${name.slice(at)}(${part(made, Infinity)})`;
}

/** The call as one line, cut where it is long. @param {Endpoint} endpoint @param {Inputs} inputs */
export const callLine = (endpoint, inputs) => cut(callText(endpoint, inputs, 40), 240);
