/** Several results under their names; or, where all are numbers, a row of figures. */

import { follow, h } from "./parts.js";

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el, host }) {
    const box = h(".au-sections");
    el.replaceChildren(box);
    /** @type {{ kind: string, label: HTMLElement, mounted: Promise<import("./contract").Mounted> }[]} */
    let parts = [];
    const clear = () => {
      for (const { mounted } of parts) mounted.then((made) => made.destroy());
      parts = [];
      box.replaceChildren();
    };
    const add = (/** @type {any} */ shown) => {
      const label = h("span");
      const tools = h(".au-tools");
      const room = h("div");
      box.append(h("section.au-section", null, h("header", null, label, tools), room));
      const mounted = host.mount(shown.show, { ...shown.props, label: shown.label }, shown.value, room, "output");
      mounted.then(({ model: inner }) => follow(inner, ["actions"], () => drawTools(tools, inner, shown.label)));
      parts.push({ kind: shown.show, label, mounted });
    };
    const end = follow(model, ["value", "look"], () => {
      /** @type {any[]} */
      const all = model.get("value") ?? [];
      box.dataset.look = model.get("look") ?? "stack";
      if (parts.length !== all.length || parts.some(({ kind }, i) => kind !== all[i].show)) {
        clear();
        all.forEach(add);
      }
      all.forEach((shown, i) => {
        const { label, mounted } = parts[i];
        label.textContent = shown.label ?? "";
        mounted.then(({ model: inner }) => inner.get("value") !== shown.value && inner.set("value", shown.value));
      });
    });
    return () => {
      end();
      clear();
    };
  },
};

/** @param {HTMLElement} box @param {import("./contract").Model} model @param {string} name */
function drawTools(box, model, name) {
  const actions = /** @type {import("./contract").Action[]} */ (model.get("actions") ?? []);
  box.replaceChildren(...actions.map(({ label, run }) =>
    h("button.au-quiet", { type: "button", "aria-label": `${label}: ${name ?? ""}`, onclick: run }, label)));
}
