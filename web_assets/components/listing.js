/** A list: one row per item, added, removed and moved by keys as well; pasted lines become rows. */

import { adopt, control, edit, follow, h, icon, isBlob, isNumber, named, same } from "./parts.js";

const GRIP = "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01";

const COMPACT = ["text", "number", "any", "switch", "moment", "choice"];
const ONE_LINE = ["text", "number", "any"];

/** @typedef {{ box: HTMLElement, room: HTMLElement, value: any, mounted: Promise<import("./contract").Mounted>, model: import("./contract").Model | null }} Row */

/** What an empty row holds. @param {string} kind */
const blank = (kind) => (kind === "text" ? "" : kind === "switch" ? false : null);

/** @param {string} text @param {string} kind */
function split(text, kind) {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  if (lines.length > 1) return lines;
  return kind === "number" ? text.split(/[,;\s]+/).filter(Boolean) : text.split(/\t|,\s*/).filter(Boolean);
}

/** @param {import("./contract").Context} context */
function input({ model, el, host }) {
  const { kind = "any", props = {} } = model.get("item") ?? {};
  const compact = COMPACT.includes(kind) && !(props.lines > 1);
  const most = model.get("max_length") ?? Infinity;
  const least = model.get("min_length") ?? 0;
  const label = model.get("label") || "Item";
  /** @type {Row[]} */
  let rows = [];

  const report = () => {
    const faults = rows.filter((row) => row.model?.get("draft_error"));
    const at = rows.indexOf(faults[0]);
    edit(model, rows.map(({ value }) => value), at < 0 ? null : `has a fault in row ${at + 1}: ${faults[0].model?.get("draft_error")}`);
  };
  const make = (/** @type {any} */ value) => {
    const room = h(".au-row-room");
    const grip = h("button.au-grip", { type: "button", title: "Drag, or use the arrow keys" }, icon(GRIP));
    const remove = h("button.au-inside", { type: "button", onclick: () => drop(row) }, icon("close"));
    const box = h("li.au-row", null, grip, room, remove);
    const itemProps = { ...props, label: "", describedby: model.get("describedby") };
    /** @type {Row} */
    const row = { box, room, value, model: null, mounted: host.mount(kind, itemProps, value, room, "input") };
    row.mounted.then(({ model: inner }) => {
      row.model = inner;
      const taken = () => {
        if (same(inner.get("value"), row.value) && !inner.get("draft_error")) return;
        row.value = inner.get("value");
        report();
      };
      inner.on("change:value", taken);
      inner.on("change:draft_error", report);
      inner.set("disabled", Boolean(model.get("disabled")));
      number();
    });
    grip.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!way) return;
      event.preventDefault();
      move(row, rows.indexOf(row) + way);
      grip.focus();
    });
    grip.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => drag(event, row, grip));
    if (compact) {
      room.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => rowKey(event, row), true);
      room.addEventListener("paste", (/** @type {ClipboardEvent} */ event) => paste(event, row), true);
    }
    return row;
  };
  const rowKey = (/** @type {KeyboardEvent} */ event, /** @type {Row} */ row) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const at = rows.indexOf(row);
    const empty = ONE_LINE.includes(kind) && /** @type {HTMLInputElement} */ (event.target).value === "";
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) move(row, at + (event.key === "ArrowUp" ? -1 : 1)), focus(row);
    else if (event.key === "Enter" && ONE_LINE.includes(kind) && !event.shiftKey) insert([blank(kind)], at + 1);
    else if (event.key === "Backspace" && empty && rows.length > 1) drop(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const paste = (/** @type {ClipboardEvent} */ event, /** @type {Row} */ row) => {
    if (!ONE_LINE.includes(kind)) return;
    const parts = split(event.clipboardData?.getData("text/plain") ?? "", kind);
    if (parts.length < 2) return;
    event.preventDefault();
    event.stopPropagation();
    const at = rows.indexOf(row);
    const empty = /** @type {HTMLInputElement} */ (event.target).value === "";
    insert(parts.map(read), empty ? at : at + 1);
    if (empty) drop(row, false);
    host.announce(`${parts.length} rows added`);
  };
  const read = (/** @type {string} */ text) =>
    kind === "any" ? { $: "source", v: text } : kind === "number" && text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  const insert = (/** @type {any[]} */ values, at = rows.length) => {
    const made = values.slice(0, most - rows.length).map(make);
    rows.splice(at, 0, ...made);
    place();
    report();
    if (made.length) focus(/** @type {Row} */ (made.at(-1)));
  };
  const drop = (/** @type {Row} */ row, refocus = true) => {
    const at = rows.indexOf(row);
    rows.splice(at, 1);
    row.mounted.then((made) => made.destroy());
    row.box.remove();
    place();
    report();
    if (!refocus) return;
    const near = rows[Math.max(0, at - 1)];
    if (near) focus(near);
    else add.focus();
  };
  const move = (/** @type {Row} */ row, /** @type {number} */ to) => {
    if (to < 0 || to >= rows.length) return;
    rows.splice(rows.indexOf(row), 1);
    rows.splice(to, 0, row);
    place();
    report();
    host.announce(`Moved to place ${to + 1} of ${rows.length}`);
  };
  const focus = async (/** @type {Row} */ row) => {
    await row.mounted;
    /** @type {HTMLElement | null} */ (row.room.querySelector("input, textarea, select, button"))?.focus();
  };
  const drag = (/** @type {PointerEvent} */ event, /** @type {Row} */ row, /** @type {HTMLElement} */ grip) => {
    if (event.button !== 0 || model.get("disabled")) return;
    grip.setPointerCapture(event.pointerId);
    row.box.dataset.dragged = "";
    const over = (/** @type {PointerEvent} */ at) => {
      const to = rows.findIndex(({ box }) => {
        const { top, bottom } = box.getBoundingClientRect();
        return at.clientY >= top && at.clientY < bottom;
      });
      if (to >= 0 && to !== rows.indexOf(row)) move(row, to);
    };
    const end = () => {
      delete row.box.dataset.dragged;
      grip.removeEventListener("pointermove", over);
    };
    grip.addEventListener("pointermove", over);
    grip.addEventListener("lostpointercapture", end, { once: true });
  };
  const number = () => rows.forEach(({ box, model: inner }, i) => {
    const name = `${label} ${i + 1}`;
    box.children[0].ariaLabel = `Move ${name}`;
    box.children[2].ariaLabel = `Remove ${name}`;
    inner?.set("label", name);
    const main = box.children[1].querySelector("input, textarea, select, [role]");
    if (main) main.ariaLabel = name;
  });
  const place = () => {
    // Moving a row that stands where it should would take its focus.
    rows.forEach(({ box }, i) => list.children[i] !== box && list.insertBefore(box, list.children[i] ?? null));
    list.hidden = !rows.length;
    add.disabled = Boolean(model.get("disabled")) || rows.length >= most;
    for (const { box } of rows)
      for (const at of [0, 2]) /** @type {HTMLButtonElement} */ (box.children[at]).disabled = Boolean(model.get("disabled")) || (at === 2 && rows.length <= least);
    number();
  };
  const list = h("ol.au-list", { "data-compact": compact });
  const add = h("button.au-quiet", { type: "button", onclick: () => insert([blank(kind)]) }, icon("plus"), "Add");
  const hint = h("span.au-aside", null, ONE_LINE.includes(kind) ? "Paste several lines at once" : "");
  const box = h(".au-listing", { role: "group", ...named(model) }, list, h(".au-list-foot", null, add, hint));
  el.replaceChildren(box);
  const show = () => {
    /** @type {any[]} */
    const values = model.get("value") ?? [];
    if (!same(values, rows.map(({ value }) => value))) {
      values.forEach((value, i) => {
        if (!rows[i]) rows.push(make(value));
        else if (!same(rows[i].value, value)) {
          rows[i].value = value;
          rows[i].mounted.then(({ model: inner }) => inner.set("value", value));
        }
      });
      for (const row of rows.splice(values.length)) {
        row.mounted.then((made) => made.destroy());
        row.box.remove();
      }
    }
    hint.hidden = rows.length > 0;
    place();
  };
  const ends = [
    control(model, box),
    follow(model, ["value"], show),
    follow(model, ["disabled", "invalid"], () => {
      for (const { model: inner } of rows) {
        inner?.set("disabled", Boolean(model.get("disabled")));
        inner?.set("invalid", Boolean(model.get("invalid")));
      }
      place();
    }),
  ];
  return () => {
    ends.forEach((end) => end());
    for (const { mounted } of rows) mounted.then((made) => made.destroy());
  };
}

