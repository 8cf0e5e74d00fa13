/** How values with parts, and values that text stands for, are written in Python. */

import { isBlob, same, unescape } from "./wire.js";

/**
 * What the page document says of a value that does not tell by itself what the function takes.
 * @typedef {Record<string, any>} Spelling
 * @typedef {(value: any, takes?: any) => string} Literal
 */

const UNITS = /** @type {Record<string, string>} */ ({ w: "weeks", d: "days", h: "hours", m: "minutes", s: "seconds", ms: "milliseconds", us: "microseconds" });

/** A length of time as keywords of `timedelta`; its text where it has another form. @param {string} text @param {Literal} literal */
function duration(text, literal) {
  const sign = /^\s*-/.test(text) ? "-" : "";
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(w|d|h|ms|us|m|s)\b/g)];
  if (parts.length && !text.replace(/^\s*-/, "").replace(/(\d+(?:\.\d+)?)\s*(w|d|h|ms|us|m|s)\b/g, "").trim())
    return `${sign}timedelta(${parts.map(([, number, unit]) => `${UNITS[unit]}=${number}`).join(", ")})`;
  const clock = /^(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?$/.exec(text.trim());
  if (clock) return `timedelta(hours=${Number(clock[1])}, minutes=${Number(clock[2])}${clock[3] ? `, seconds=${Number(clock[3])}` : ""})`;
  return /^\s*-?\d+(?:\.\d+)?\s*$/.test(text) ? `timedelta(seconds=${text.trim()})` : literal(text);
}

/** @param {string} text */
const steps = (text) => text.trim().replace(/^(?:range|slice)/, "").replace(/^[([]|[)\]]$/g, "").split(/[:,]/).map((one) => one.trim() || "None").join(", ");

const TYPED = /** @type {Record<string, (text: string, literal: Literal) => string>} */ ({
  complex: (text) => text.replaceAll(/\s/g, "").replace(/i$/, "j"),
  timedelta: duration,
  pattern: (text, literal) => `re.compile(${literal(text)})`,
  bytes_pattern: (text, literal) => `re.compile(${literal(text)}.encode())`,
  bytes: (text, literal) => (/^[\x20-\x7e]*$/.test(text) ? "b" + literal(text) : `${literal(text)}.encode()`),
  range: (text) => `range(${steps(text)})`,
  slice: (text) => `slice(${steps(text)})`,
  ZoneInfo: (text, literal) => {
    const [, sign, hours, minutes] = /^(?:UTC)?([+-])(\d\d):?(\d\d)$/.exec(text) ?? [];
    return sign ? `timezone(${sign === "-" ? "-" : ""}timedelta(hours=${Number(hours)}, minutes=${Number(minutes)}))` : `ZoneInfo(${literal(text)})`;
  },
});

/** @param {any} value @returns {[any, any][]} */
const pairs = (value) => (Array.isArray(value) ? value : Object.entries(value ?? {}).map(([key, item]) => [unescape(key), item]));

/**
 * @param {any} value @param {Spelling} takes @param {Literal} literal
 * @returns {string}
 */
