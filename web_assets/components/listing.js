/** A list: one row per item, added, removed and moved by keys as well; pasted lines become rows. */

import { adopt, control, edit, follow, h, icon, isBlob, isNumber, named, same, submitOnEnter } from "./parts.js";
import { isWordList, itemsOf, itemsPasted, itemsWritten } from "./splitting.js";

const GRIP = "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01";

const COMPACT = ["text", "number", "any", "switch", "moment", "choice"];
const ONE_LINE = ["text", "number", "any"];

/**
 * `spare` rows stand there to be filled in: empty, they are no items. `items` are those of a line
 * such as `1, 2, 3`, which becomes several rows as soon as it is left.
 * @typedef {{ box: HTMLElement, room: HTMLElement, value: any, spare: boolean, items: any[] | null, mounted: Promise<import("./contract").Mounted>, model: import("./contract").Model | null }} Row
 */

/** What an empty row holds. @param {string} kind @param {Record<string, any>} [props] */
const blank = (kind, props) => (kind === "text" ? "" : kind === "switch" ? false : props?.start ?? null);

/** @param {any} value */
const isBlank = (value) => value === null || value === "" || (value?.$ === "source" && !value.v.trim());

/** Whether a row waits to be filled in. @param {Row} row */
const isEmpty = (row) => row.spare && !row.items && isBlank(row.value);

