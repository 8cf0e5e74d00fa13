/** True or false: a switch, and a word with a mark as a result. */

import { adopt, control, edit, follow, h, icon, submitOnEnter } from "./parts.js";

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

adopt(`
.au-switch-row{display:inline-flex;align-items:center;gap:10px;height:var(--au-control);padding-right:8px;color:var(--au-muted);cursor:pointer;user-select:none}
.au-switch{position:relative;width:36px;height:20px;margin:0;appearance:none;forced-color-adjust:none;border-radius:10px;background:var(--au-line-strong);cursor:pointer;transition:background var(--au-quick)}
.au-switch::after{content:"";position:absolute;inset:2px auto auto 2px;width:16px;height:16px;border-radius:8px;background:var(--au-surface);box-shadow:0 1px 2px oklch(0 0 0 / 0.2);transition:translate var(--au-quick)}
.au-switch:checked{background:var(--au-accent)}
.au-switch:checked::after{translate:16px}
.au-switch[aria-invalid]{outline:1px solid var(--au-danger);outline-offset:2px}
.au-switch:focus-visible{outline:2px solid var(--au-ring);outline-offset:2px}
.au-switch:disabled{opacity:0.5;cursor:default}
.au-switch:checked + span{color:var(--au-text)}
.au-boolean{display:inline-flex;align-items:center;gap:10px;font-size:24px;font-weight:500;line-height:32px;letter-spacing:-0.01em}
.au-boolean .icon{width:28px;height:28px;padding:5px;border-radius:50%;background:var(--au-sunken);color:var(--au-muted);stroke-width:2.5}
.au-boolean[data-value="true"] .icon{background:color-mix(in oklab,var(--au-ok) 14%,var(--au-surface));color:var(--au-ok)}
`);
