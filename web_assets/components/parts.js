/**
 * What most component modules share: following a model, reporting edits, showing numbers and sizes.
 * @typedef {import("./contract").Model} Model
 */

import { h, icon as draw } from "../core/base.js";
import { showNumber } from "../core/wire.js";
export { h, SENDING } from "../core/base.js";
export { isBlob, same, unescape } from "../core/wire.js";

/** @type {Record<string, string>} */
const STROKES = {
  check: "M5 12.5 10 17 19 7",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9.5l6 6 6-6",
  plus: "M12 5v14M5 12h14",
};

/** @param {string} name one of the above or of the page's own */
export const icon = (name) => draw(STROKES[name] ?? name);

/**
 * Set an attribute, or remove it for false, null and undefined.
 * @param {Element} node @param {string} name @param {any} value
 */
export function attribute(node, name, value) {
  if (value === false || value == null) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : value);
}

/**
 * Call `fn` now and whenever one of the keys changes.
 * @param {Model} model @param {string[]} keys @param {() => void} fn
 * @returns {() => void} ends it
 */
export function follow(model, keys, fn) {
  fn();
  for (const key of keys) model.on(`change:${key}`, fn);
  return () => keys.forEach((key) => model.off(`change:${key}`, fn));
}

/**
 * Keep the attributes that every main control has in step with the model.
 * @param {Model} model @param {HTMLElement} node
 */
export function control(model, node) {
  return follow(model, ["id", "describedby", "invalid", "disabled"], () => {
    const disabled = Boolean(model.get("disabled"));
    attribute(node, "id", model.get("id"));
    attribute(node, "aria-describedby", model.get("describedby"));
    attribute(node, "aria-invalid", model.get("invalid") ? "true" : null);
    if ("disabled" in node) node.disabled = disabled;
    else attribute(node, "aria-disabled", disabled ? "true" : null);
  });
}

/** The name of a group of controls, which no `<label for>` gives. @param {Model} model */
export const named = (model) => ({
  "aria-labelledby": model.get("id") && `${model.get("id")}-label`,
  "aria-label": model.get("label"),
});

/**
 * Report an edit.
 * @param {Model} model @param {any} value @param {string | null} [fault] why there is no value
 */
export function edit(model, value, fault = null) {
  model.set("draft_error", fault);
  model.set("value", value);
  model.save_changes();
}

/** Enter in a one-line field runs. @param {Model} model @param {KeyboardEvent} event */
export function submitOnEnter(model, event) {
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  model.send({ event: "submit" });
}

/** Add styles that only some pages need, below a theme's and the author's. @param {string} text */
export function adopt(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@layer components {${text}}`);
  document.adoptedStyleSheets.push(sheet);
}

/** Whether a value is a number, plain or tagged. @param {any} value */
export const isNumber = (value) =>
  typeof value === "number" || value?.$ === "int" || value?.$ === "float";

/** A number as text, exact; null when the value is none. @param {any} value */
export const numberText = (value) =>
  Object.is(value, -0) ? "-0" : isNumber(value) ? showNumber(value) : null;

/** A string as text, also one with lone surrogates; null when the value is none. @param {any} value */
export const stringText = (value) =>
  typeof value === "string" ? value : value?.$ === "str" ? String.fromCharCode(...value.v) : null;
