import { announce, aria, domId, h, iconButton, load, mount, style } from "./base.js";
import { callLine } from "./call.js";
import { Runner } from "./runner.js";
import { drawLine, foot, lasted, measure, percent, standing, Teller } from "./standing.js";

/** @typedef {import("../types").Run} Run */
/** @typedef {Record<string, any>} Inputs */

const MEDIA = new Set(["file", "image", "audio", "video"]);
const LIVE_BELOW = 150;

/** The kinds that draw a value, and those within it. @param {any} value @returns {string[]} */
const kindsOf = (value) => (value?.show ? [value.show, ...(Array.isArray(value.value) ? value.value.flatMap(kindsOf) : [])] : []);

const MOST_IN_A_ROW = 24;

/** Characters of a result that are read out at once. */
const MOST_HEARD = 200;

/** Whether a result is so short that several stand in a row. @param {any} value */
function isFigure(value) {
  const plain = value?.show ? value.value : value;
  return typeof plain === "number" || typeof plain === "boolean" || (typeof plain === "string" && plain.length <= MOST_IN_A_ROW);
}

/** What becomes of a form's calls, and how its sheet tells it. Loaded when the first call is near. */
export class Course {
  /** @param {import("./interface.js").Interface} form */
  constructor(form) {
    const { app, endpoint, sheet } = form;
    this.app = app;
    this.endpoint = endpoint;
    this.form = form;
    this.sheet = sheet;
    this.runner = new Runner(app, endpoint, this);
    this.teller = new Teller();
    measure(sheet.line);
    /** The fields that are outputs as well: their results stand in them. */
    this.inPlace = endpoint.outputs.map(({ node }) => form.fields.find((field) => field.node.id === node));
    this.outputs = endpoint.outputs.map((output) => this.output(output));
    /** The kinds whose modules are there. @type {Set<string>} */ this.known = new Set();
    /** @type {any} */ this.outcome = null;
    /** @type {import("./flag.js").Flag | null} */ this.flag = null;
    /** Results can be shown from then on. */
    this.ready = Promise.all([style("run"), this.flagging(), ...this.outputs.map((output) => this.draw(output))]);
    /** What waits to be shown, in its order. @type {Promise<any>} */ this.turn = this.ready;
    this.waiting = 0;
    /** How a call ended that gave no result. @type {readonly [Run, string, any] | null} */ this.end = null;
  }

  /** @param {{name: string, node: string, shape: string}} output */
  output({ name, node, shape }) {
    const spec = /** @type {import("../types").NodeSpec} */ (this.app.nodes.get(node));
    const { label = name, elem_id: id, elem_classes = [] } = spec.props;
    const tools = h(".tools");
    const value = h(".value");
    const title = this.endpoint.outputs.length > 1 && h("h2", null, label);
    const el = h(".output", { "data-output": name, "data-shape": shape, id }, title, tools, value);
    el.classList.add(...elem_classes);
    el.hidden = this.inPlace.some((field) => field?.node === spec);
    this.sheet.results.append(el);
    return { spec, label, tools, value, model: /** @type {any} */ (null) };
  }

  /** A button where a person may flag. */
  async flagging() {
    const { mode, options = [] } = this.endpoint.flagging ?? {};
    if (mode !== "manual") return;
    // Without its style it would make the foot higher for a moment.
    const [{ Flag }] = await Promise.all([import("./flag.js"), style("run")]);
    this.flag = new Flag(this.app, options, this.sheet.foot, () => !!this.runner.current);
  }

