/** A field that finds among many values: type to filter, arrows to move, Enter to take. */

import { adopt, attribute, control, edit, follow, h, icon, same, submitOnEnter } from "./parts.js";

const SHOWN = 200;
const NATIVE = 40;

/** @typedef {{ label: string, value: any }} Option */

/** @param {import("./contract").Context} context @returns {() => void} */
export function combobox(context) {
  const { model } = context;
  const touch = matchMedia("(pointer: coarse)").matches;
  const simple = !model.get("many") && !model.get("custom");
  return touch && simple && (model.get("choices") ?? []).length <= NATIVE ? native(context) : new Combobox(context).start();
}

/** The phone's own list. @param {import("./contract").Context} context */
function native({ model, el }) {
  /** @type {Option[]} */
  let choices = [];
  const node = h("select", { class: "au-input", onchange: () => {
    edit(model, choices[Number(node.value)]?.value ?? null);
  } });
  el.replaceChildren(h("div", { class: "au-combo" }, node, icon("down")));
  const ends = [
    control(model, node),
    follow(model, ["choices", "value"], () => {
      choices = model.get("choices") ?? [];
      const at = choices.findIndex(({ value }) => model.get("value") != null && same(value, model.get("value")));
      node.replaceChildren(
        ...(at < 0 ? [h("option", { value: "-1" }, "")] : []),
        ...choices.map(({ label }, i) => h("option", { value: i }, label)),
      );
      node.value = String(at);
    }),
  ];
  return () => ends.forEach((end) => end());
}

class Combobox {
  /** @param {import("./contract").Context} context */
  constructor({ model, el, host }) {
    this.model = model;
    this.host = host;
    this.many = Boolean(model.get("many"));
    this.active = 0;
    this.dirty = false;
    /** @type {Option[]} */
    this.found = [];
    const id = `l${crypto.getRandomValues(new Uint32Array(2)).join("")}`;
    this.list = h("ul", { role: "listbox", id, class: "au-options", popover: "manual", tabindex: "-1",
      "aria-label": model.get("label") || "Choices", "aria-multiselectable": this.many && "true",
      onpointerdown: (/** @type {Event} */ event) => event.preventDefault(),
      onclick: (/** @type {Event} */ event) => this.clicked(event) });
    this.field = h("input", { role: "combobox", class: "au-input", autocomplete: "off", spellcheck: "false",
      placeholder: model.get("placeholder") ?? (this.many ? "Add…" : "Choose…"),
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
      oninput: () => this.typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
      onclick: () => this.open(),
      onblur: () => this.leave() });
    // A chip that took the focus would be redrawn, and gone, before its click.
    this.chips = h("div", { class: "au-chips", onpointerdown: (/** @type {Event} */ event) => event.preventDefault() });
    this.box = h("div", { class: "au-combo", "data-many": this.many }, this.chips, this.field, icon("down"));
    el.replaceChildren(this.box, this.list);
    this.place = () => this.position();
  }

  start() {
    const ends = [control(this.model, this.field), follow(this.model, ["value", "choices", "disabled"], () => this.show())];
    return () => {
      this.close();
      ends.forEach((end) => end());
    };
  }

  /** @returns {Option[]} */
  get choices() {
    return this.model.get("choices") ?? [];
  }

  /** @returns {any[]} */
  get picked() {
    const value = this.model.get("value");
    return this.many ? (value ?? []) : value == null ? [] : [value];
  }

  /** @param {any} value */
  labelOf(value) {
    return this.choices.find((choice) => same(choice.value, value))?.label ?? String(value);
  }

  get isOpen() {
    return this.field.getAttribute("aria-expanded") === "true";
  }

  show() {
    if (!this.dirty) this.field.value = this.many ? "" : this.picked.map((value) => this.labelOf(value)).join("");
    if (this.many) this.chips.replaceChildren(...this.picked.map((value) => this.chip(value)));
    if (this.isOpen) this.draw();
  }

