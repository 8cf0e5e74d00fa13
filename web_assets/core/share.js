import { menu } from "./overlay.js";
import { callArguments, isDefault } from "./call.js";
import { isBlob, isTagged, showNumber } from "./wire.js";

/** @typedef {import("../types").Endpoint} Endpoint */
/** @typedef {Record<string, any>} Inputs */

/** @param {Endpoint} endpoint @param {Inputs} inputs */
export function python(endpoint, inputs) {
  const call = `${endpoint.call.name}(${callArguments(endpoint, inputs).join(", ")})`;
  const imports = [endpoint.call.import];
  const dates = [...new Set(Array.from(call.matchAll(/\b(datetime|date|time)\.fromisoformat\(/g), (found) => found[1]))];
  if (dates.length) imports.unshift(`from datetime import ${dates.join(", ")}`);
  if (call.includes("Path(")) imports.unshift("from pathlib import Path");
  if (call.includes("Image.open(")) imports.unshift("from PIL import Image");
  return `${imports.filter(Boolean).join("\n")}\n\n${call}\n`;
}

/** @param {string} text */
const shell = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);

/** A value as `autoui call` and a link take it. @param {any} value @returns {string} */
function plain(value) {
  if (value === null || value === undefined) return "none";
  if (typeof value === "string") return value;
  if (isBlob(value)) return value.name;
  if (typeof value === "object" && isTagged(value))
    return value.$ === "int" ? showNumber(value) : value.$ === "str" ? String.fromCharCode(...value.v) : String(value.v);
  return JSON.stringify(value);
}

/** @param {Endpoint} endpoint @param {Inputs} inputs */
const given = (endpoint, inputs) =>
  endpoint.inputs.filter((input) => !input.secret && !isDefault(input, inputs[input.name]));

/** @param {Endpoint} endpoint @param {Inputs} inputs */
export const commandLine = (endpoint, inputs) =>
  ["autoui call", shell(endpoint.call.target), ...given(endpoint, inputs).map((input) => shell(`${input.name}=${plain(inputs[input.name])}`))].join(" ");

/** @param {Endpoint} endpoint @param {Inputs} inputs */
export function curl(endpoint, inputs) {
  const body = Object.fromEntries(given(endpoint, inputs).map((input) => [input.name, inputs[input.name]]));
  const url = new URL(`api/${endpoint.name}`, document.baseURI);
  return `curl ${shell(url.href)} -H 'Content-Type: application/json' -d ${shell(JSON.stringify(body))}`;
}

/** @param {Endpoint} endpoint @param {Inputs} inputs */
export function linkTo(endpoint, inputs) {
  const url = new URL(document.baseURI);
  url.search = "";
  url.hash = location.hash;
  for (const input of given(endpoint, inputs)) {
    const value = inputs[input.name];
    if (value !== null && !JSON.stringify(value ?? null).includes('"$blob"')) url.searchParams.set(input.name, plain(value));
  }
  return url.href;
}

/** @param {HTMLElement} button @param {import("../types").App} app @param {Endpoint} endpoint @param {Inputs} inputs */
export function shareMenu(button, app, endpoint, inputs) {
  const ways = /** @type {[string, (endpoint: Endpoint, inputs: Inputs) => string][]} */ ([
    ["Python", python], ["command line", commandLine], ["curl", curl], ["link", linkTo],
  ]);
  menu(button, ways.map(([label, write]) => ({ label: "Copy as " + label, run: () => app.host.copy(write(endpoint, inputs)) })));
}