/** @param {import("./contract").Context} context */
async function input({ model, el, host }) {
  const { kind = "any", props = {} } = model.get("item") ?? {};
  const compact = COMPACT.includes(kind) && !(props.lines > 1);
  const most = model.get("max_length") ?? Infinity;
  const least = model.get("min_length") ?? 0;
  const label = model.get("label") || "Item";
  const fixed = least > 0 && least === most;
  /** What the value is while nothing is filled in. @type {any} */
  let nothing = model.get("value")?.length ? [] : model.get("value") ?? null;
  /** A line that was told to stay one item. */
  let joined = "";
  /** @type {Row[]} */
  let rows = [];

  /** Items that a line spells out take the place of the spare rows below it. */
  const current = () => {
    /** @type {any[]} */
    const values = [];
    let over = 0;
    for (const row of rows) {
      const empty = isEmpty(row);
      if (empty && (over || !fixed)) over--;
      else values.push(...(row.items ?? [row.value]));
      if (row.items) over = row.items.length - 1;
    }
    return rows.length && rows.every(isEmpty) ? nothing : values;
  };
  const report = () => {
    const faults = rows.filter((row) => !row.items && row.model?.get("draft_error"));
    const at = rows.indexOf(faults[0]);
    const value = current();
    const fault = at < 0 ? null : `has a fault in row ${at + 1}: ${faults[0].model?.get("draft_error")}`;
    offer();
    if (!same(value, model.get("value") ?? null) || fault !== (model.get("draft_error") ?? null)) edit(model, value, fault);
  };
  const make = (/** @type {any} */ value, spare = false) => {
    const room = h(".au-row-room");
    const grip = h("button.au-grip", { type: "button", title: "Drag, or use the arrow keys" }, icon(GRIP));
    const remove = h("button.au-inside", { type: "button", onclick: () => drop(row) }, icon("close"));
    const box = h("li.au-row", null, grip, room, remove);
    const itemProps = { ...props, label: "", describedby: model.get("describedby") };
    /** @type {Row} */
    const row = { box, room, value, spare, items: null, model: null, mounted: host.mount(kind, itemProps, value, room, "input") };
    row.mounted.then(({ model: inner }) => {
      row.model = inner;
      const taken = () => {
        row.value = inner.get("value");
        row.items = several(row);
        report();
      };
      inner.on("change:value", taken);
      inner.on("change:draft_error", taken);
      // What is no number yet may become a list of them, and the value stays none meanwhile.
      room.addEventListener("input", taken);
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
      room.addEventListener("focusout", () => left(row));
    }
    return row;
  };
  const typed = (/** @type {Row} */ row) => /** @type {HTMLInputElement | null} */ (row.room.querySelector("input, textarea"))?.value ?? "";
  const several = (/** @type {Row} */ row) => {
    if (!ONE_LINE.includes(kind)) return null;
    const text = typed(row);
    const found = itemsOf(text, kind, props);
    const first = rows.length === 1 || rows.every((other) => other === row || isEmpty(other));
    const sure = found?.sure || (kind !== "number" && first && isWordList(text));
    return found && found.items.length > 1 && sure && text !== joined ? found.items : null;
  };
  /** Rows that appear between press and release would move what is being pressed. @param {Row} row */
  const left = (row) => {
    if (!row.items) return;
    if (pressed) addEventListener("click", () => setTimeout(() => spread(row)), { once: true, capture: true });
    else spread(row);
  };
  /** One row per item. @param {Row} row @param {any[] | null} [items] */
  const spread = (row, items = row.items) => {
    const at = rows.indexOf(row);
    if (!items || at < 0) return;
    row.items = null;
    const room = rows.slice(at + 1).findIndex((other) => !isEmpty(other));
    const spares = Math.min(items.length - 1, room < 0 ? rows.length - at - 1 : room);
    for (const gone of rows.splice(at, spares + 1, ...items.map((item) => make(item)))) discard(gone);
    place();
    report();
    host.announce(`${items.length} rows`);
  };
  const discard = (/** @type {Row} */ row) => {
    row.mounted.then((made) => made.destroy());
    row.box.remove();
  };
  const rowKey = (/** @type {KeyboardEvent} */ event, /** @type {Row} */ row) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const at = rows.indexOf(row);
    const empty = ONE_LINE.includes(kind) && /** @type {HTMLInputElement} */ (event.target).value === "";
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) move(row, at + (event.key === "ArrowUp" ? -1 : 1)), focus(row);
    else if (event.key === "Enter" && ONE_LINE.includes(kind) && !event.shiftKey) entered(row, at, event);
    else if (event.key === "Backspace" && empty && rows.length > 1) drop(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** A new row below; from an empty last one, run. @param {Row} row @param {number} at @param {KeyboardEvent} event */
  const entered = (row, at, event) => {
    const { items } = row;
    if (items) {
      spread(row);
      insert([blank(kind)], at + items.length, true);
    } else if (typed(row) === "" && at === rows.length - 1 && (row.spare || fixed)) submitOnEnter(model, event);
    else if (fixed && at < rows.length - 1) focus(rows[at + 1]);
    else if (fixed) submitOnEnter(model, event);
    else insert([blank(kind)], at + 1, true);
  };
  const paste = (/** @type {ClipboardEvent} */ event, /** @type {Row} */ row) => {
    if (!ONE_LINE.includes(kind)) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const written = rows.every(isEmpty) && typed(row) === "" ? itemsWritten(text, kind, props) : null;
    const parts = written ?? itemsPasted(text, kind, props);
    if (parts.length < (written ? 1 : 2)) return;
    event.preventDefault();
    event.stopPropagation();
    const at = rows.indexOf(row);
    if (typed(row) !== "") insert(parts, at + 1);
    else {
      spread(row, parts);
      focus(rows[at + parts.length - 1]);
    }
  };
  const insert = (/** @type {any[]} */ values, at = rows.length, spare = false) => {
    const made = values.slice(0, most - rows.length).map((value) => make(value, spare));
    rows.splice(at, 0, ...made);
    place();
    report();
    if (made.length) focus(/** @type {Row} */ (made.at(-1)));
  };
  const drop = (/** @type {Row} */ row) => {
    const at = rows.indexOf(row);
    rows.splice(at, 1);
    discard(row);
    place();
    report();
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
    add.hidden = fixed && rows.length >= most;
    add.disabled = Boolean(model.get("disabled")) || rows.length >= most;
    for (const { box } of rows)
      for (const at of [0, 2]) /** @type {HTMLButtonElement} */ (box.children[at]).disabled = Boolean(model.get("disabled")) || (at === 2 && rows.length <= least);
    number();
  };
  const list = h("ol.au-list", { "data-compact": compact });
  const add = h("button.au-quiet", { type: "button", onclick: () => more() }, icon("plus"), "Add");
  const hint = h("span.au-aside", null, ONE_LINE.includes(kind) ? "Several at once: 1, 2, 3" : "");
  const commas = h("button.au-quiet", { type: "button", hidden: true });
  /** A line with commas that is no list for certain: the person decides. */
  const offer = () => {
    const parted = (/** @type {Row} */ one) => itemsOf(typed(one), kind, props)?.items ?? itemsWritten(typed(one), kind, props);
    const row = rows.find((one) => !one.items && kind !== "number" && ONE_LINE.includes(kind) && (parted(one)?.length ?? 0) > 1);
    const whole = rows.find((one) => one.items && kind !== "number");
    const found = row && parted(row);
    commas.hidden = !found && !whole;
    hint.hidden = fixed || rows.some((one) => !isEmpty(one));
    if (whole) {
      commas.textContent = "Keep as one item";
      commas.onclick = () => {
        joined = typed(whole);
        whole.items = null;
        report();
      };
    } else if (row && found) {
      commas.textContent = `Split into ${found.length}`;
      commas.onclick = () => {
        const at = rows.indexOf(row);
        spread(row, found);
        focus(rows[at + found.length - 1]);
      };
    }
  };
  const more = () => {
    const empty = rows.find((row) => isEmpty(row) && !row.model?.get("draft_error"));
    if (empty) focus(empty);
    else if (fixed) start(true);
    else insert([blank(kind, props)], rows.length, kind !== "text");
  };
  const start = (/** @type {boolean} */ wanted) => {
    const count = fixed ? least : Math.max(least, 1);
    const scalar = ONE_LINE.includes(kind) || fixed;
    if (!scalar || rows.length || (!wanted && model.get("optional"))) return;
    rows = Array.from({ length: count }, () => make(blank(kind), true));
    place();
    if (wanted) focus(rows[0]);
  };
  let pressed = false;
  const press = () => (pressed = true);
  const release = () => setTimeout(() => (pressed = false));
  addEventListener("mousedown", press, true);
  addEventListener("mouseup", release, true);
  const box = h(".au-listing", { role: "group", "data-fixed": fixed && kind === "number" && most < 5, ...named(model) }, list, h(".au-list-foot", null, add, commas, hint));
  el.replaceChildren(box);
  model.set("place", (/** @type {{ path: string, message: string }[]} */ faults) => placeInRows(rows, faults));
  const show = () => {
    /** @type {any[]} */
    const values = model.get("value") ?? [];
    if (!values.length) nothing = model.get("value") ?? null;
    if (!same(model.get("value") ?? null, current())) {
      values.forEach((value, i) => {
        if (!rows[i]) rows.push(make(value));
        else if (!same(rows[i].value, value) || rows[i].items) {
          rows[i].value = value;
          rows[i].items = null;
          rows[i].mounted.then(({ model: inner }) => inner.set("value", value));
        }
      });
      rows.splice(values.length).forEach(discard);
    }
    if (!values.length) start(false);
    offer();
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
  await Promise.all(rows.map(({ mounted }) => mounted));
  return () => {
    ends.forEach((end) => end());
    removeEventListener("mousedown", press, true);
    removeEventListener("mouseup", release, true);
    for (const { mounted } of rows) mounted.then((made) => made.destroy());
  };
}

/**
 * Give each fault below a row to what stands in the row, where that has parts; return the others.
 * @param {Row[]} rows @param {{ path: string, message: string }[]} faults
 */
function placeInRows(rows, faults) {
  return faults.flatMap((fault) => {
    const [step, at] = /^\[(\d+)\]/.exec(fault.path) ?? [];
    const place = rows[Number(at)]?.model?.get("place");
    if (!step || !place) return [fault];
    /** @type {{ path: string, message: string }[]} */
    const rest = place([{ path: fault.path.slice(step.length), message: fault.message }]);
    return rest.map(({ path, message }) => ({ path: step + path, message }));
  });
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
.au-list{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:minmax(0,1fr);gap:6px}
.au-list[hidden]{display:none}
.au-row{display:grid;grid-template-columns:20px 1fr 32px;align-items:start;border-radius:var(--au-radius)}
.au-row-room{min-width:0}
.au-row .au-inside{position:static}
.au-list:not([data-compact]) .au-row{padding-bottom:10px;border-bottom:1px solid var(--au-line)}
.au-listing[data-fixed] .au-list{grid-auto-flow:column;grid-auto-columns:1fr}
.au-listing[data-fixed] .au-row{grid-template-columns:1fr}
.au-listing[data-fixed] .au-grip,.au-listing[data-fixed] .au-row>.au-inside{display:none}
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