  /** @param {any} value */
  chip(value) {
    const label = this.labelOf(value);
    return h("span", { class: "au-chip" }, label, h("button", {
      type: "button", "aria-label": `Remove ${label}`, disabled: Boolean(this.model.get("disabled")),
      onclick: () => {
        edit(this.model, this.picked.filter((item) => !same(item, value)));
        this.field.focus();
      },
    }, icon("close")));
  }

  typed() {
    this.dirty = true;
    this.active = 0;
    this.open();
    this.draw();
  }

  open() {
    if (this.isOpen || this.field.disabled) return;
    this.field.setAttribute("aria-expanded", "true");
    if (!this.dirty) this.field.select();
    this.list.showPopover();
    this.draw();
    const at = this.found.findIndex(({ value }) => this.picked.some((item) => same(item, value)));
    this.move(Math.max(at, 0));
    addEventListener("scroll", this.place, true);
    addEventListener("resize", this.place);
  }

  close() {
    if (!this.isOpen) return;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
    this.list.hidePopover();
    removeEventListener("scroll", this.place, true);
    removeEventListener("resize", this.place);
  }

  leave() {
    const text = this.field.value.trim();
    if (this.dirty) {
      this.dirty = false;
      const exact = this.choices.find(({ label }) => label.toLowerCase() === text.toLowerCase());
      if (exact) this.take(exact.value);
      else if (text && this.model.get("custom")) this.take(text);
      else if (!text && !this.many && this.model.get("optional")) edit(this.model, null);
    }
    this.close();
    this.show();
  }

  draw() {
    const text = this.dirty ? this.field.value.trim().toLowerCase() : "";
    const rank = (/** @type {Option} */ { label }) => label.toLowerCase().indexOf(text);
    const hits = text ? this.choices.filter((choice) => rank(choice) >= 0) : this.choices;
    this.found = text ? [...hits].sort((a, b) => Number(rank(a) > 0) - Number(rank(b) > 0)) : hits;
    const rows = this.found.slice(0, SHOWN).map(({ label, value }, i) => {
      const chosen = this.picked.some((item) => same(item, value));
      return h("li", { role: "option", id: `${this.list.id}-${i}`, "aria-selected": String(chosen) },
        h("span", {}, label), chosen && icon("check"));
    });
    const left = this.found.length - rows.length;
    const note = left > 0 ? `${left.toLocaleString("en")} more: type to narrow` : rows.length ? "" : this.emptyNote();
    this.list.replaceChildren(...rows, ...(note ? [h("li", { role: "option", "aria-disabled": "true", class: "au-note" }, note)] : []));
    this.move(Math.min(this.active, rows.length - 1));
    this.position();
  }

  emptyNote() {
    const text = this.field.value.trim();
    return this.model.get("custom") && text ? `Enter takes “${text}”` : "Nothing fits";
  }

  /** @param {number} to */
  move(to) {
    this.active = Math.max(0, to);
    this.list.querySelector("[data-active]")?.removeAttribute("data-active");
    const row = this.list.children[this.active];
    const real = row && !row.ariaDisabled;
    attribute(this.field, "aria-activedescendant", real && this.isOpen ? row.id : null);
    if (!real) return;
    row.setAttribute("data-active", "");
    row.scrollIntoView({ block: "nearest" });
  }

  position() {
    const { left, top, bottom, width } = this.box.getBoundingClientRect();
    const below = innerHeight - bottom - 12;
    const above = top - 12;
    const up = below < 200 && above > below;
    const style = this.list.style;
    style.left = `${left}px`;
    style.width = `${width}px`;
    style.maxHeight = `${Math.min(up ? above : below, 320)}px`;
    style.top = up ? "auto" : `${bottom + 4}px`;
    style.bottom = up ? `${innerHeight - top + 4}px` : "auto";
  }

  /** @param {any} value */
  take(value) {
    this.dirty = false;
    this.field.value = "";
    const without = this.picked.filter((item) => !same(item, value));
    const added = without.length === this.picked.length;
    edit(this.model, this.many ? (added ? [...this.picked, value] : without) : value);
    this.show();
  }

  /** @param {Event} event */
  clicked(event) {
    const row = /** @type {Element} */ (event.target).closest("[role=option]:not([aria-disabled])");
    if (row) this.takeRow([...this.list.children].indexOf(row));
  }

