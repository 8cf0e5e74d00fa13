/** Several results under their names; or, where all are numbers, a row of figures. */

import { adopt, follow, h } from "./parts.js";
import { kindOf, valueOf } from "./auto.js";

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
      const kind = kindOf(shown);
      const mounted = host.mount(kind, { ...shown.props, label: shown.label }, valueOf(shown, kind), room, "output");
      mounted.then(({ model: inner }) => follow(inner, ["actions"], () => drawTools(tools, inner, shown.label)));
      parts.push({ kind, label, mounted });
    };
    const end = follow(model, ["value", "look"], () => {
      /** @type {any[]} */
      const all = model.get("value") ?? [];
      box.dataset.look = model.get("look") ?? "stack";
      if (parts.length !== all.length || parts.some(({ kind }, i) => kind !== kindOf(all[i]))) {
        clear();
        all.forEach(add);
      }
      all.forEach((shown, i) => {
        const { kind, label, mounted } = parts[i];
        const value = valueOf(shown, kind);
        label.textContent = shown.label ?? "";
        mounted.then(({ model: inner }) => inner.get("value") !== value && inner.set("value", value));
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

adopt(`
.au-sections{display:grid;grid-template-columns:minmax(0,1fr);gap:24px}
.au-section > header{display:flex;align-items:center;gap:8px;min-height:28px;margin-bottom:2px;color:var(--au-muted);font-size:13px;font-weight:500}
.au-tools{display:flex;margin-left:auto;opacity:0;transition:opacity var(--au-quick)}
.au-section:is(:hover,:focus-within) .au-tools{opacity:1}
.au-tools > .au-quiet{height:28px;padding:0 8px}
.au-section:not(:first-child) .au-number{font-size:28px;line-height:36px}
.au-section:not(:first-child) .au-text[data-size="short"]{font-size:20px;line-height:28px}
.au-sections[data-look="figures"]{grid-template-columns:repeat(auto-fit,minmax(min(140px,100%),1fr));gap:20px 32px}
[data-look="figures"] .au-section .au-number{font-size:32px;line-height:40px}
[data-look="figures"] .au-number[data-length]:not([data-length="short"]){font-size:20px;line-height:28px}
[data-look="figures"] .au-section .au-text[data-size="short"],[data-look="figures"] .au-boolean{font-size:24px;line-height:40px}
[data-look="figures"] .au-tools{display:none}
@media (hover:none){.au-tools{opacity:1}}
`);