  /** @param {any} output */
  async draw(output) {
    const { spec, value, label } = output;
    const { expects } = spec.props;
    const state = { ...spec.props, label, value: spec.value ?? null, mode: "output", id: domId(spec.id, "o-"), wide: this.outputs.length === 1 };
    const [{ model }] = await Promise.all([mount(this.app.host, spec.kind, state, value), expects && load(expects)]);
    output.model = model;
    const of = this.outputs.length > 1 ? ` ${label}` : "";
    const offer = () =>
      output.tools.replaceChildren(
        ...(model.get("actions") ?? []).map((/** @type {any} */ action) => iconButton(action.icon ?? action.id, action.label + of, action.run)),
        iconButton("expand", "Expand" + of, async () => (await import("./overlay.js")).expand(this.app.host, output)),
      );
    model.on("change:actions", offer);
    offer();
  }

  /** @param {string} name @param {Run} [run] */
  state(name, run) {
    const { dataset } = this.sheet.el;
    dataset.state = name;
    if (run) dataset.runId = run.id;
  }

  /** Say which call the result is of. @param {Inputs} inputs */
  made(inputs) {
    this.sheet.shown = this.inPlace.some(Boolean) ? this.form.values() : inputs;
    this.sheet.say(callLine(this.endpoint, inputs));
  }

  /**
   * Call `then` when all that draws a result is loaded, so that it appears at once and whole.
   * @param {any[]} values @param {any} effects @param {() => void} then
   */
  once(values, { figures = [], files = [], changed = [], printed = "" }, then) {
    const kinds = [...values, ...figures].flatMap(kindsOf).concat(files.length + changed.length ? "file" : []);
    const missing = kinds.filter((kind) => !this.known.has(kind));
    const besides = figures.length || files.length || changed.length || printed;
    if (!this.waiting && !missing.length && (this.outcome || !besides) && this.outputs.every(({ model }) => model)) {
      then();
      return;
    }
    const outcome = besides ? [import("./outcome.js").then((module) => (this.outcome = module))] : [];
    const loads = missing.map((kind) => load(kind).then(() => this.known.add(kind)));
    this.waiting++;
    // A kind that cannot be loaded says so in its place. What comes later must not overtake.
    this.turn = Promise.allSettled([this.turn, ...outcome, ...loads]).then(() => {
      this.waiting--;
      then();
    });
  }

  /** @param {any[]} values @param {boolean} [past] the fields hold what has been made of them since */
  show(values, past) {
    this.sheet.ghost.hidden = true;
    this.sheet.results.hidden = false;
    values.forEach((value, index) => {
      const field = this.inPlace[index];
      if (!field) this.outputs[index].model.set("value", value);
      else if (!past) field.value = value;
    });
    this.sheet.results.classList.toggle("figures", values.length > 1 && values.every(isFigure));
  }

  /** What is heard of a result. */
  words() {
    const several = this.outputs.length > 1;
    const all = this.outputs.map(({ label, value }) => (several ? `${label}: ` : "") + value.innerText.replace(/\s+/g, " ").trim());
    return all.join(", ").slice(0, MOST_HEARD);
  }

  /** @param {Node | string | null} [content] */
  say(content) {
    this.sheet.note.hidden = !content;
    this.sheet.note.replaceChildren(content ?? "");
  }

  // ---- what the runner tells

  /** @param {Run} run */
  slow(run) {
    this.form.busy(true);
    aria(this.sheet.el, "busy", true);
    const { shown, status } = this.sheet;
    status.textContent = "";
    if (!shown) this.sheet.say(callLine(this.endpoint, run.inputs));
    this.flag?.rest();
    announce("Running");
    this.tick(run);
  }

  /** @param {Run} run */
  tick(run) {
    const { line, log, status } = this.sheet;
    const known = percent(run);
    const { last } = run.printed;
    this.state(run.queue ? "queued" : "running", run);
    drawLine(line, run);
    status.textContent = standing(run, this.app.loading);
    if (log.textContent !== last) log.textContent = last;
    this.teller.tell(run);
    this.app.title(known === null ? "" : `(${known} %)`);
  }

  /** Put back what a call that is on was made with. @param {Inputs} inputs */
  fill(inputs) {
    this.form.fill(inputs, []);
  }

