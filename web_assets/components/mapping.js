/** A dict: rows of a key and a value, added and removed by keys as well; pasted lines become rows. */

import { adopt, control, edit, follow, h, icon, named, same, unescape } from "./parts.js";
import { Slot, firstDraft, placeFaults } from "./slot.js";

/** Keys that JavaScript would put into another order. */
const NUMBERLIKE = /^(?:0|[1-9]\d*)$/;

/** @param {any} value */
const isBlank = (value) => value === null || value === "" || (value?.$ === "source" && !value.v.trim());

/** @param {any} value @returns {[any, any][]} */
const pairsOf = (value) =>
  Array.isArray(value) ? value : Object.entries(value ?? {}).map(([key, item]) => [unescape(key), item]);

/** @typedef {{ key: Slot, item: Slot, box: HTMLElement }} Row */

export default {
  /** @param {import("./contract").Context} context */
  async render(context) {
    const { model, el, host } = context;
    const key = model.get("key") ?? { kind: "text", props: {} };
    const item = model.get("item") ?? { kind: "any", props: {} };
    const label = model.get("label") || "Row";
    /** What the value is while no row is filled in. @type {any} */
    let nothing = model.get("value") ?? null;
    /** @type {Row[]} */
    let rows = [];

    const filled = () => rows.filter((row) => !isBlank(row.key.value) || !(isBlank(row.item.value) || same(row.item.value, model.get("start"))));
    const compose = () => {
      const pairs = filled().map((row) => [row.key.value, row.item.value]);
      if (!pairs.length) return nothing;
      const plain = pairs.every(([name]) => typeof name === "string" && !NUMBERLIKE.test(name));
      const names = new Set(pairs.map(([name]) => name));
      if (!plain || names.size < pairs.length) return pairs;
      return Object.fromEntries(pairs.map(([name, value]) => [name.startsWith("$") ? "$" + name : name, value]));
    };
    const report = () => {
      const all = filled();
      const names = all.map((row) => JSON.stringify(row.key.value));
      const twice = all.find((row, at) => names.indexOf(names[at]) < at);
      for (const row of all) if (!row.key.draft) row.key.fault(row === twice ? "is there already" : "");
      const draft = twice ? `has the name ${names[all.indexOf(twice)]} twice` : firstDraft(all.flatMap((row) => [row.key, row.item]));
      const value = compose();
      if (!same(value, model.get("value") ?? null) || draft !== (model.get("draft_error") ?? null)) edit(model, value, draft);
    };
    const make = (/** @type {any} */ name, /** @type {any} */ value) => {
      const remove = h("button.au-inside", { type: "button", onclick: () => drop(row) }, icon("close"));
      const row = /** @type {Row} */ ({});
      row.key = new Slot({ ...context, model: anonymous(model) }, key, name, { spoken: `${label}: name`, step: "", changed: report });
      row.item = new Slot({ ...context, model: anonymous(model) }, item, value, { spoken: `${label}: value`, step: "", changed: report });
      row.box = h("li.au-pair-row", null, row.key.el, row.item.el, remove);
      remove.ariaLabel = `Remove a row of ${label}`;
      row.box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.defaultPrevented || event.shiftKey || event.ctrlKey || event.metaKey) return;
        const target = /** @type {HTMLElement} */ (event.target);
        if (!target.matches("input, textarea") || row !== rows.at(-1) || isBlank(row.key.value)) return;
        event.preventDefault();
        event.stopPropagation();
        add();
      }, true);
      row.key.el.addEventListener("paste", (/** @type {ClipboardEvent} */ event) => paste(event, row), true);
      return row;
    };
    const paste = (/** @type {ClipboardEvent} */ event, /** @type {Row} */ row) => {
      const lines = (event.clipboardData?.getData("text/plain") ?? "").split(/\r?\n/).filter((line) => line.trim());
      const pairs = lines.map((line) => line.split(/\t|\s*[:=]\s*|,\s*/, 2));
      if (!pairs.length || pairs.some((pair) => pair.length < 2)) return;
      event.preventDefault();
      event.stopPropagation();
      const made = pairs.map(([name, value]) => make(typedAs(key, name), typedAs(item, value)));
      const at = rows.indexOf(row);
      if (isBlank(row.key.value)) rows.splice(at, 1).forEach(discard);
      rows.splice(at, 0, ...made);
      place();
      report();
      host.announce(`${made.length} rows`);
    };
    const discard = (/** @type {Row} */ row) => {
      row.key.destroy();
      row.item.destroy();
      row.box.remove();
    };
    const drop = (/** @type {Row} */ row) => {
      const at = rows.indexOf(row);
      rows.splice(at, 1);
      discard(row);
      if (!filled().length) nothing = {};
      place();
      report();
      more.focus();
    };
    const add = () => {
      const row = make(null, model.get("start") ?? null);
      rows.push(row);
      place();
      row.key.mounted.then(() => /** @type {HTMLElement | null} */ (row.key.room.querySelector("input, textarea, button, select"))?.focus());
    };
    const place = () => {
      rows.forEach(({ box: line }, at) => list.children[at] !== line && list.insertBefore(line, list.children[at] ?? null));
      list.hidden = !rows.length;
    };
    const list = h("ul.au-mapping-rows");
    const more = h("button.au-quiet", { type: "button", onclick: add }, icon("plus"), "Add");
    const box = h(".au-mapping", { role: "group", ...named(model) }, list, more);
    el.replaceChildren(box);
    box.addEventListener("focusout", (/** @type {Event} */ event) => event.stopPropagation());
    model.set("place", (/** @type {import("./slot.js").Fault[]} */ faults) => {
      const all = filled();
      for (const row of all) row.item.step = `[${typeof row.key.value === "string" ? JSON.stringify(row.key.value) : row.key.value}]`;
      const rest = placeFaults(all.map((row) => row.item), faults);
      for (const row of all) row.item.step = "";
      return rest;
    });
    const show = () => {
      const value = model.get("value") ?? null;
      if (same(value, compose()) && rows.length) return;
      const pairs = pairsOf(value);
      if (!pairs.length) nothing = value;
      rows.splice(0).forEach(discard);
      rows = pairs.map(([name, one]) => make(name, one));
      if (!rows.length && !model.get("optional")) rows = [make(null, model.get("start") ?? null)];
      place();
    };
    const ends = [
      control(model, box),
      follow(model, ["value"], show),
      follow(model, ["disabled"], () => {
        const disabled = Boolean(model.get("disabled"));
        more.disabled = disabled;
        for (const row of rows) {
          row.key.disable(disabled);
          row.item.disable(disabled);
        }
      }),
      follow(model, ["invalid"], () => {
        if (!model.get("invalid")) for (const row of rows) if (!row.item.draft) row.item.fault("");
      }),
    ];
    await Promise.all(rows.flatMap((row) => [row.key.mounted, row.item.mounted]));
    return () => {
      ends.forEach((end) => end());
      rows.forEach(discard);
    };
  },
};

/** The model for parts that no label of the page points to. @param {import("./contract").Model} model */
const anonymous = (model) => /** @type {any} */ ({
  get: (/** @type {string} */ name) => (name === "id" ? null : model.get(name)),
  send: (/** @type {any} */ content) => model.send(content),
});

/** A pasted cell as the field would read it. @param {{ kind: string }} part @param {string} text */
function typedAs({ kind }, text) {
  const clean = text.trim();
  if (kind === "any") return { $: "source", v: clean };
  if ((kind === "number" || kind === "slider") && clean && Number.isFinite(Number(clean))) return Number(clean);
  if (kind === "switch") return /^(true|yes|1)$/i.test(clean);
  return clean;
}

adopt(`
.au-mapping{display:grid;gap:4px;justify-items:start;min-width:0}
.au-mapping-rows{display:grid;gap:6px;width:100%;margin:0;padding:0;list-style:none}
.au-pair-row{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr) auto;gap:8px;align-items:start}
.au-pair-row>.au-inside{position:static}
.au-mapping>.au-quiet{margin-left:-10px}
`);