export function spell(value, takes, literal) {
  if ("branches" in takes) return literal(value?.value ?? null, takes.branches[value?.branch]);
  if ("typed" in takes) {
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text !== "string") return literal(value);
    return TYPED[takes.typed]?.(text, literal) ?? `${takes.typed}(${literal(text)})`;
  }
  if ("make" in takes) {
    const text = literal(value);
    return /^[[({]/.test(text) ? `${takes.make}(${text})` : text;
  }
  if ("new" in takes) {
    const all = Object.entries(value ?? {}).map(([key, item]) => [unescape(key), literal(item, takes.parts[unescape(key)])]);
    return takes.new ? `${takes.new}(${all.map(([key, text]) => `${key}=${text}`).join(", ")})` : `{${all.map(([key, text]) => `${literal(key)}: ${text}`).join(", ")}}`;
  }
  if (takes.in === "dict") return `{${pairs(value).map(([key, item]) => `${literal(key, takes.key)}: ${literal(item, takes.each)}`).join(", ")}}`;
  if ("positions" in takes) {
    const position = (/** @type {any} */ one) => String(takes.positions.findIndex((/** @type {any} */ other) => same(one, other)));
    return Array.isArray(value) ? `[${value.map(position).join(", ")}]` : position(value);
  }
  if ("frame" in takes) return frame(value, takes, literal);
  if (takes.in === "array") return array(value, literal);
  const items = value.map((/** @type {any} */ item, /** @type {number} */ at) => literal(item, takes.parts ? takes.parts[at] : takes.each)).join(", ");
  if (takes.in === "tuple") return `(${items}${value.length === 1 ? "," : ""})`;
  if (takes.in === "set") return value.length ? `{${items}}` : "set()";
  return takes.in === "frozenset" ? `frozenset({${items}})` : `[${items}]`;
}

/** @param {any} value @param {Literal} literal */
function array(value, literal) {
  if (!isBlob(value)) return `np.array(${literal(value)})`;
  const name = literal(value);
  if (/\.np[yz]$/i.test(value.name)) return `np.load(${name})`;
  return value.type.startsWith("image/") ? literal(value, "numpy") : `np.loadtxt(${name}, delimiter=",")`;
}

/** @param {any} value @param {Spelling} takes @param {Literal} literal */
function frame(value, { frame: library, then, items }, literal) {
  const short = library === "polars" ? "pl" : "pd";
  if (items && typeof value === "string" && isItems(value)) return `${short}.Series([${value.replace(/[[\]]/g, "").trim().split(/[,;\s]+/).filter(Boolean).join(", ")}])`;
  if (Array.isArray(value)) return `${short}.DataFrame(${literal(value)})${then}`;
  if (!isBlob(value)) return `${short}.read_csv(io.StringIO(${literal(value)}))${then}`;
  const reads = /\.parquet$/i.test(value.name) ? "read_parquet" : /\.json$/i.test(value.name) ? "read_json" : "read_csv";
  return `${short}.${reads}(${literal(value)})${then}`;
}

/** Whether the text of a single column is its numbers alone. @param {string} text */
export const isItems = (text) => /^\s*\[?[-+.\deE,;\s]+\]?\s*$/.test(text) && /\d/.test(text);

/** Lines that import what an expression needs. @param {string} text @returns {string[]} */
export function imports(text) {
  const needs = (/** @type {RegExp} */ pattern, /** @type {string} */ line) => (pattern.test(text) ? [line] : []);
  const addresses = [...new Set(Array.from(text.matchAll(/\b(IPv[46](?:Address|Network|Interface))\(/g), (found) => found[1]))];
  return [
    ...needs(/\bio\.StringIO\(/, "import io"),
    ...needs(/\bre\.compile\(/, "import re"),
    ...needs(/(?<![.\w])timedelta\(/, "from datetime import timedelta"),
    ...needs(/(?<![.\w])timezone\(/, "from datetime import timezone"),
    ...needs(/(?<![.\w])Decimal\(/, "from decimal import Decimal"),
    ...needs(/(?<![.\w])Fraction\(/, "from fractions import Fraction"),
    ...(addresses.length ? [`from ipaddress import ${addresses.join(", ")}`] : []),
    ...needs(/(?<![.\w])UUID\(/, "from uuid import UUID"),
    ...needs(/(?<![.\w])ZoneInfo\(/, "from zoneinfo import ZoneInfo"),
    ...needs(/\bnp\.(?:array|load|loadtxt)\(/, "import numpy as np"),
    ...needs(/\bpd\./, "import pandas as pd"),
    ...needs(/\bpl\./, "import polars as pl"),
  ];
}

/**
 * Lines that import the classes of records, where a call names them.
 * @param {any} takes what an input takes @param {string} text the call @returns {string[]}
 */
export function classes(takes, text) {
  if (takes === null || typeof takes !== "object") return [];
  const own = takes.new && takes.from && takes.from !== "builtins" && text.includes(`${takes.new}(`) ? [`from ${takes.from} import ${takes.new.split(".")[0]}`] : [];
  const inner = [takes.each, takes.key, ...Object.values(takes.parts ?? {}), ...Object.values(takes.branches ?? {})];
  return [...new Set([...own, ...inner.flatMap((one) => classes(one, text))])];
}
