/** What an endpoint takes, in words: types and limits as its fields know them. */

import { h } from "./base.js";
import { literal } from "./call.js";

/** @typedef {import("../types").Input} Input */
/** @typedef {import("../types").NodeSpec} NodeSpec */

const MOST_CHOICES = 8;

const KINDS = /** @type {Record<string, (props: Record<string, any>) => string>} */ ({
  text: () => "text",
  number: ({ integer }) => (integer ? "whole number" : "number"),
  slider: ({ integer }) => (integer ? "whole number" : "number"),
  switch: () => "true or false",
  choice: ({ many }) => (many ? "several of" : "one of"),
  moment: ({ part }) => (part === "datetime" ? "date and time, ISO 8601" : `${part}, ISO 8601`),
  file: ({ many }) => (many ? "files" : "file"),
  image: () => "picture",
  listing: ({ item }) => `list of ${item ? typeOf(item) : "values"}`,
  any: () => "any JSON value",
  fieldset: ({ parts }) => `object of ${parts.map((/** @type {any} */ part) => `${part.name}: ${typeOf(part)}`).join(", ")}`,
  pair: ({ parts }) => `list of ${parts.map(typeOf).join(", ")}`,
  mapping: ({ item }) => `object of ${typeOf(item)}`,
  union: ({ branches }) => branches.map(typeOf).join(" or "),
  array: () => "numbers, or rows of numbers",
  frame: () => "table: CSV text, records, or a file",
  folder: () => "files of a folder",
  timezone: () => "name of a time zone",
  color: () => "colour such as #ff8800",
});

/** @param {{kind: string, props?: Record<string, any>}} node @returns {string} */
export const typeOf = ({ kind, props }) => KINDS[kind]?.(props ?? {}) ?? kind;

/** @param {any} least @param {any} most @param {string} what */
function between(least, most, what = "") {
  const unit = what ? " " + what : "";
  if (least != null && most != null) return `${least} – ${most}${unit}`;
  if (least != null) return `at least ${least}${unit}`;
  return most != null ? `at most ${most}${unit}` : "";
}

/** What a value has to keep to. @param {Record<string, any>} props @returns {string[]} */
export function limits({ minimum, maximum, exclusive_minimum, exclusive_maximum, min_length, max_length, pattern, choices, custom, accept, optional, unit }) {
  const number = (/** @type {any} */ value) => (value == null ? value : literal(value));
  const named = choices?.slice(0, MOST_CHOICES).map((/** @type {any} */ choice) => literal(choice.value)).join(", ");
  return [
    named && named + (choices.length > MOST_CHOICES ? `, … (${choices.length} in all)` : ""),
    custom && "or another",
    between(number(minimum), number(maximum)),
    exclusive_minimum != null && `more than ${number(exclusive_minimum)}`,
    exclusive_maximum != null && `less than ${number(exclusive_maximum)}`,
    between(min_length, max_length, "long"),
    pattern && `matches ${pattern}`,
    accept?.length && accept.join(", "),
    unit && `in ${unit}`,
    optional && "or null",
  ].filter(Boolean);
}

/** @param {import("../types").App} app @param {import("../types").Endpoint} endpoint */
export function parameters(app, { inputs }) {
  if (!inputs.length) return h("p.hint", null, "It takes nothing.");
  return h("dl.parameters", null, inputs.flatMap((input) => {
    const node = /** @type {NodeSpec} */ (app.nodes.get(input.node));
    const rules = limits(node.props);
    const standard = input.required ? "required" : input.default == null || input.secret ? "may be left out" : `default ${literal(input.default, "", 60)}`;
    return [
      h("dt", null, h("code", null, input.name), input.required ? h("span.must", { title: "required" }, "*") : null),
      h("dd", null, [typeOf(node), ...rules].join(" "), h("span.hint", null, " · " + standard), node.props.summary ? h("p.hint", null, node.props.summary) : null),
    ];
  }));
}
