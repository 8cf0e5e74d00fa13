import { h } from "./dom.js";
import { mount } from "./model.js";
import { same } from "./wire.js";

/** The label that a parameter without one gets. @param {string} name */
const spoken = (name) => {
  const words = name.replace(/^\*+/, "").replaceAll("_", " ").trim();
  return words ? words[0].toUpperCase() + words.slice(1) : name;
};

/**
 * The frame around one input: label, unit, help or error, "none", a dot once it is changed.
 */
export class Field {
  /** @param {import("../types").App} app @param {import("../types").NodeSpec} node @param {import("../types").Input} [input] */
  constructor(app, node, input) {
    const { props } = node;
    this.app = app;
    this.node = node;
    this.input = input;
    this.name = input?.name ?? node.id;
    this.initial = node.value ?? null;
    this.id = "f-" + node.id.replace(/[^\w-]/g, "-");
    this.edited = /** @type {(field: Field) => void} */ (() => {});
    this.sent = /** @type {(content: any) => void} */ (() => {});
    this.label = h("label", { for: this.id, id: this.id + "-label", onclick: () => this.focus() }, props.label ?? spoken(this.name));
    this.none = props.optional
      ? h("button.none", { type: "button", "aria-pressed": "false", "aria-label": `${props.label ?? spoken(this.name)}: none`, onclick: () => this.clear() }, "none")
      : null;
    this.control = h(".control");
    this.help = h(".help");
    this.fault = h(".fault");
    this.el = h(
      ".field",
      { id: props.elem_id ?? undefined, class: (props.elem_classes ?? []).join(" "), "data-field": this.name, "data-kind": node.kind, hidden: props.visible === false },
      h(".field-head", null, this.label, h("span.dot", { title: "changed" }), this.none),
      h(".control-row", null, this.control, props.unit ? h("span.unit", null, props.unit) : null),
      h(".field-foot", { id: this.id + "-help" }, this.help, this.fault),
    );
    this.describe();
  }

  describe() {
    const { info, summary } = this.node.props;
    if (!info && !summary) return;
    this.el.classList.add("has-help");
    if (!summary) {
      this.help.innerHTML = info;
      return;
    }
    const more = h(".more-help", { html: info, hidden: true });
    const first = h("span", null, summary);
    const button = h("button.unfold", { type: "button", "aria-expanded": "false", "aria-label": "More about " + this.label.textContent, onclick: () => {
      more.hidden = !more.hidden;
      first.hidden = !more.hidden;
      button.setAttribute("aria-expanded", String(!more.hidden));
    } }, "?");
    this.help.append(first, " ", button, more);
  }

  /** @param {any} [value] @param {boolean} [wide] */
  async draw(value, wide) {
    const { node } = this;
    const given = value === undefined ? this.initial : value;
    const state = { ...node.props, value: given, mode: "input", id: this.id, describedby: this.id + "-help", invalid: false, disabled: false, busy: false, wide: !!wide };
    const hooks = {
      saved: () => {
        this.error("");
        this.refresh();
        this.edited(this);
      },
      sent: (/** @type {any} */ content) => this.sent(content),
    };
    const { model, destroy } = await mount(this.app.host, node.kind, state, this.control, hooks);
    this.model = model;
    this.destroy = destroy;
    this.control.addEventListener("focusout", () => this.model?.get("draft_error") && this.error(this.model.get("draft_error")));
    this.refresh();
  }

  get value() {
    return this.model?.get("value") ?? null;
  }

  /** Set it as if it had stood there from the start. @param {any} value */
  set value(value) {
    this.model?.set("draft_error", null);
    this.model?.set("value", value ?? null);
    this.error("");
    this.refresh();
  }

  clear() {
    if (this.value === null) {
      this.focus();
      return;
    }
    this.value = null;
    this.edited(this);
  }

  refresh() {
    this.none?.setAttribute("aria-pressed", String(this.value === null));
    this.el.classList.toggle("changed", this.changed);
  }

  get changed() {
    return !same(this.value, this.initial);
  }

  /** @param {string} text */
  error(text) {
    this.el.classList.toggle("invalid", !!text);
    this.fault.textContent = text && text[0].toUpperCase() + text.slice(1);
    this.model?.set("invalid", !!text);
  }

  focus() {
    const control = document.getElementById(this.id);
    const inside = "input:not([type=hidden]),textarea,select,button,[tabindex]:not([tabindex='-1'])";
    if (control?.matches(inside)) control.focus();
    else /** @type {HTMLElement | null} */ (this.control.querySelector(`:checked,${inside}`))?.focus();
  }
}
