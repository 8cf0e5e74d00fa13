import { domId, h, mount, style } from "./base.js";
import { Field } from "./field.js";
import { Interface } from "./interface.js";
import { Listener } from "./listener.js";
import { inherit } from "./reload.js";
import { measure } from "./standing.js";
import { same } from "./wire.js";

await Promise.all([style("blocks"), style("run")]);

const BARE = new Set(["button", "markdown", "html"]);

/** One page that the author laid out: a tree of nodes, and listeners between them. */
export class Tree {
  /**
   * @param {import("../types").App} app @param {import("../types").PageSpec} page
   * @param {(field: Field) => any} [kept] what a field held in a former version
   */
  constructor(app, page, kept) {
    this.app = app;
    this.kept = kept;
    /** @type {Map<string, any>} */
    this.models = new Map();
    /** @type {Map<string, Field>} */
    this.fields_ = new Map();
    /** @type {Promise<any>[]} */
    this.drawing = [];
    /** @type {Interface[]} */
    this.forms = [];
    /** How many calls are at work on a node. @type {Map<string, number>} */
    this.working = new Map();
    const { listeners } = app.document;
    this.inputs = new Set(listeners.flatMap(({ inputs, trigger }) => [...inputs, trigger]));
    this.outputs = new Set(listeners.flatMap(({ outputs }) => outputs));
    this.el = h(".blocks", null, this.place(page.root));
    /** @type {Listener[]} */
    this.listeners = listeners.map((listener, index) => this.listen(listener, index)).filter((one) => one !== null);
  }

  /** @param {string} id @returns {HTMLElement} */
  place(id) {
    const node = /** @type {import("../types").NodeSpec} */ (this.app.nodes.get(id));
    if (node.kind === "interface") {
      const page = { .../** @type {any} */ (node.props), endpoint: node.props.endpoint };
      const view = new Interface(this.app, page);
      this.forms.push(view);
      this.drawing.push(view.draw(this.kept));
      return view.el;
    }
    if (node.children || node.kind === "row" || node.kind === "column") return this.container(node);
    const interactive = node.props.interactive ?? (!BARE.has(node.kind) && !(this.outputs.has(id) && !this.inputs.has(id)));
    return interactive ? this.field(node) : this.output(node);
  }

  /** @param {import("../types").NodeSpec} node */
  container(node) {
    const el = h("div." + node.kind, { id: node.props.elem_id, hidden: node.props.visible === false });
    el.classList.add(...(node.props.elem_classes ?? []));
    el.append(...(node.children ?? []).map((id) => this.place(id)));
    const { scale, min_width } = node.props;
    if (scale) el.style.flexGrow = String(scale);
    if (min_width) el.style.minWidth = `min(100%, ${min_width}px)`;
    return el;
  }

  /** @param {import("../types").NodeSpec} node */
  field(node) {
    const field = new Field(this.app, node);
    field.edited = () => this.emit(node.id, "change");
    field.sent = (content) => this.emit(node.id, content?.event);
    this.fields_.set(node.id, field);
    this.drawing.push(field.draw(this.kept?.(field)).then(() => this.models.set(node.id, field.model)));
    return field.el;
  }

  /** @param {import("../types").NodeSpec} node */
  output(node) {
    const spot = h(".value");
    const bare = BARE.has(node.kind);
    const label = !bare && node.props.label ? h("h2", null, node.props.label) : null;
    const line = h(".line");
    if (!bare) measure(line);
    const el = h(bare ? ".bare" : ".output.small-sheet", { id: node.props.elem_id, hidden: node.props.visible === false, "data-output": node.id }, !bare && [line, h("p.standing")], label, spot);
    el.classList.add(...(node.props.elem_classes ?? []));
    const state = { ...node.props, value: node.value ?? null, mode: node.kind === "button" ? "input" : "output", id: domId(node.id, "o-"), busy: false, disabled: false };
    const sent = (/** @type {any} */ content) => this.emit(node.id, content?.event);
    this.drawing.push(mount(this.app.host, node.kind, state, spot, { sent }).then(({ model }) => this.models.set(node.id, model)));
    return el;
  }

  prepare() {
    return Promise.all(this.forms.map((form) => form.prepare()));
  }

