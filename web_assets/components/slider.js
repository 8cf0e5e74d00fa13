/** A number between two ends: a track and a small number field that follow each other. */

import number, { readNumber } from "./number.js";
import { adopt, control, edit, follow, h, numberText, submitOnEnter } from "./parts.js";

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

adopt(`
.au-slider{display:flex;align-items:center;gap:14px}
.au-slider > .au-input{flex:none;width:calc(var(--digits) * 1ch + 26px);text-align:right}
.au-range{--knob:16px;flex:1;min-width:0;height:var(--au-control);margin:0;appearance:none;forced-color-adjust:none;background:none;border-radius:var(--au-radius);cursor:pointer}
.au-range::-webkit-slider-runnable-track{height:4px;border-radius:2px;background:linear-gradient(90deg,var(--au-accent) calc(var(--knob) / 2 + var(--share) * (100% - var(--knob))),var(--au-line) 0)}
.au-range::-moz-range-track{height:4px;border-radius:2px;background:var(--au-line)}
.au-range::-moz-range-progress{height:4px;border-radius:2px;background:var(--au-accent)}
.au-range::-webkit-slider-thumb{width:var(--knob);height:var(--knob);margin-top:-6px;appearance:none;border:1.5px solid var(--au-accent);border-radius:50%;background:var(--au-surface);box-shadow:0 1px 2px oklch(0 0 0 / 0.16);transition:box-shadow var(--au-quick)}
.au-range::-moz-range-thumb{width:var(--knob);height:var(--knob);box-sizing:border-box;border:1.5px solid var(--au-accent);border-radius:50%;background:var(--au-surface)}
.au-range:hover::-webkit-slider-thumb{box-shadow:0 0 0 4px var(--au-accent-soft)}
.au-range:focus-visible{outline:none}
.au-range:focus-visible::-webkit-slider-thumb{outline:2px solid var(--au-ring);outline-offset:2px}
.au-range:focus-visible::-moz-range-thumb{outline:2px solid var(--au-ring);outline-offset:2px}
.au-range:disabled{opacity:0.5;cursor:default}
@media (pointer:coarse){.au-range{--knob:24px}.au-range::-webkit-slider-thumb{margin-top:-10px}}
`);
