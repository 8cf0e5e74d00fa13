/** A number between two ends: a track and a small number field that follow each other. */

import number, { readNumber } from "./number.js";
import { control, edit, follow, h, numberText, submitOnEnter } from "./parts.js";

/** @param {import("./contract").Context} context */
function input({ model, el }) {
  const least = Number(numberText(model.get("minimum")) ?? 0);
  const most = Number(numberText(model.get("maximum")) ?? 100);
  const integer = Boolean(model.get("integer"));
  const range = h("input", {
    type: "range", class: "au-range", min: least, max: most,
    step: model.get("step") ?? (integer ? 1 : niceStep(most - least)),
    oninput: () => edit(model, Number(range.value)),
    onkeydown: (/** @type {KeyboardEvent} */ event) => submitOnEnter(model, event),
  });
  const exact = h("input", {
    class: "au-input", inputmode: integer ? "numeric" : "decimal", autocomplete: "off", enterkeyhint: "go",
    "aria-label": `${model.get("label") || "Value"}, exact`,
    oninput: () => {
      const { value, fault } = readNumber(exact.value, integer);
      edit(model, value, fault);
    },
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      const way = { ArrowUp: "stepUp", ArrowDown: "stepDown" }[event.key];
      if (!way) return submitOnEnter(model, event);
      event.preventDefault();
      range[/** @type {"stepUp" | "stepDown"} */ (way)]();
      edit(model, Number(range.value));
    },
  });
  exact.style.setProperty("--digits", String(Math.max(4, ...[least, most, least + niceStep(most - least)].map((n) => String(n).length))));
  el.replaceChildren(h("div", { class: "au-slider" }, range, exact));
  const stop = control(model, range);
  const end = follow(model, ["value", "disabled", "invalid"], () => {
    const text = numberText(model.get("value"));
    range.value = text ?? String((least + most) / 2);
    const share = most > least ? (Number(range.value) - least) / (most - least) : 0;
    range.style.setProperty("--share", text == null ? "0" : String(share));
    exact.disabled = Boolean(model.get("disabled"));
    exact.ariaInvalid = model.get("invalid") ? "true" : null;
    const typed = readNumber(exact.value, integer);
    if (typed.fault && text == null) return;
    if (numberText(typed.value) !== text) exact.value = text ?? "";
  });
  return () => (stop(), end());
}

/** About a hundred steps, each 1, 2 or 5 times a power of ten. @param {number} span */
function niceStep(span) {
  if (!(span > 0)) return 1;
  const power = Math.floor(Math.log10(span / 100));
  const factor = [1, 2, 5, 10].find((f) => f * 10 ** power >= span / 100 - 1e-12) ?? 10;
  return Number(`${factor}e${power}`);
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? number.render(context) : input(context)),
};