  /** All fields of the page, those of its forms too. */
  get fields() {
    return [...this.fields_.values(), ...this.forms.flatMap(({ fields }) => fields)];
  }

  /** What can be called here. @returns {import("../types").Call[]} */
  get calls() {
    const known = new Set();
    const listened = this.listeners.filter(({ endpoint }) => !known.has(endpoint.name) && known.add(endpoint.name));
    return [
      ...listened.map((one) => ({ endpoint: one.endpoint, values: () => one.values(), models: one.inputs.map((/** @type {string} */ id) => this.models.get(id) ?? null) })),
      ...this.forms.map((form) => ({ endpoint: form.endpoint, values: () => form.values(), models: form.fields.map(({ model }) => model) })),
    ];
  }

  /** Go on with what stood in the outputs of a former version, and with its calls. @param {Tree} old */
  async inherit(old) {
    for (const [id, model] of this.models) {
      const before = old.models.get(id);
      if (before && this.outputs.has(id) && !this.fields_.has(id) && same(old.app.nodes.get(id), this.app.nodes.get(id))) model.set("value", before.get("value"));
    }
    for (const form of this.forms) {
      const before = old.forms.find(({ endpoint }) => endpoint.name === form.endpoint.name);
      if (before) await inherit(form, before);
    }
    for (const { runner } of this.listeners) {
      const before = old.listeners.find((one) => one.runner.key === runner.key);
      if (before) runner.adopt(before.runner);
    }
  }

  /** What may go on with a call that was on when the page was loaded anew. */
  get runners() {
    return [...this.listeners.map(({ runner }) => runner), ...this.forms.flatMap((form) => form.runners)];
  }

  /** A node is at work as long as one of the calls is that change it. @param {string} id @param {boolean} yes */
  work(id, yes) {
    const count = (this.working.get(id) ?? 0) + (yes ? 1 : -1);
    this.working.set(id, count);
    this.models.get(id)?.set("busy", count > 0);
    if (this.outputs.has(id)) this.spot(id)?.classList.toggle("working", count > 0);
  }

  /** @param {import("../types").ListenerSpec} spec @param {number} index */
  listen(spec, index) {
    const endpoint = this.app.document.endpoints.find(({ name }) => name === spec.endpoint);
    return endpoint ? new Listener(this, spec, endpoint, index) : null;
  }

  /** @param {string} id */
  fieldOf(id) {
    return this.fields_.get(id);
  }

  /** @param {string} id @returns {HTMLElement | undefined} */
  spot(id) {
    return this.fields_.get(id)?.el ?? this.el.querySelector(`[data-output="${CSS.escape(id)}"]`) ?? undefined;
  }

  /** @param {string} id @param {any} value */
  put(id, value) {
    const field = this.fields_.get(id);
    if (field) field.value = value;
    else this.models.get(id)?.set("value", value);
  }

  /** @param {Listener} listener @param {{field: string, message: string}[]} errors */
  faults({ inputs, endpoint }, errors) {
    const marked = endpoint.inputs.map((input, index) => {
      const field = this.fieldOf(inputs[index]);
      const mine = errors.filter((error) => error.field.split(/[.[]/)[0] === input.name);
      field?.error(mine.map(({ message }) => message).join("; "));
      return mine.length ? field : undefined;
    });
    marked.find((field) => field)?.focus();
  }

  /** @param {string} id @param {string | undefined} event */
  emit(id, event) {
    for (const listener of this.listeners) if (listener.trigger === id && listener.event === event) listener.start();
  }

  /** What is to run when the page is opened; a call that a reload left on is that one. */
  opened() {
    for (const listener of this.listeners) if (listener.event === "load") listener.start();
  }

  /** The first button's call. */
  run() {
    this.listeners.find(({ event }) => event === "click" || event === "submit")?.start();
  }

  stop() {
    for (const { runner } of this.listeners) runner.stop();
  }
}

/**
 * @param {import("../types").App} app @param {import("../types").PageSpec} page
 * @param {(field: Field) => any} [kept] what a field held in a former version
 */
export async function blocks(app, page, kept) {
  const tree = new Tree(app, page, kept);
  await Promise.all(tree.drawing);
  return tree;
}
