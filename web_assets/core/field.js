import { aria, domId, h, mount, SENDING } from "./base.js";
import { same } from "./wire.js";

/** What a parameter without a label is called. @param {string} name */
const spoken = (name) => {
  const words = name.replaceAll("_", " ").trim() || name;
  return words[0].toUpperCase() + words.slice(1);
};

const CONTROLS = "input:not([type=hidden]),textarea,select,button,[tabindex='0']";

/** The frame around one input: label, unit, help or what is wrong, "none", a dot once it is changed. */
export class Field {
  /** @param {import("../types").App} app @param {import("../types").NodeSpec} node @param {import("../types").Input} [input] */
  constructor(app, node, input) {
    const { label, unit, optional, elem_id, elem_classes = [], visible } = node.props;
    this.app = app;
    this.node = node;
    this.input = input;
    this.name = input?.name ?? node.id;
    this.title = label ?? spoken(this.name);
    const { randomize, minimum, maximum, step } = node.props;
    this.initial = (randomize ? +(minimum + step * Math.floor(Math.random() * ((maximum - minimum) / step + 1))).toFixed(9) : node.value) ?? null;
    this.id = domId(node.id, "f-");
    /** @type {any} */ this.model = null;
    this.edited = () => {};
    this.sent = /** @type {(content: any) => void} */ (() => {});
    this.none = optional && h("button.none", { type: "button", "aria-label": this.title + ": none", onclick: () => this.clear() }, "none");
    this.control = h(".control", { onfocusout: () => this.error(this.model?.get("draft_error") || this.fault.textContent) });
    this.help = h(".help");
    this.fault = h(".fault");
    this.el = h(
      ".field",
      { id: elem_id, "data-field": this.name, "data-kind": node.kind, hidden: visible === false },
      h(".field-head", null, h("label", { for: this.id, id: this.id + "-label", onclick: () => this.focus() }, this.title), h("span.dot", { title: "changed" }), this.none),
      h(".control-row", null, this.control, unit && h("span.unit", null, unit)),
      h(".field-foot", { id: this.id + "-help" }, this.help, this.fault),
    );
    this.el.classList.add(...elem_classes);
    this.describe(node.props);
  }

  /** Whether a file in it is on its way. @returns {boolean} */
  get sending() {
    return !!this.model?.get("draft_error")?.endsWith(SENDING);
  }

  /** @param {Record<string, any>} props */
  describe({ info, summary }) {
    if (!info && !summary) return;
    this.el.classList.add("has-help");
    if (!summary) {
      this.help.innerHTML = info;
      return;
    }
    const more = h("", { html: info, hidden: true });
    const first = h("span", null, summary + " ");
    const button = h("button.unfold", { type: "button", "aria-label": "More about " + this.title, "aria-expanded": false, onclick: () => {
      first.hidden = more.hidden;
      more.hidden = !more.hidden;
      aria(button, "expanded", first.hidden);
    } }, "?");
    aria(button, "expanded", false);
    this.help.append(first, button, more);
  }

  /** @param {any} value undefined takes the initial one @param {boolean} [wide] */
  async draw(value, wide) {
    const { node } = this;
    const state = {
      ...node.props, value: value === undefined ? this.initial : value, mode: "input",
      id: this.id, describedby: this.id + "-help", invalid: false, disabled: false, busy: false, wide: !!wide,
    };
    const saved = () => {
      this.error("");
      this.refresh();
      this.edited();
    };
    const sent = (/** @type {any} */ content) => this.sent(content);
    ({ model: this.model } = await mount(this.app.host, node.kind, state, this.control, { saved, sent }));
    this.refresh();
  }

  get value() {
    return this.model?.get("value") ?? null;
  }

  set value(value) {
    this.model?.set("draft_error", null);
    this.model?.set("value", value ?? null);
    this.error("");
    this.refresh();
  }

  clear() {
    if (this.value === null) this.focus();
    else {
      this.value = null;
      this.edited();
    }
  }

  get changed() {
    return !same(this.value, this.initial);
  }

  refresh() {
    if (this.none) aria(this.none, "pressed", this.value === null);
    this.el.classList.toggle("changed", this.changed);
  }

  /** @param {string} text */
  error(text) {
    this.el.classList.toggle("invalid", !!text);
    this.fault.textContent = text && text[0].toUpperCase() + text.slice(1);
    this.model?.set("invalid", !!text);
  }

  focus() {
    const own = document.getElementById(this.id);
    const target = own?.matches(CONTROLS) ? own : this.control.querySelector(":checked") ?? this.control.querySelector(CONTROLS);
    /** @type {HTMLElement | null} */ (target)?.focus();
  }
}
