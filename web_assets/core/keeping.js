/** What a person typed outlives a reload of the page, in its tab; secrets are written down nowhere. */

import { memory } from "./link.js";
import { keep } from "./reload.js";
import { remember } from "./runner.js";

/** @typedef {import("./field.js").Field} Field */
/** @typedef {{search: string, server: string, fields: {node: {id: string, kind: string}, name: string, value: any, changed: true}[]}} Kept */

/** Files are known only to the server that took them. @param {any} value */
const holdsFile = (value) => JSON.stringify(value).includes('"$blob"');

/** Whether the page was opened, not loaded anew or come back to. */
export const afresh = () => /** @type {any} */ (performance.getEntriesByType("navigation")[0])?.type === "navigate";

/** Inputs by the name of their page. @returns {Record<string, Kept>} */
const read = () => JSON.parse(memory.autouiInputs || "{}");

/** Write down what the page holds whenever it may go. @param {any} page */
export function watch(page) {
  const write = () => {
    // A call that has just begun is on, too.
    for (const runner of page.app?.runs.values() ?? []) runner.keep?.();
    if (page.app) remember(page.app);
    save(page);
  };
  addEventListener("pagehide", write);
  addEventListener("hashchange", write);
  document.addEventListener("visibilitychange", write);
}

/** @param {any} page */
function save({ view, app, link }) {
  const name = view?.page?.name;
  if (name === undefined || !view.fields) return;
  const { search } = location;
  const secrets = new Set(app.document.endpoints.flatMap((/** @type {any} */ { inputs }) => inputs).filter((/** @type {any} */ { secret }) => secret).map((/** @type {any} */ { node }) => node));
  const fields = view.fields
    // What a link filled in may have been taken back.
    .filter((/** @type {Field} */ { node, changed }) => (changed || search) && !secrets.has(node.id) && !node.props.secret)
    .map((/** @type {Field} */ { node: { id, kind }, name, value }) => ({ node: { id, kind }, name, value, changed: true }));
  try {
    memory.autouiInputs = JSON.stringify({ ...read(), [name]: { search, server: link.server, fields } });
  } catch {
    // The inputs are too large to be kept, or the tab may keep nothing.
  }
}

/**
 * What the fields of a page held before it was loaded anew; null when it is opened afresh.
 * @param {import("../types").PageSpec} page
 * @returns {Recalled | null}
 */
export function recall({ name }) {
  if (afresh()) delete memory.autouiInputs;
  const kept = read()[name];
  return kept?.search === location.search ? new Recalled(kept) : null;
}

class Recalled {
  /** @param {Kept} kept */
  constructor({ server, fields }) {
    this.server = server;
    this.held = keep(/** @type {any} */ ({ fields }));
    /** For the first drawing. @param {Field} field */
    this.value = (field) => {
      const found = this.held(field);
      return holdsFile(found ?? null) ? undefined : found;
    };
  }

  /** Put the files back, once it is known that this server has them. @param {any} view @param {string} server */
  files(view, server) {
    if (server !== this.server) return;
    const mine = view.fields.filter((/** @type {Field} */ field) => holdsFile(this.held(field) ?? null));
    for (const field of mine) field.value = this.held(field);
    if (mine.length) view.edited?.();
  }
}
