import { style } from "./base.js";
import { same } from "./wire.js";

/** @typedef {import("./interface.js").Interface} Interface */

/** @typedef {import("./field.js").Field} Field */

const CONTROLS = "input,textarea,select,button,[tabindex]";

/** @param {{fields: Field[]}} old @param {Field} field the same one, or the one of that name @returns {Field | undefined} */
const former = ({ fields }, { node, name }) => fields.find((one) => one.node.id === node.id) ?? fields.find((one) => one.name === name);

/** @param {{fields: Field[]}} old @param {Field} field @returns {any} what it should hold, or undefined for what it starts with */
function kept(old, field) {
  const before = former(old, field);
  if (!before?.changed || before.node.kind !== field.node.kind) return undefined;
  const { value } = before;
  const { choices, custom } = field.node.props;
  const known = !choices || custom || [value].flat().every((one) => choices.some((/** @type {any} */ choice) => same(choice.value, one)));
  return known ? value : undefined;
}

/**
 * What a field of the next version should hold: what was changed in this one, where it still fits.
 * @param {any} old @returns {(field: Field) => any}
 */
export const keep = (old) => {
  const active = document.activeElement;
  old.held = { active, x: scrollX, y: scrollY, values: new Map(old.fields.map((/** @type {Field} */ field) => [field, field.value])) };
  return (field) => kept(old, field);
};

/**
 * Show what changed, and go on with the results and calls of the former version.
 * @param {any} view @param {any} old
 */
export async function renew(view, old) {
  const { x, y } = old.held;
  catchUp(view, old);
  refocus(view, old);
  scrollTo(x, y);
  const reached = scrollY;
  await style("reload");
  for (const field of view.fields) if (!same(former(old, field)?.node, field.node)) field.el.classList.add("glow");
  if (view.listeners && old.listeners) await view.inherit(old);
  else if (view.sheet && old.sheet) await inherit(view, old);
  // The page may have been too short until its results stood again.
  if (reached < y && scrollY === reached) scrollTo(x, y);
}

/** Take over what was typed while this version was being drawn. @param {any} view @param {any} old */
function catchUp(view, old) {
  for (const field of view.fields) {
    const before = former(old, field);
    if (!before || same(before.value, old.held.values.get(before))) continue;
    const value = kept(old, field);
    if (value !== undefined) field.value = value;
  }
}

/** Put the caret where it was. @param {any} view @param {any} old */
function refocus(view, old) {
  const { active } = old.held;
  if (!active || (document.activeElement ?? document.body) !== document.body) return;
  const before = old.fields.find((/** @type {Field} */ field) => field.el.contains(active));
  const field = before && view.fields.find((/** @type {Field} */ one) => former({ fields: [before] }, one));
  /** @type {any} */ let control = active === old.runButton ? view.runButton : null;
  if (field) control = [...field.el.querySelectorAll(CONTROLS)][[...before.el.querySelectorAll(CONTROLS)].indexOf(active)];
  if (!control || control.tagName !== active.tagName || control.type !== active.type) return;
  control.focus({ preventScroll: true });
  // Only text has a selection.
  if (active.selectionStart != null && control.setSelectionRange) control.setSelectionRange(active.selectionStart, active.selectionEnd, active.selectionDirection);
}

/** A call was made for a version that is gone: learn of the new one. What the sheet says of it may go with the old form. @param {any} page */
export function outdated({ app, link }) {
  app.notice({ text: "The app changed meanwhile. Your inputs are kept: run again.", level: "warning" });
  link.reopen();
}

export const AGED = "from the previous version";

/** Say of results that a version made them which has been replaced by one that looks the same. @param {any} view */
export function age(view) {
  for (const kept of view.app.shown.values()) kept.version = "";
  for (const { sheet } of view.forms ?? [view]) if (sheet?.shown && sheet.el.dataset.state === "done") sheet.status.textContent = AGED;
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
    sheet.say(old.sheet.call.textContent);
    course.state("done");
    sheet.status.textContent = AGED;
    sheet.compare(view.values());
  }
  // Of a lost call nothing else tells.
  if (old.sheet.el.dataset.state === "lost" && old.course.end) await course.ended(...old.course.end);
  course.runner.adopt(old.course.runner);
}