/** @param {import("./contract").Context} context */
function output({ model, el, host }) {
  /** @type {import("./contract").Mounted[]} */
  let mounted = [];
  let turn = 0;
  const clear = () => mounted.splice(0).forEach((made) => made.destroy());
  const end = follow(model, ["value"], async () => {
    const mine = ++turn;
    const value = model.get("value") ?? [];
    const { kind = "json", props = {} } = model.get("item") ?? {};
    const plain = value.every((/** @type {any} */ item) => item === null || typeof item !== "object" || isNumber(item));
    const box = h(plain ? "div" : "ol.au-list.au-shown-list");
    const made = plain
      ? [await host.mount("json", { label: model.get("label") }, value, box, "output")]
      : await Promise.all(value.map((/** @type {any} */ item) => {
        const room = h("li");
        box.append(room);
        const shown = isBlob(item) || kind !== "any" ? kind : "json";
        return host.mount(shown, props, item, room, "output");
      }));
    if (mine !== turn) return made.forEach((one) => one.destroy());
    clear();
    mounted = made;
    el.replaceChildren(box);
    if (plain) model.set("actions", made[0].model.get("actions"));
  });
  return () => {
    turn++;
    end();
    clear();
  };
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};

adopt(`
.au-list{list-style:none;margin:0;padding:0;display:grid;gap:6px}
.au-list[hidden]{display:none}
.au-row{display:grid;grid-template-columns:20px 1fr 32px;align-items:start;border-radius:var(--au-radius)}
.au-row-room{min-width:0}
.au-row .au-inside{position:static}
.au-list:not([data-compact]) .au-row{padding-bottom:10px;border-bottom:1px solid var(--au-line)}
.au-grip{all:unset;display:grid;place-items:center;height:var(--au-control);color:var(--au-muted);cursor:grab;touch-action:none;border-radius:4px}
.au-grip .icon{stroke-width:2.5}
.au-grip:hover{color:var(--au-text)}
.au-grip:focus-visible{outline:2px solid var(--au-ring);outline-offset:-2px}
.au-grip:disabled{visibility:hidden}
.au-row[data-dragged]{background:var(--au-accent-soft);cursor:grabbing}
.au-list-foot{display:flex;align-items:center;gap:8px;margin-top:4px}
.au-list-foot .au-aside{margin:0}
.au-shown-list{gap:16px}
`);
