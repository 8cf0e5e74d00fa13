/** True or false: a switch, and a word with a mark as a result. */

import { control, edit, follow, h, icon, submitOnEnter } from "./parts.js";

/** @param {import("./contract").Context} context */
function input({ model, el }) {
  const node = h("input", {
    type: "checkbox", role: "switch", class: "au-switch",
    onchange: () => edit(model, node.checked),
    onkeydown: (/** @type {KeyboardEvent} */ event) => submitOnEnter(model, event),
  });
  const word = h("span", { "aria-hidden": "true" });
  el.replaceChildren(h("div", { class: "au-switch-row", onclick: (/** @type {Event} */ event) => {
    if (event.target !== node) node.click();
  } }, node, word));
  const stop = control(model, node);
  const end = follow(model, ["value"], () => {
    node.checked = model.get("value") === true;
    word.textContent = node.checked ? "On" : "Off";
  });
  return () => (stop(), end());
}

/** @param {import("./contract").Context} context */
function output({ model, el, host }) {
  const word = h("span");
  const box = h("div", { class: "au-boolean" });
  el.replaceChildren(box);
  return follow(model, ["value"], () => {
    const value = model.get("value") === true;
    const text = value ? "True" : "False";
    word.textContent = text;
    box.dataset.value = String(value);
    box.replaceChildren(icon(value ? "check" : "close"), word);
    model.set("actions", [{ id: "copy", label: "Copy", icon: "copy", run: () => host.copy(text) }]);
  });
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};