  /** @param {Run} run @param {any[]} outputs */
  came(run, outputs) {
    this.once(outputs, {}, () => {
      // Its end may have come before what draws it.
      if (this.runner.current !== run) return;
      this.say();
      this.show(outputs);
      this.sheet.el.classList.add("streaming");
      this.made(run.inputs);
    });
  }

  settle() {
    const { el, log, status } = this.sheet;
    el.removeAttribute("aria-busy");
    el.classList.remove("streaming", "old");
    log.textContent = status.textContent = "";
  }

  /** @param {Run} run @param {any} data */
  done(run, data) {
    const effects = { ...data.effects };
    const { text } = run.printed;
    // What the page heard holds both streams, but maybe not the beginning.
    if (effects.main !== "printed" && effects.main !== "complained" && text.length > (effects.printed ?? "").length) effects.printed = text;
    this.once(data.outputs, effects, () => this.finish(run, { ...data, effects }));
  }

  /** @param {Run} run @param {any} data */
  finish(run, { outputs, seconds, effects }) {
    const { also, results, status } = this.sheet;
    this.show(outputs, run.past);
    this.say();
    this.settle();
    this.made(run.inputs);
    drawLine(this.sheet.line, run);
    also.hidden = true;
    results.classList.remove("effect");
    const { figures, files, changed, printed } = effects;
    if (figures?.length || files?.length || changed?.length || printed) this.outcome?.showEffects(this, effects);
    status.textContent = foot(seconds, run);
    if (run.id) this.flag?.offer(run.id);
    this.state("done", run);
    // Its components draw it a moment later.
    setTimeout(() => announce(`Done. ${this.words()}`));
    this.app.title(document.hidden ? "✓" : "");
    const { fields, toggle } = this.form;
    if (performance.now() - run.began < LIVE_BELOW && fields.length && !fields.some(({ node }) => MEDIA.has(node.kind))) toggle.hidden = false;
    this.settled(run);
  }

  /** The run did not end well. @param {Run} run @param {string} kind @param {any} data */
  async ended(run, kind, data) {
    if (data.errors?.length) {
      await this.refused(run, data);
      return;
    }
    this.end = /** @type {const} */ ([run, kind, data]);
    // The last value may not have been drawn yet.
    if (run.streamed) await new Promise((then) => this.once(run.values, {}, () => then(this.show(run.values, run.past))));
    this.settle();
    drawLine(this.sheet.line, run);
    this.sheet.status.textContent = foot(lasted(run), run, "after ");
    this.sheet.ghost.hidden = true;
    this.flag?.offer(kind === "expired" || data.how === "queued" ? "" : run.id);
    this.state(kind, run);
    this.app.title(document.hidden ? "✗" : "");
    (await import("./outcome.js")).showEnd(this, run, kind, data);
    this.settled(run);
  }

  /** The run never began. @param {Run} run @param {any} message */
  async refused(run, message) {
    const { errors } = message;
    this.settle();
    this.flag?.offer();
    this.state(this.sheet.shown ? "done" : "empty", run);
    if (errors?.length) {
      this.say();
      await this.form.faults(errors);
      return;
    }
    this.complain((await import("./outcome.js")).refusal(message));
    this.settled(run);
  }

  /** @param {string} text */
  complain(text) {
    this.say(h("p", null, text));
    this.sheet.ghost.hidden = true;
    announce(text);
  }

  /** @param {Run} _run @param {any} data */
  notice(_run, data) {
    this.app.notice(data);
  }

  idle() {
    this.form.busy(false);
  }

  /** @param {Run} run */
  settled(run) {
    this.idle();
    const { form } = this;
    const { el } = this.sheet;
    this.sheet.compare(form.values());
    const { top, bottom } = el.getBoundingClientRect();
    if (!form.live && !run.past && (bottom < 80 || top > innerHeight - 160))
      el.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }
}
