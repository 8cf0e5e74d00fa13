/** A number: typed exactly, stepped with the arrow keys; and a number as a result. */

import { attribute, control, edit, follow, h, icon, numberText, submitOnEnter } from "./parts.js";

const DIGITS = String.raw`\d+(?:_\d+)*`;
const DECIMAL = new RegExp(`^[+-]?(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:e[+-]?${DIGITS})?$`, "i");
const SPECIAL = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i;

/**
 * Read a number as Python's `int()` and `float()` do, without losing a digit of an integer.
 * @param {string} text @param {boolean} [integer]
 * @returns {{ value: any, fault: string | null }}
 */
export function readNumber(text, integer = false) {
  const clean = text.trim().replace("−", "-");
  if (!clean) return { value: null, fault: null };
  const special = SPECIAL.exec(clean);
  if (special && !integer) return found(special[2] ? odd(NaN) : odd(special[1] === "-" ? -Infinity : Infinity));
  if (!DECIMAL.test(clean)) return { value: null, fault: integer ? "is not a whole number" : "is not a number" };
  const digits = clean.replaceAll("_", "").replace(/^\+/, "");
  const value = Number(digits);
  if (/^-?\d+$/.test(digits)) return found(whole(BigInt(digits)));
  if (integer && !Number.isInteger(value)) return { value: null, fault: "is not a whole number" };
  if (integer) return found(whole(BigInt(value)));
  return found(Number.isFinite(value) ? value : odd(value));
}

/** @param {any} value */
const found = (value) => ({ value, fault: null });

/** @param {number} value */
const odd = (value) => ({ $: "float", v: Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf" });

/** @param {bigint} value */
const whole = (value) =>
  Number.isSafeInteger(Number(value)) ? Number(value) : { $: "int", v: String(value) };

/**
 * Add two decimal texts without rounding. @param {string} text @param {string} by
 */
export function addDecimals(text, by) {
  if (/[en]/i.test(text + by)) return String(Number(text) + Number(by));
  const places = Math.max(...[text, by].map((part) => (part.split(".")[1] ?? "").length));
  const [a, b] = [text, by].map((part) => {
    const [before, after = ""] = part.split(".");
    return BigInt(before + after.padEnd(places, "0"));
  });
  const sum = a + b;
  const shown = String(sum < 0n ? -sum : sum).padStart(places + 1, "0");
  const cut = shown.length - places;
  return (sum < 0n ? "-" : "") + shown.slice(0, cut) + (places ? `.${shown.slice(cut)}` : "");
}

/** @param {import("./contract").Context} context */
function input({ model, el }) {
  const integer = Boolean(model.get("integer"));
  const least = model.get("minimum") ?? model.get("exclusive_minimum");
  const most = model.get("maximum") ?? model.get("exclusive_maximum");
  const node = h("input", {
    class: "au-input",
    inputmode: integer ? "numeric" : "decimal",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "go",
    placeholder: model.get("placeholder"),
    oninput: () => report(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      const way = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (way && !event.isComposing) {
        event.preventDefault();
        nudge(event.shiftKey ? way * 10 : way);
      } else submitOnEnter(model, event);
    },
  });
  const report = () => {
    const { value, fault } = readNumber(node.value, integer);
    edit(model, value, fault);
  };
  const write = (/** @type {string} */ text) => {
    node.value = text;
    report();
  };
  const nudge = (/** @type {number} */ way) => {
    if (node.disabled || node.readOnly) return;
    const now = readNumber(node.value, integer);
    if (now.fault) return;
    const step = numberText(model.get("step")) ?? "1";
    const sum = addDecimals(numberText(now.value) ?? "0", product(step, way));
    write(clamp(sum, least, most));
  };
  const stepper = (/** @type {number} */ way) =>
    h("button", { type: "button", tabindex: "-1", onclick: () => (nudge(way), node.focus()) }, icon("down"));
  // Phones' number pads have no minus.
  const sign = numberText(least)?.[0] !== "-" && least != null ? null : h("button", {
    type: "button", class: "au-sign", tabindex: "-1",
    onclick: () => write(node.value[0] === "-" ? node.value.slice(1) : `-${node.value}`),
  }, "±");
  el.replaceChildren(h("div", { class: "au-field-box" }, node,
    h("div", { class: "au-steps", "aria-hidden": "true" }, sign, stepper(1), stepper(-1))));
  const stop = control(model, node);
  const end = follow(model, ["value"], () => {
    const text = numberText(model.get("value")) ?? "";
    const typed = readNumber(node.value, integer);
    if (typed.fault && !text) return;
    if ((numberText(typed.value) ?? "") !== text) node.value = text;
  });
  return () => (stop(), end());
}

/** @param {string} step @param {number} way a whole number */
function product(step, way) {
  let sum = step;
  for (let times = Math.abs(way); times > 1; times--) sum = addDecimals(sum, step);
  if (way > 0) return sum;
  return sum[0] === "-" ? sum.slice(1) : `-${sum}`;
}

/** @param {string} text @param {any} least @param {any} most */
function clamp(text, least, most) {
  const low = numberText(least);
  const high = numberText(most);
  if (low != null && Number(text) < Number(low)) return low;
  return high != null && Number(text) > Number(high) ? high : text;
}

/** @param {import("./contract").Context} context */
function output({ model, el, host }) {
  const digits = h("span");
  const unit = h("span", { class: "au-unit" });
  const box = h("div", { class: "au-number" }, digits, unit);
  el.replaceChildren(box);
  return follow(model, ["value", "unit"], () => {
    const text = numberText(model.get("value")) ?? "";
    digits.replaceChildren(...groups(text));
    box.dataset.length = text.length > 24 ? "long" : text.length > 13 ? "middle" : "short";
    unit.textContent = model.get("unit") ?? "";
    attribute(unit, "hidden", !unit.textContent);
    model.set("actions", [{ id: "copy", label: "Copy", icon: "copy", run: () => host.copy(text) }]);
  });
}

/**
 * Thousands set apart by style alone, so that what is selected and read stays the number.
 * @param {string} text
 */
function groups(text) {
  const before = /^-?\d{5,}/.exec(text)?.[0];
  if (!before || text.length > 400) return [text];
  const first = before.length - 3 * Math.floor((before.replace("-", "").length - 1) / 3);
  const parts = [before.slice(0, first)];
  for (let at = first; at < before.length; at += 3) parts.push(before.slice(at, at + 3));
  parts[parts.length - 1] += text.slice(before.length);
  return parts.map((part) => h("span", {}, part));
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};
