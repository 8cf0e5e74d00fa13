import { domId, h, mount, style } from "./base.js";
import { Field } from "./field.js";
import { Interface } from "./interface.js";
import { Runner } from "./runner.js";

await style("more");

const BARE = new Set(["button", "markdown", "html"]);

/** One page that the author laid out: a tree of nodes, and listeners between them. */
class Tree {
  /** @param {import("../types").App} app @param {import("../types").PageSpec} page */
  constructor(app, page) {
    this.app = app;
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
    this.listeners = listeners.map((listener, index) => this.listen(listener, index)).filter((one) => one !== null);
  }

  /** @param {string} id @returns {HTMLElement} */
  place(id) {
    const node = /** @type {import("../types").NodeSpec} */ (this.app.nodes.get(id));
    if (node.kind === "interface") {
      const page = { .../** @type {any} */ (node.props), endpoint: node.props.endpoint };
      const view = new Interface(this.app, page);
      this.forms.push(view);
      this.drawing.push(view.draw());
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
    if (node.props.scale) el.style.flexGrow = String(node.props.scale);
    return el;
  }

  /** @param {import("../types").NodeSpec} node */
  field(node) {
    const field = new Field(this.app, node);
    field.edited = () => this.emit(node.id, "change");
    field.sent = (content) => this.emit(node.id, content?.event);
    this.fields_.set(node.id, field);
    this.drawing.push(field.draw(undefined).then(() => this.models.set(node.id, field.model)));
    return field.el;
  }

  /** @param {import("../types").NodeSpec} node */
  output(node) {
    const spot = h(".value");
    const bare = BARE.has(node.kind);
    const label = !bare && node.props.label ? h("h2", null, node.props.label) : null;
    const el = h(bare ? ".bare" : ".output.small-sheet", { id: node.props.elem_id, hidden: node.props.visible === false, "data-output": node.id }, label, spot);
    el.classList.add(...(node.props.elem_classes ?? []));
    const state = { ...node.props, value: node.value ?? null, mode: node.kind === "button" ? "input" : "output", id: domId(node.id, "o-"), busy: false, disabled: false };
    const sent = (/** @type {any} */ content) => this.emit(node.id, content?.event);
    this.drawing.push(mount(this.app.host, node.kind, state, spot, { sent }).then(({ model }) => this.models.set(node.id, model)));
    return el;
  }

  prepare() {
    return Promise.all(this.forms.map((form) => form.prepare()));
  }

  /** What may go on with a call that was on when the page was loaded anew. */
  get runners() {
    return [...this.listeners.map(({ runner }) => runner), ...this.forms.flatMap(({ runners }) => runners)];
  }

  /** A node is at work as long as one of the calls is that change it. @param {string} id @param {boolean} yes */
  work(id, yes) {
    const count = (this.working.get(id) ?? 0) + (yes ? 1 : -1);
    this.working.set(id, count);
    this.models.get(id)?.set("busy", count > 0);
    if (this.outputs.has(id)) this.spot(id)?.classList.toggle("working", count > 0);
  }

  /** @param {any} listener @param {number} index */
  listen(listener, index) {
    const endpoint = this.app.document.endpoints.find(({ name }) => name === listener.endpoint);
    if (!endpoint) return null;
    const note = h(".note.listener-note", { hidden: true });
    const touched = new Set([listener.trigger, ...listener.outputs]);
    let at = false;
    const busy = (/** @type {boolean} */ yes) => {
      if (at !== yes) for (const id of touched) this.work(id, yes);
      at = yes;
    };
    const show = (/** @type {any[]} */ outputs) => outputs.forEach((value, index) => this.put(listener.outputs[index], value));
    const say = (/** @type {Node | string} */ content) => {
      note.hidden = !content;
      note.replaceChildren(content);
      const near = this.spot(listener.outputs[0] ?? listener.trigger);
      if (near && note.parentNode !== near) near.append(note);
    };
    const runner = new Runner(this.app, endpoint, {
      slow: () => busy(true),
      tick: () => {},
      notice: (/** @type {any} */ _, /** @type {any} */ data) => this.app.notice(data),
      values: (/** @type {any} */ _, /** @type {any[]} */ outputs) => show(outputs),
      done: (/** @type {any} */ _, /** @type {any} */ data) => {
        say("");
        show(data.outputs);
      },
      ended: async (/** @type {any} */ run, /** @type {string} */ kind, /** @type {any} */ data) => {
        if (data.errors?.length) this.faults(listener, endpoint, data.errors);
        else {
          const { failure, ending } = await import("./outcome.js");
          say(kind === "failed" ? failure({ app: this.app, endpoint, form: { run: () => start() } }, run, data) : ending(kind, data));
        }
      },
      refused: async (/** @type {any} */ _, /** @type {any} */ message) => {
        if (message.errors?.length) this.faults(listener, endpoint, message.errors);
        else say((await import("./outcome.js")).refusal(message));
      },
      idle: () => busy(false),
    }, `${endpoint.name}#${index}`);
    const start = () => {
      for (const id of listener.inputs) this.fields_.get(id)?.error("");
      const pairs = endpoint.inputs.map((input, index) => [input.name, this.models.get(listener.inputs[index])?.get("value") ?? null]);
      runner.start(Object.fromEntries(pairs));
    };
    return { ...listener, start, runner };
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

  /** @param {any} listener @param {import("../types").Endpoint} endpoint @param {{field: string, message: string}[]} errors */
  faults(listener, endpoint, errors) {
    const marked = endpoint.inputs.map((input, index) => {
      const field = this.fields_.get(listener.inputs[index]);
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

  /** The first button's call. */
  run() {
    this.listeners.find(({ event }) => event !== "change")?.start();
  }

  stop() {
    for (const { runner } of this.listeners) runner.stop();
  }
}

/** @param {import("../types").App} app @param {import("../types").PageSpec} page */
export async function blocks(app, page) {
  const tree = new Tree(app, page);
  await Promise.all(tree.drawing);
  return tree;
}