  /** @param {number} at */
  takeRow(at) {
    const text = this.field.value.trim();
    const choice = this.found[at];
    if (choice) this.take(choice.value);
    else if (text && this.model.get("custom")) this.take(text);
    else return;
    if (!this.many) this.close();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    const last = Math.min(this.found.length, SHOWN) - 1;
    /** @type {Record<string, () => void>} */
    const moves = {
      ArrowDown: () => (this.isOpen ? this.move(this.active >= last ? 0 : this.active + 1) : this.open()),
      ArrowUp: () => (this.isOpen ? this.move(this.active <= 0 ? last : this.active - 1) : this.open()),
      PageDown: () => this.move(Math.min(this.active + 8, last)),
      PageUp: () => this.move(Math.max(this.active - 8, 0)),
      Enter: () => this.takeRow(this.active),
      Escape: () => ((this.dirty = false), this.close(), this.show()),
    };
    const move = moves[event.key];
    const closedKey = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (move && (this.isOpen || closedKey)) {
      event.preventDefault();
      event.stopPropagation();
      move();
    } else if (event.key === "Tab" && this.isOpen && this.dirty && this.found.length) this.takeRow(this.active);
    else if (event.key === "Backspace" && this.many && !this.field.value && this.picked.length)
      edit(this.model, this.picked.slice(0, -1));
    else submitOnEnter(this.model, event);
  }
}

adopt(`
.au-combo{position:relative}
.au-combo>.icon{position:absolute;right:10px;bottom:calc(var(--au-control)/2 - 8px);color:var(--au-muted);pointer-events:none}
.au-combo .au-input{padding-right:32px;text-overflow:ellipsis;appearance:none}
.au-combo .au-input:not(select){cursor:default}
.au-combo .au-input[aria-expanded=true]{cursor:text}
.au-combo[data-many]{display:flex;flex-wrap:wrap;align-items:center;gap:4px;border:1px solid var(--au-line-strong);border-radius:var(--au-radius);background:var(--au-surface);padding:0 0 0 3px}
.au-combo[data-many]:has(:focus-visible){outline:2px solid var(--au-ring);outline-offset:-1px}
.au-combo[data-many]:has([aria-invalid]){border-color:var(--au-danger)}
.au-combo[data-many] .au-input{border:0;outline:0;background:none;flex:1 1 90px;width:auto;min-width:0;padding-left:7px;height:calc(var(--au-control) - 2px)}
.au-chips{display:contents}
.au-chip{display:inline-flex;align-items:center;gap:2px;height:26px;padding-left:8px;border-radius:4px;background:var(--au-accent-soft);font-size:13px;max-width:100%}
.au-chip button{all:unset;display:grid;place-items:center;width:24px;height:26px;border-radius:4px;cursor:pointer;color:var(--au-muted)}
.au-chip button:hover{color:var(--au-text)}
.au-chip button:focus-visible{outline:2px solid var(--au-ring);outline-offset:-2px}
.au-chip .icon{width:12px;height:12px}
.au-options{position:fixed;inset:auto;margin:0;padding:4px;border:1px solid var(--au-line);border-radius:calc(var(--au-radius) + 2px);background:var(--au-surface);color:var(--au-text);box-shadow:0 8px 24px oklch(0 0 0/.12),0 1px 3px oklch(0 0 0/.08);overflow:auto;overscroll-behavior:contain;list-style:none;font-size:14px;box-sizing:border-box}
.au-options li{display:flex;align-items:center;justify-content:space-between;gap:8px;padding:6px 8px;border-radius:4px;line-height:20px;cursor:default;overflow-wrap:anywhere}
.au-options li[data-active]{background:var(--au-sunken)}
.au-options li[aria-selected=true]{font-weight:500}
.au-options .icon{color:var(--au-accent);flex:none}
.au-options .au-note{color:var(--au-muted);font-size:13px}
@media (pointer:coarse){.au-options li{padding-block:10px}}
@media (hover:hover){.au-options li:hover:not(.au-note){background:var(--au-sunken)}}
`);
