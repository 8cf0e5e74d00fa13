import { same } from "./wire.js";

/** @typedef {import("./interface.js").Interface} Interface */

/** What the next version of a page should keep: the values that were changed. @param {Interface} old */
export function keep(old) {
  const kept = new Map();
  for (const { changed, node, name, value } of old.fields) {
    if (!changed) continue;
    kept.set(node.id, value);
    kept.set(`${old.endpoint.name}.${name}`, value);
  }
  return kept;
}

/** Show what changed, and go on with the result and the call of the former version. @param {Interface} view @param {Interface} old */
export function inherit(view, old) {
  for (const field of view.fields) {
    const before = old.fields.find(({ node, name }) => node.id === field.node.id || name === field.name);
    if (!same(before?.node, field.node)) field.el.classList.add("glow");
  }
  view.live = old.live;
  const { sheet } = view;
  if (old.sheet.shown && old.sheet.outputs.length === sheet.outputs.length) {
    sheet.show(old.sheet.outputs.map(({ model }) => model?.get("value") ?? null));
    sheet.shown = old.sheet.shown;
    sheet.call.textContent = old.sheet.call.textContent;
    sheet.state("done");
    sheet.status.textContent = "from the previous version";
    sheet.compare(view.values());
  }
  view.runner.adopt(old.runner);
}
