import { style } from "./base.js";
import { same } from "./wire.js";

/** @typedef {import("./interface.js").Interface} Interface */

/** @typedef {import("./field.js").Field} Field */

/** @param {{fields: Field[]}} old @param {Field} field the same one, or the one of that name @returns {Field | undefined} */
const former = ({ fields }, { node, name }) => fields.find((one) => one.node.id === node.id) ?? fields.find((one) => one.name === name);

/**
 * What a field of the next version should hold: what was changed in this one, where it still fits.
 * @param {{fields: Field[]}} old @returns {(field: Field) => any}
 */
export const keep = (old) => (field) => {
  const before = former(old, field);
  if (!before?.changed || before.node.kind !== field.node.kind) return undefined;
  const { value } = before;
  const { choices, custom } = field.node.props;
  const known = !choices || custom || [value].flat().every((one) => choices.some((/** @type {any} */ choice) => same(choice.value, one)));
  return known ? value : undefined;
};

/**
 * Show what changed, and go on with the results and calls of the former version.
 * @param {any} view @param {any} old
 */
export async function renew(view, old) {
  await style("more");
  for (const field of view.fields) if (!same(former(old, field)?.node, field.node)) field.el.classList.add("glow");
  if (view.listeners && old.listeners) await view.inherit(old);
  else if (view.sheet && old.sheet) await inherit(view, old);
}

/** Go on with the result and the call of a form. @param {Interface} view @param {Interface} old */
export async function inherit(view, old) {
  view.live = old.live;
  if (!old.course) return;
  await view.prepare();
  const { sheet, course } = view;
  if (!course) return;
  if (old.sheet.shown && old.course.outputs.length === course.outputs.length) {
    course.show(old.course.outputs.map(({ model }) => model?.get("value") ?? null));
    sheet.shown = old.sheet.shown;
    sheet.call.textContent = old.sheet.call.textContent;
    course.state("done");
    sheet.status.textContent = "from the previous version";
    sheet.compare(view.values());
  }
  course.runner.adopt(old.course.runner);
}
