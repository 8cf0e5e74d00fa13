/** One part of a value with parts: a component in a frame of its own, with label, help and fault. */

import { adopt, h } from "./parts.js";

/**
 * A component as the page document describes it.
 * @typedef {{ kind: string, props: Record<string, any> }} Described
 * @typedef {{ path: string, message: string }} Fault
 */

/** Kinds that stand beside others in one row. */
const NARROW = new Set(["number", "switch", "choice", "moment", "color", "timezone"]);

let count = 0;

/** @param {string} text */
const sentence = (text) => text && text[0].toUpperCase() + text.slice(1);

/** @param {Described} part */
function isNarrow({ kind, props }) {
  if (kind === "choice") return !props.many && (props.look === "dropdown" || props.choices?.length < 3);
  return NARROW.has(kind) || (kind === "text" && !(props.lines > 1));
}

export class Slot {
  /**
   * @param {import("./contract").Context} context of the whole
   * @param {Described} part
   * @param {any} value
   * @param {{ label?: string, spoken?: string, step: string, changed: () => void }} options `step` leads from the whole to the part, as in the path of a fault
   */
  constructor({ model, host }, part, value, { label = "", spoken = label, step, changed }) {
    this.kind = part.kind;
    this.step = step;
    this.optional = Boolean(part.props.optional);
    this.value = value ?? null;
    this.draft = "";
    /** @type {import("./contract").Model | null} */ this.model = null;
    this.gone = false;
    this.changed = changed;
    // Rows have no name of their own, so their parts are numbered.
    const id = label ? (model.get("id") ?? `p${++count}`) + step.replace(/\W+/g, "-") : null;
    this.spoken = label ? "" : spoken;
    this.room = h(".au-part-room");
    const fault = `p${++count}-fault`;
    this.faultLine = h(".au-part-fault", { id: fault });
    const help = part.props.info?.replace(/[\u0060*]/g, "");
    const none = this.optional && label && h("button.au-part-none", { type: "button", "aria-label": `${label}: none`, onclick: () => this.clear() }, "none");
    this.none = none || null;
    const unit = part.props.unit;
    this.el = h(".au-part", { "data-narrow": isNarrow(part), "data-kind": part.kind },
      label && h(".au-part-head", null, h("label", { for: id, id: id && id + "-label" }, label), unit && h("span.au-part-unit", null, unit), none),
      this.room, help && h(".au-part-help", null, help), this.faultLine);
    const props = { ...part.props, label: spoken, id, describedby: fault };
    this.mounted = host.mount(part.kind, props, this.value, this.room, "input");
    this.mounted.then((made) => this.ready(made, model));
    this.el.addEventListener("focusout", () => this.draft && this.fault(this.draft));
    this.mark();
  }

  /** @param {import("./contract").Mounted} made @param {import("./contract").Model} whole */
  ready(made, whole) {
    if (this.gone) {
      made.destroy();
      return;
    }
    const { model } = made;
    this.model = model;
    if (this.spoken) this.room.querySelector("input:not([type=hidden]), textarea, select, [role]")?.setAttribute("aria-label", this.spoken);
    if (this.value !== null) model.set("value", this.value);
    else this.value = model.get("value") ?? null;
    const taken = () => {
      this.value = model.get("value") ?? null;
      this.draft = model.get("draft_error") ?? "";
      this.fault("");
      this.mark();
      this.changed();
    };
    model.on("change:value", taken);
    model.on("change:draft_error", taken);
    // What a part sends is meant for the whole: Enter in one of its lines runs.
    model.send = (/** @type {any} */ content) => whole.send(content);
    model.set("disabled", Boolean(whole.get("disabled")));
  }

  clear() {
    this.set(null);
    this.changed();
  }

  mark() {
    this.none?.setAttribute("aria-pressed", String(this.value === null));
  }

  /** @param {any} value */
  set(value) {
    this.value = value ?? null;
    this.draft = "";
    this.mark();
    this.model?.set("draft_error", null);
    this.model?.set("value", this.value);
  }

  /** @param {string} text */
  fault(text) {
    this.faultLine.textContent = sentence(text);
    this.model?.set("invalid", Boolean(text));
  }

  /** Show faults at the part, or further inside. @param {Fault[]} faults */
  place(faults) {
    const inside = faults.filter(({ path }) => path);
    // First, since what has parts clears them when it is no longer invalid itself.
    this.fault("");
    const rest = inside.length ? this.model?.get("place")?.(inside) ?? inside : [];
    const own = [...faults.filter(({ path }) => !path), ...rest];
    if (own.length) this.fault(own.map(({ path, message }) => `${path} ${message}`.trim()).join("; "));
  }

  /** @param {boolean} yes */
  disable(yes) {
    this.model?.set("disabled", yes);
    if (this.none) /** @type {any} */ (this.none).disabled = yes;
  }

  destroy() {
    this.gone = true;
    this.mounted.then((made) => made.destroy());
    this.el.remove();
  }
}

/**
 * Give each fault to the part that it is below; return those that belong to none.
 * @param {Slot[]} slots @param {Fault[]} faults
 * @returns {Fault[]}
 */
export function placeFaults(slots, faults) {
  const rest = new Set(faults);
  for (const slot of slots) {
    const mine = faults.filter(({ path }) => path === slot.step || (path.startsWith(slot.step) && ".[".includes(path[slot.step.length])));
    mine.forEach((one) => rest.delete(one));
    if (mine.length) slot.place(mine.map(({ path, message }) => ({ path: path.slice(slot.step.length), message })));
  }
  if (slots.some(({ draft }) => draft)) {
    for (const slot of slots) if (slot.draft) slot.fault(slot.draft);
    for (const fault of rest) if (!fault.path) rest.delete(fault);
  }
  return [...rest];
}

/** The first draft of a part that is no value yet, for the whole. @param {Slot[]} slots */
export const firstDraft = (slots) => slots.find(({ draft }) => draft)?.draft || null;

adopt(`
.au-part{display:grid;grid-template-columns:minmax(0,1fr);gap:4px;align-content:start;min-width:0}
.au-part-head{display:flex;align-items:baseline;gap:8px;font-size:13px;line-height:18px}
.au-part-head label{color:var(--au-muted)}
.au-part-unit{color:var(--au-muted)}
.au-part-unit::before{content:"· "}
.au-part-none{margin-left:auto;padding:0 2px;border:0;background:none;color:var(--au-muted);font-size:12px;line-height:18px}
.au-part-none[aria-pressed=true]{color:var(--au-accent-text);font-weight:500}
.au-part-help,.au-part-fault{font-size:12px;line-height:16px;color:var(--au-muted)}
.au-part-fault{color:var(--au-danger)}
.au-part-fault:empty{display:none}
.au-parts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,148px),1fr));gap:12px 16px;min-width:0;container-type:inline-size}
.au-parts>.au-part:not([data-narrow]){grid-column:1/-1}
.au-parts[data-inset]{padding-left:14px;border-left:2px solid var(--au-line)}
`);
