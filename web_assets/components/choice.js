/** One of a few values, or several of them: segments, a list, or a field that finds among many. */

import { control, edit, follow, h, named, same, submitOnEnter } from "./parts.js";

const FEW = 5;
const FEW_CHARACTERS = 40;

/** @typedef {{ label: string, value: any }} Option */

/** @param {import("./contract").Model} model */
function lookOf(model) {
  const given = model.get("look");
  if (given) return given;
  /** @type {Option[]} */
  const choices = model.get("choices") ?? [];
  if (model.get("many")) return choices.length > 10 ? "dropdown" : "checks";
  const width = choices.reduce((sum, { label }) => sum + label.length + 3, 0);
  return choices.length > FEW || width > FEW_CHARACTERS ? "dropdown" : "segmented";
}

/** @param {import("./contract").Context} context */
function input(context) {
  const { model, el } = context;
  const look = lookOf(model);
  if (look !== "dropdown" && !model.get("custom")) return group(context, look);
  let gone = false;
  /** @type {(() => void) | undefined} */
  let end;
  const room = h("div", { class: "au-input", "aria-hidden": "true" });
  el.replaceChildren(room);
  import("./combobox.js").then(({ combobox }) => {
    if (!gone) end = combobox(context);
  });
  return () => ((gone = true), end?.());
}

/** Radio buttons or check boxes. @param {import("./contract").Context} context @param {string} look */
function group({ model, el }, look) {
  const many = Boolean(model.get("many"));
  const box = h("div", { class: `au-choice au-${look}`, role: many ? "group" : "radiogroup", ...named(model) });
  const name = `c${crypto.getRandomValues(new Uint32Array(2)).join("")}`;
  /** @type {HTMLInputElement[]} */
  let inputs = [];
  /** @type {Option[]} */
  let choices = [];
  const pick = () => {
    const picked = choices.filter((_, i) => inputs[i].checked).map(({ value }) => value);
    edit(model, many ? picked : picked[0]);
  };
  const draw = () => {
    choices = model.get("choices") ?? [];
    inputs = choices.map(() => h("input", {
      type: many ? "checkbox" : "radio", name, onchange: pick,
      onkeydown: (/** @type {KeyboardEvent} */ event) => submitOnEnter(model, event),
    }));
    box.replaceChildren(...choices.map(({ label }, i) => h("label", {}, inputs[i], h("span", {}, label))));
    mark();
  };
  const mark = () => {
    const value = model.get("value");
    choices.forEach((choice, i) => {
      inputs[i].checked = many
        ? Array.isArray(value) && value.some((item) => same(item, choice.value))
        : value != null && same(value, choice.value);
      inputs[i].disabled = Boolean(model.get("disabled"));
    });
  };
  el.replaceChildren(box);
  const ends = [
    control(model, box),
    follow(model, ["choices"], draw),
    follow(model, ["value", "disabled"], mark),
  ];
  return () => ends.forEach((end) => end());
}

/** @param {import("./contract").Context} context */
function output({ model, el, host }) {
  const box = h("div", { class: "au-text" });
  el.replaceChildren(box);
  return follow(model, ["value", "choices"], () => {
    const value = model.get("value");
    /** @type {Option[]} */
    const choices = model.get("choices") ?? [];
    const text = (Array.isArray(value) ? value : [value])
      .map((item) => choices.find((choice) => same(choice.value, item))?.label ?? String(item ?? ""))
      .join(", ");
    box.textContent = text;
    box.dataset.size = text.length > 80 ? "long" : "short";
    model.set("actions", [{ id: "copy", label: "Copy", icon: "copy", run: () => host.copy(text) }]);
  });
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};
