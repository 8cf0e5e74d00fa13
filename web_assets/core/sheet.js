import { announce, aria, domId, duration, h, icon, iconButton, mount, overlay } from "./base.js";
import { same } from "./wire.js";

/** @typedef {import("../types").Endpoint} Endpoint */
/** @typedef {import("../types").Run} Run */
/** @typedef {Record<string, any>} Inputs */

/** The raised sheet: the call, what it gave, what it is doing. */
export class Sheet {
  /** @param {import("../types").App} app @param {Endpoint} endpoint @param {{run: () => void, values: () => Inputs}} form */
  constructor(app, endpoint, form) {
    this.app = app;
    this.endpoint = endpoint;
    this.form = form;
    /** @type {Promise<any> | undefined} */ this.ready = undefined;
    /** The inputs of the result that is shown. @type {Inputs | null} */
    this.shown = null;
    this.line = h(".line");
    this.call = h("code.call", { tabindex: 0, role: "group", "aria-label": "The call" }, endpoint.call.name + (endpoint.inputs.length ? "(…)" : "()"));
    const share = iconButton("copy", "Copy the call", async () => (await import("./share.js")).shareMenu(share, app, endpoint, this.shown ?? form.values()));
    aria(share, "haspopup", "menu");
    this.head = h("header.sheet-head", null, this.call, share);
    this.ghost = h(".ghost");
    this.note = h(".note", { hidden: true });
    this.results = h(".results", { hidden: true });
    this.also = h(".also", { hidden: true });
    this.status = h("span.status");
    this.log = h("span.log");
    this.el = h(
      "section.sheet",
      { "data-sheet": true, "data-state": "empty", "aria-label": "Result" },
      this.line, this.head, h(".sheet-body", null, this.ghost, this.note, this.results, this.also), h("footer.sheet-foot", null, this.status, this.log),
    );
    this.outputs = endpoint.outputs.map((output) => this.output(output));
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
    this.results.append(el);
    return { spec, label, tools, value, model: /** @type {any} */ (null) };
  }

  /** Load what draws the results, so that the first one need not wait. */
  prepare() {
    this.ready ??= Promise.all(
      this.outputs.map(async (output) => {
        const { spec, value, label } = output;
        const state = { ...spec.props, label, value: spec.value ?? null, mode: "output", id: domId(spec.id, "o-"), wide: this.outputs.length === 1 };
        const { model } = await mount(this.app.host, spec.kind, state, value);
        output.model = model;
        const offer = () =>
          output.tools.replaceChildren(
            ...(model.get("actions") ?? []).map((/** @type {any} */ action) => iconButton(action.icon ?? action.id, action.label, action.run)),
            iconButton("expand", "Expand", async () => (await overlay()).expand(this.app.host, output)),
          );
        model.on("change:actions", offer);
        offer();
      }),
    );
    return this.ready;
  }

  /** @param {string} name @param {Run} [run] */
  state(name, run) {
    this.el.dataset.state = name;
    if (run) this.el.dataset.runId = run.id;
  }

  /** What the form says now, against what the result was made of. @param {Inputs} inputs */
  compare(inputs) {
    this.el.classList.toggle("stale", !!this.shown && !same(inputs, this.shown));
  }

  /** Say which call the result is of. @param {Inputs} inputs */
  async made(inputs) {
    this.shown = inputs;
    const { callLine } = await import("./call.js");
    if (this.shown === inputs) this.call.textContent = callLine(this.endpoint, inputs);
  }

  /** Before there is a result: what the documentation says it will be. @param {string | null | undefined} result */
  empty(result) {
    if (this.shown) return;
    const { docs } = this.endpoint;
    const hint = (/** @type {any[]} */ ...words) => h("p.hint", null, words);
    if (result) this.ghost.replaceChildren(h(result.length > 80 ? "pre" : "pre.short", null, result), hint("from the docs"));
    else if (docs) this.ghost.replaceChildren(h("", { html: docs }), hint("from the docs"));
    else this.ghost.replaceChildren(hint(h("kbd", null, /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl"), " ", h("kbd", null, "↵"), " to run"));
  }

  /** @param {any[]} values */
  show(values) {
    this.ghost.hidden = true;
    this.results.hidden = false;
    values.forEach((value, index) => {
      const output = this.outputs[index];
      if (output.model) output.model.set("value", value);
      else this.prepare().then(() => output.model.set("value", value));
    });
  }

  /** @param {Node | string | null} [content] */
  say(content) {
    this.note.hidden = !content;
    this.note.replaceChildren(content ?? "");
  }

  /** @param {Run} run */
  slow(run) {
    aria(this.el, "busy", true);
    this.status.textContent = "";
    announce("Running");
    this.tick(run);
  }

  /** @param {Run} run */
  tick(run) {
    const { progress, queue } = run;
    const seconds = (performance.now() - run.began) / 1000;
    const known = progress?.value != null;
    const percent = known ? Math.floor(progress.value * 100) + " %" : "";
    this.state(queue ? "queued" : "running", run);
    this.line.classList.toggle("known", known);
    if (known) this.line.style.setProperty("--done", progress.value);
    this.status.textContent = [
      run.stopping && "stopping",
      this.app.loading,
      queue && (queue.position ? `${queue.position} ahead` : "next in line"),
      queue?.eta && `about ${Math.ceil(queue.eta)} s`,
      progress?.desc,
      percent,
      progress?.total && `${progress.done}/${progress.total} ${progress.unit ?? ""}`.trim(),
      seconds >= 1 && duration(seconds),
    ].filter(Boolean).join(" · ");
    if (this.log.textContent !== run.log) this.log.textContent = run.log;
    if (known) announce(percent);
    this.app.title(known ? `(${percent})` : "");
  }

  /** @param {Run} run @param {any[]} outputs */
  values(run, outputs) {
    this.say();
    this.show(outputs);
    this.el.classList.add("streaming");
    this.made(run.inputs);
  }

  settle() {
    this.el.removeAttribute("aria-busy");
    this.el.classList.remove("streaming", "old");
    this.log.textContent = this.status.textContent = "";
  }

  /** @param {Run} run @param {any} data */
  done(run, { outputs, seconds, effects }) {
    this.show(outputs);
    this.say();
    this.settle();
    this.made(run.inputs);
    this.also.hidden = true;
    this.results.classList.remove("effect");
    const { figures, files, changed, printed } = effects ?? {};
    if (figures?.length || files?.length || changed?.length || printed) import("./outcome.js").then(({ showEffects }) => showEffects(this, effects));
    this.status.textContent = `${duration(seconds)} · ${new Date().toLocaleTimeString()}`;
    this.state("done", run);
    announce("Done. " + this.results.textContent.slice(0, 120));
    this.app.title(document.hidden ? "✓" : "");
  }

  /** The run did not end well. @param {Run} run @param {string} kind @param {any} data */
  async ended(run, kind, data) {
    this.settle();
    this.ghost.hidden = true;
    this.state(kind, run);
    this.app.title(document.hidden ? "✗" : "");
    (await import("./outcome.js")).showEnd(this, run, kind, data);
  }

  /** The run never began. @param {string} text @param {Run} [run] */
  refused(text, run) {
    this.settle();
    this.state(this.shown ? "done" : "empty", run);
    this.say(text && h("p", null, text));
    if (!text) return;
    this.ghost.hidden = true;
    announce(text);
  }
}
