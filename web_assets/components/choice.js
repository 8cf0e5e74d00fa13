/** One of a few values, or several of them: segments, a list, or a field that finds among many. */

import { adopt, control, edit, follow, h, named, same, submitOnEnter } from "./parts.js";

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

adopt(`
.au-segmented{display:flex;flex-wrap:wrap;width:fit-content;max-width:100%;padding:2px;border:1px solid var(--au-line-strong);border-radius:var(--au-radius);background:var(--au-surface);gap:2px}
.au-segmented > label{position:relative;flex:1 0 auto;max-width:100%}
.au-segmented input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.au-segmented span{display:block;padding:0 12px;border-radius:calc(var(--au-radius) - 2px);color:var(--au-muted);line-height:calc(var(--au-control) - 6px);text-align:center;transition:background var(--au-quick),color var(--au-quick)}
.au-segmented label:hover > span{color:var(--au-text)}
.au-segmented :checked + span{forced-color-adjust:none;background:var(--au-accent-soft);box-shadow:inset 0 0 0 1px var(--au-accent);color:var(--au-accent-text);font-weight:500}
.au-segmented :focus-visible + span{outline:2px solid var(--au-ring);outline-offset:2px}
.au-choice[aria-invalid]{border-color:var(--au-danger)}
.au-choice[aria-disabled]{opacity:0.5}
.au-radio,.au-checks{display:grid;overflow-wrap:anywhere;justify-items:start;gap:2px;padding:3px 0}
:is(.au-radio,.au-checks) > label{display:flex;align-items:center;gap:10px;min-height:calc(var(--au-control) - 6px);padding-right:8px;cursor:pointer}
:is(.au-radio,.au-checks) input{flex:none;display:grid;place-items:center;width:18px;height:18px;margin:0;appearance:none;border:1px solid var(--au-line-strong);border-radius:4px;forced-color-adjust:none;background:var(--au-surface);cursor:pointer;transition:background var(--au-quick),border-color var(--au-quick)}
.au-radio input{border-radius:50%}
:is(.au-radio,.au-checks) label:hover > input{border-color:var(--au-accent)}
.au-checks :checked{border-color:var(--au-accent);background:var(--au-accent)}
.au-checks :checked::after{content:"";width:5px;height:9px;margin-top:-2px;border:solid var(--au-on-accent);border-width:0 2px 2px 0;rotate:45deg}
.au-radio :checked{border:5px solid var(--au-accent)}
`);
