/** A colour: picked, or typed as #rrggbb. */

import { adopt, control, edit, follow, h, submitOnEnter } from "./parts.js";

const WHOLE = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i;

/** @param {string} text */
function whole(text) {
  const digits = WHOLE.exec(text.trim())?.[1].toLowerCase();
  if (!digits) return null;
  return "#" + (digits.length > 3 ? digits : [...digits].map((one) => one + one).join(""));
}

/** What the well shows for a name or a function such as `rgb(…)`. @param {string} text */
function seen(text) {
  const brush = document.createElement("canvas").getContext("2d");
  if (!brush || !CSS.supports("color", text)) return null;
  brush.fillStyle = text;
  return brush.fillStyle.slice(0, 7).replace(/^[^#].*/, "#000000");
}

/** @param {import("./contract").Context} context */
function input({ model, el }) {
  const named = Boolean(model.get("named"));
  const read = (/** @type {string} */ typed) => whole(typed) ?? (named && seen(typed) ? typed.trim() : null);
  /** @type {HTMLInputElement} */
  const well = h("input.au-well", { type: "color", "aria-label": `${model.get("label") || "Colour"}, to pick`, oninput: () => {
    text.value = well.value;
    edit(model, well.value);
  } });
  /** @type {HTMLInputElement} */
  const text = h("input.au-input", {
    type: "text", autocomplete: "off", spellcheck: "false", maxlength: named ? null : 7,
    oninput: () => {
      const colour = read(text.value);
      edit(model, colour, colour || !text.value.trim() ? null : "is not a colour such as #ff8800");
    },
    onkeydown: (/** @type {KeyboardEvent} */ event) => submitOnEnter(model, event),
  });
  el.replaceChildren(h(".au-colour", null, well, text));
  const ends = [
    control(model, text),
    follow(model, ["disabled"], () => (well.disabled = Boolean(model.get("disabled")))),
    follow(model, ["value"], () => {
      const value = model.get("value") ?? "";
      if (value && read(text.value) !== value) text.value = value;
      if (!value && read(text.value)) text.value = "";
      well.value = whole(value) ?? seen(value) ?? "#000000";
    }),
  ];
  return () => ends.forEach((end) => end());
}

/** @param {import("./contract").Context} context */
function output({ model, el, host }) {
  return follow(model, ["value"], () => {
    const value = model.get("value");
    if (!value) return el.replaceChildren();
    const swatch = h(".au-swatch");
    swatch.style.background = value;
    el.replaceChildren(h(".au-colour", null, swatch, h("code", null, value)));
    model.set("actions", [{ id: "copy", label: "Copy", icon: "copy", run: () => host.copy(value) }]);
  });
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};

adopt(`
.au-colour{display:flex;align-items:center;gap:8px}
.au-colour .au-input{flex:0 1 12ch;font-family:var(--au-mono)}
.au-well{width:calc(var(--au-control)*1.5);height:var(--au-control);padding:2px;border:1px solid var(--au-line-strong);border-radius:var(--au-radius);background:var(--au-surface);cursor:pointer;box-sizing:border-box}
.au-well::-webkit-color-swatch-wrapper{padding:0}
.au-well::-webkit-color-swatch{border:0;border-radius:calc(var(--au-radius) - 2px)}
.au-well:focus-visible{outline:2px solid var(--au-ring);outline-offset:2px}
.au-swatch{width:64px;height:64px;border:1px solid var(--au-line);border-radius:var(--au-radius)}
.au-colour code{font:16px var(--au-mono)}
`);
