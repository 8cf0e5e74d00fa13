/** The call of a page, written for other places. Texts only; nothing here touches the page. */

import { callText, isDefault, literal, quote } from "./call.js";
import { classes, imports as importsOf } from "./spelling.js";
import { isBlob, isTagged, showNumber } from "./wire.js";

/** @typedef {import("../types").Endpoint} Endpoint */
/** @typedef {import("../types").Input} Input */
/** @typedef {Record<string, any>} Inputs */

/** What stands for a secret, and for what is still to be filled in. */
const SECRET = "•••";
const OPEN = "…";
const OPEN_VALUE = Symbol("to be filled in");

const KEYWORDS = new Set(
  ("False None True and as assert async await break class continue def del elif else except finally for from global if import in is " +
    "lambda nonlocal not or pass raise return try while with yield").split(" "),
);

const page = () => {
  const url = new URL(document.baseURI);
  url.search = url.hash = "";
  return url.href;
};

// ---- Python

/** The modules that an expression needs. @param {string} text */
function imports(text) {
  const dates = [...new Set(Array.from(text.matchAll(/\b(datetime|date|time)\.fromisoformat\(/g), (found) => found[1]))];
  return [
    dates.length && `from datetime import ${dates.join(", ")}`,
    text.includes("Path(") && "from pathlib import Path",
    text.includes("np.asarray(") && "import numpy as np",
    ...importsOf(text),
    text.includes("Image.open(") && "from PIL import Image",
  ].filter(Boolean);
}

/** The function itself, called. @param {Endpoint} endpoint @param {Inputs} inputs */
export function python(endpoint, inputs) {
  const call = callText(endpoint, inputs);
  const lines = [...imports(call), ...endpoint.inputs.flatMap(({ takes }) => classes(takes, call)), endpoint.call.import];
  return `${[...new Set(lines)].filter(Boolean).join("\n")}\n\n${call}\n`;
}

/** Through the client. @param {Endpoint} endpoint @param {Inputs} inputs */
export function client({ name, inputs: all }, inputs) {
  const words = given(all, inputs).map(([input, value]) => {
    const text = input.secret ? quote(SECRET) : value === OPEN_VALUE ? "..." : literal(sent(value), "", Infinity, "path");
    return isName(input.name) ? `${input.name}=${text}` : `**{${quote(input.name)}: ${text}}`;
  });
  const call = `${isName(name) ? `client.${name}` : `getattr(client, ${quote(name)})`}(${words.join(", ")})`;
  return [...imports(call), "from autoui import Client", "", `client = Client(${quote(page())})`, `print(${call})`, ""].join("\n");
}

/** @param {string} name */
const isName = (name) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !KEYWORDS.has(name);

// ---- shells

/** One word of a POSIX shell. @param {string} text */
export const shell = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/**
 * A value as `autoui call` takes it behind a parameter's name: `=text`, `=@file`, or `:=` and JSON where
 * a text would be read as something else.
 * @param {any} value @returns {string}
 */
function word(value) {
  if (isBlob(value)) return "=@" + value.name;
  const tagged = value !== null && typeof value === "object" && isTagged(value);
  if (value === "-" || value === null || (typeof value === "object" && !tagged)) return ":=" + JSON.stringify(value);
  const text = plain(value);
  return text.startsWith("@") ? "=@" + text : "=" + text;
}

/** A value as a link takes it. @param {any} value @returns {string} */
function plain(value) {
  if (value === null || value === undefined) return "none";
  if (typeof value === "string") return value;
  if (isBlob(value)) return value.name;
  if (typeof value === "object" && isTagged(value))
    return value.$ === "int" ? showNumber(value) : value.$ === "str" ? String.fromCharCode(...value.v) : String(value.v);
  return JSON.stringify(value);
}

/** @param {string[]} where the server or the target @param {Endpoint} endpoint @param {Inputs} inputs */
const command = (where, { inputs: all }, inputs) =>
  ["autoui call", ...where.map(shell), ...given(all, inputs).flatMap(([input, value]) => argument(input, value))].join(" ");

/** @param {Input} input @param {any} value @returns {string[]} one for each file of a list */
function argument({ name, secret }, value) {
  if (secret) return [shell(`${name}=${SECRET}`)];
  if (value === OPEN_VALUE) return [shell(`${name}=${OPEN}`)];
  const files = Array.isArray(value) && value.length && value.every(isBlob);
  return (files ? value : [value]).map((/** @type {any} */ one) => shell(name + word(one)));
}

/** From the source. @param {Endpoint} endpoint @param {Inputs} inputs */
export const commandLine = (endpoint, inputs) => command([endpoint.call.target], endpoint, inputs);

/** Through the server that shows the page. @param {Endpoint} endpoint @param {Inputs} inputs */
export const remoteCommand = (endpoint, inputs) => command([page(), endpoint.name], endpoint, inputs);

/** Files are sent first, each in a step of its own. @param {Endpoint} endpoint @param {Inputs} inputs */
export function curl({ name, inputs: all }, inputs) {
  /** @type {string[]} */ const uploads = [];
  /** @type {[string, string][]} */ const spliced = [];
  const lift = (/** @type {any} */ value) => {
    if (!isBlob(value)) return value;
    const variable = "file" + (uploads.length + 1);
    uploads.push(`${variable}=$(curl -sf -T ${shell(/^-/.test(value.name) ? "./" + value.name : value.name)} -H ${shell("X-File-Name: " + encodeURIComponent(value.name))} ${shell(page() + "uploads")})`);
    spliced.push([JSON.stringify("\u0000" + variable), `'"$${variable}"'`]);
    return `\u0000${variable}`;
  };
  const values = given(all, inputs).map(([input, value]) => [
    input.name, input.secret ? SECRET : value === OPEN_VALUE ? OPEN : Array.isArray(value) ? value.map(lift) : lift(sent(value)),
  ]);
  let body = `'${JSON.stringify(Object.fromEntries(values)).replaceAll("'", `'\\''`)}'`;
  for (const [mark, text] of spliced) body = body.replace(mark, () => text);
  return [...uploads, `curl ${shell(`${page()}api/${name}`)} -H 'Content-Type: application/json' -d ${body}`].join("\n");
}

// ---- what is sent

/**
 * What a call has to say: what is not standing in the function anyway.
 * @param {Input[]} all @param {Inputs} inputs @returns {[Input, any][]}
 */
const given = (all, inputs) =>
  all.flatMap((input) => {
    const value = inputs[input.name] ?? null;
    if (input.secret ? !input.required && value === null : isDefault(input, value)) return [];
    return [[input, value === null && input.required ? OPEN_VALUE : value]];
  });

/** Text that will be read as a literal, as JSON where JSON can say it. @param {any} value */
function sent(value) {
  if (value?.$ !== "source") return value;
  try {
    return JSON.parse(value.v);
  } catch {
    return value;
  }
}

/** A link that fills the form; it names no secrets and no files. @param {Endpoint} endpoint @param {Inputs} inputs */
export function linkTo(endpoint, inputs) {
  const url = new URL(page());
  url.hash = location.hash;
  for (const [input, value] of given(endpoint.inputs, inputs)) {
    const open = value === null || value === OPEN_VALUE || JSON.stringify(value).includes('"$blob"');
    if (!input.secret && !open) url.searchParams.set(input.name, plain(value));
  }
  return url.href;
}
