/** Values side by side that make one: the body of records and tuples. */

import { attribute, control, edit, follow, h, icon, named, same } from "./parts.js";
import { Slot, firstDraft, placeFaults } from "./slot.js";

/**
 * @typedef {{ kind: string, props: Record<string, any>, label: string, spoken?: string, step: string }} Part
 * @param {import("./contract").Context} context
 * @param {Part[]} parts
 * @param {{ take: (value: any, index: number) => any, make: (values: any[]) => any }} shape
 */
export async function group(context, parts, { take, make }) {
  const { model, el } = context;
  const start = model.get("start");
  /** @type {Slot[]} */
  let slots = [];
  const compose = () => make(slots.map(({ value }) => value));
  const report = () => {
    const draft = firstDraft(slots);
    const value = compose();
    if (!same(value, model.get("value") ?? null) || draft !== (model.get("draft_error") ?? null)) edit(model, value, draft);
  };
  const box = h(".au-parts", { role: "group", "data-inset": parts.some(({ label }) => label), ...named(model) });
  const open = h("button.au-quiet", { type: "button", onclick: () => {
    edit(model, start ?? make(parts.map(() => null)));
    const first = /** @type {HTMLElement | null} */ (box.querySelector("input, textarea, button"));
    first?.focus();
  } }, icon("plus"), "Fill in");
  const draw = () => {
    const value = model.get("value") ?? start;
    slots = parts.map((part, index) => new Slot(context, part, take(value, index), { label: part.label, spoken: part.spoken ?? part.label, step: part.step, changed: report }));
    box.replaceChildren(...slots.map(({ el: node }) => node));
    if (!parts.length) box.append(h("span.au-aside", null, "Nothing to fill in"));
  };
  const clear = () => slots.splice(0).forEach((slot) => slot.destroy());
  model.set("place", (/** @type {import("./slot.js").Fault[]} */ faults) => placeFaults(slots, faults));
  el.replaceChildren(box, open);
  // Faults of a part stand at the part; the frame around the whole has nothing to add to them.
  const quiet = (/** @type {Event} */ event) => event.stopPropagation();
  box.addEventListener("focusout", quiet);
  const ends = [
    control(model, box),
    follow(model, ["value"], () => {
      const value = model.get("value") ?? null;
      const empty = value === null && Boolean(model.get("optional"));
      box.hidden = empty;
      open.hidden = !empty;
      if (empty) clear();
      else if (!slots.length) draw();
      else if (!same(value, compose())) slots.forEach((slot, index) => slot.set(take(value ?? start, index)));
    }),
    follow(model, ["disabled"], () => {
      slots.forEach((slot) => slot.disable(Boolean(model.get("disabled"))));
      attribute(open, "disabled", Boolean(model.get("disabled")));
    }),
    follow(model, ["invalid"], () => {
      if (!model.get("invalid")) for (const slot of slots) if (!slot.draft) slot.fault("");
    }),
  ];
  await Promise.all(slots.map(({ mounted }) => mounted));
  return () => {
    ends.forEach((end) => end());
    clear();
  };
}

/** What a part without a label is called. @param {string} name */
export function spoken(name) {
  const words = name.replaceAll("_", " ").trim() || name;
  return words[0].toUpperCase() + words.slice(1);
}
