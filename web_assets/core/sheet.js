import { callLine } from "./call.js";
import { announce, duration, h, icon, iconButton, menu, several } from "./dom.js";
import { mount } from "./model.js";
import { same } from "./wire.js";

/** @param {string} how */
const HOW = /** @type {Record<string, string>} */ ({
  queued: "Stopped before it began.",
  asked: "Stopped.",
  interrupted: "Stopped: the call was interrupted.",
  fenced: "Stopped here. The call itself did not end and may still be at work.",
});

const ENDS = /** @type {Record<string, (data: any) => string>} */ ({
  cancelled: (data) => HOW[data.how] ?? "Stopped.",
  timed_out: (data) => `Stopped after ${duration(data.limit)}, the time limit.`,
  lost: (data) => `The call was lost: ${data.reason || "its process ended"}. Nothing of it runs any more; your inputs are kept.`,
  expired: () => "It waited too long in the queue and was given up.",
});

/** The raised sheet: the call, what it gave, what it is doing. */
export class Sheet {
  /** @param {import("../types").App} app @param {import("../types").Endpoint} endpoint @param {{again: () => void, values: () => Record<string, any>}} form */
  constructor(app, endpoint, form) {
    this.app = app;
    this.endpoint = endpoint;
    this.form = form;
    /** @type {Record<string, any> | null} The inputs of the result that is shown. */
    this.shown = null;
    this.line = h(".line");
    this.call = h("code.call", { tabindex: 0, role: "group", "aria-label": "The call" });
    const share = h("button.icon-button", { type: "button", "aria-label": "Copy the call", "aria-haspopup": "menu", "aria-expanded": "false", title: "Copy the call", onclick: () => this.share(share) }, icon("copy"));
    this.head = h("header.sheet-head", null, this.call, share);
    this.ghost = h(".ghost");
    this.note = h(".note", { hidden: true });
    this.results = h(".results", { hidden: true });
    this.also = h(".also", { hidden: true });
    this.status = h("span.status");
    this.log = h("span.log");
    this.foot = h("footer.sheet-foot", null, this.status, this.log);
    this.el = h(
      "section.sheet",
      { "data-sheet": true, "data-state": "empty", "aria-label": "Result" },
      this.line, this.head, h(".sheet-body", null, this.ghost, this.note, this.results, this.also), this.foot,
    );
    this.outputs = endpoint.outputs.map((output) => this.output(output));
    this.results.classList.toggle("several", endpoint.outputs.length > 1);
  }

  /** @param {{name: string, node: string, shape: string}} output */
  output({ name, node, shape }) {
    const spec = /** @type {import("../types").NodeSpec} */ (this.app.nodes.get(node));
    const tools = h(".tools");
    const value = h(".value");
    const label = spec.props.label ?? name;
    const el = h(
      ".output",
      { "data-output": name, "data-shape": shape, id: spec.props.elem_id, class: (spec.props.elem_classes ?? []).join(" ") },
      this.endpoint.outputs.length > 1 ? h("h3", null, label) : null,
      tools,
      value,
    );
    this.results.append(el);
    return { spec, label, el, tools, value, model: /** @type {any} */ (null) };
  }

  /** Load what draws the results, so that the first one need not wait. */
  async prepare() {
    await Promise.all(
      this.outputs.map(async (output) => {
        const { spec, value, label } = output;
        const state = { ...spec.props, label, value: spec.value ?? null, mode: "output", id: "o-" + spec.id.replace(/[^\w-]/g, "-"), wide: this.outputs.length === 1 };
        const { model } = await mount(this.app.host, spec.kind, state, value);
        output.model = model;
        model.on("change:actions", () => this.offer(output));
        this.offer(output);
      }),
    );
  }

  /** @param {any} output */
  offer(output) {
    const actions = output.model.get("actions") ?? [];
    output.tools.replaceChildren(
      ...actions.map((/** @type {any} */ action) => iconButton(action.icon ?? action.id, action.label, action.run)),
      iconButton("expand", "Expand", () => this.expand(output)),
    );
  }

  /** @param {any} output */
  expand({ model, spec, label }) {
    const body = h(".expanded");
    const box = this.app.host.dialog({ title: label, body, wide: true });
    const drawn = this.app.host.mount(spec.kind, spec.props, model.get("value"), body, "output");
    box.addEventListener("close", () => drawn.then(({ destroy }) => destroy()));
  }

  /** @param {HTMLElement} button */
  async share(button) {
    const { python, commandLine, curl, linkTo } = await import("./share.js");
    const inputs = this.shown ?? this.form.values();
    const ways = /** @type {[string, (endpoint: any, inputs: any) => string][]} */ ([
      ["Python", python], ["Command line", commandLine], ["curl", curl], ["Link", linkTo],
    ]);
    menu(button, ways.map(([label, write]) => ({ label: "Copy as " + label, run: () => this.app.host.copy(write(this.endpoint, inputs)) })));
  }

  /** @param {string} name @param {import("../types").Run} [run] */
  state(name, run) {
    this.el.dataset.state = name;
    if (run) this.el.dataset.runId = run.id;
  }

  /** What the form says now, against what the result was made of. @param {Record<string, any>} inputs */
  compare(inputs) {
    if (!this.shown) this.name(inputs);
    this.stale(!!this.shown && !same(inputs, this.shown));
  }

  /** @param {boolean} yes */
  stale(yes) {
    this.el.classList.toggle("stale", yes);
  }

  /** @param {Record<string, any>} inputs */
  name(inputs) {
    const text = callLine(this.endpoint, inputs);
    if (this.call.textContent !== text) this.call.textContent = text;
  }

  /** Before there is a result: what the documentation says it will be. @param {string | null | undefined} result */
  empty(result) {
    if (this.shown || this.el.dataset.state !== "empty") return;
    if (result) this.ghost.replaceChildren(h("pre" + (result.length > 80 ? "" : ".short"), null, result), h("p.hint", null, "from the docs"));
    else if (this.endpoint.docs) this.ghost.replaceChildren(h("div", { html: this.endpoint.docs }), h("p.hint", null, "from the docs"));
    else this.ghost.replaceChildren(h("p.hint", null, h("kbd", null, /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl"), " ", h("kbd", null, "↵"), " to run"));
  }

  /** @param {any[]} outputs */
  show(outputs) {
    this.ghost.hidden = true;
    this.results.hidden = false;
    outputs.forEach((value, index) => {
      const output = this.outputs[index];
      if (output.model) output.model.set("value", value);
      else this.ready = (this.ready ?? this.prepare()).then(() => output.model.set("value", value));
    });
  }

  /** @param {Node | string | null} [content] */
  say(content) {
    this.note.hidden = !content;
    this.note.replaceChildren(...(content ? [content] : []));
  }

  /** @param {import("../types").Run} run */
  slow(run) {
    this.state(run.queue ? "queued" : "running", run);
    this.el.setAttribute("aria-busy", "true");
    this.status.textContent = "";
    announce("Running");
  }

  /** @param {import("../types").Run} run */
  tick(run) {
    const { progress, queue } = run;
    const seconds = (performance.now() - run.began) / 1000;
    const known = progress && typeof progress.value === "number";
    this.state(queue ? "queued" : "running");
    this.line.classList.toggle("known", !!known);
    if (known) this.line.style.setProperty("--done", String(Math.min(1, Math.max(0, progress.value))));
    this.status.textContent = [
      run.stopping && "stopping",
      this.app.loading,
      queue && (queue.position ? `${queue.position} ahead` : "next in line"),
      queue?.eta && `about ${Math.ceil(queue.eta)} s`,
      progress?.desc,
      known && `${Math.floor(progress.value * 100)} %`,
      progress?.total && `${progress.done}/${progress.total} ${progress.unit ?? ""}`.trim(),
      seconds >= 1 && duration(seconds),
    ].filter(Boolean).join(" · ");
    if (this.log.textContent !== run.log) this.log.textContent = run.log;
    if (known) announce(`${Math.floor(progress.value * 10) * 10} %`);
    this.app.title(known ? `(${Math.floor(progress.value * 100)} %)` : "");
  }

  /** @param {import("../types").Run} run @param {any[]} outputs */
  values(run, outputs) {
    this.say();
    this.show(outputs);
    this.el.classList.add("streaming");
    this.shown = run.inputs;
    this.name(run.inputs);
  }

  settle() {
    this.el.removeAttribute("aria-busy");
    this.el.classList.remove("streaming", "old");
    this.line.classList.remove("known");
    this.log.textContent = "";
    this.status.textContent = "";
  }

  /** @param {import("../types").Run} run @param {any} data */
  done(run, data) {
    this.show(data.outputs);
    this.say();
    this.settle();
    this.shown = run.inputs;
    this.name(run.inputs);
    this.effects(data.effects ?? {});
    this.status.textContent = `${duration(data.seconds)} · ${new Date().toLocaleTimeString()}`;
    this.state("done", run);
    announce("Done. " + this.results.innerText.slice(0, 120));
    this.app.title(document.hidden ? "✓" : "");
  }

  /** @param {any} effects */
  effects(effects) {
    const { figures = [], files = [], changed = [], printed = "", main } = effects;
    const found = figures.length + files.length + changed.length + printed.length;
    this.also.hidden = !found;
    this.also.replaceChildren();
    this.results.classList.toggle("effect", !!main && this.outputs.every(({ model }) => (model?.get("value")?.show ?? "nothing") === "nothing"));
    if (found) import("./outcome.js").then(({ showEffects }) => showEffects(this, effects));
  }

  /** @param {import("../types").Run} run @param {string} kind @param {any} data */
  async ended(run, kind, data) {
    const kept = run.streamed || this.shown;
    this.settle();
    this.app.title(document.hidden ? "✗" : "");
    if (kind !== "failed") {
      this.ghost.hidden = true;
      const text = ENDS[kind](data);
      this.say(h("p", null, text, " ", h("button.link", { type: "button", onclick: () => this.form.again() }, "Run again")));
      this.state(kind, run);
      this.el.classList.toggle("old", !!kept && !run.streamed);
      announce(text);
      return;
    }
    this.ghost.hidden = true;
    if (!run.streamed) {
      this.results.hidden = true;
      this.also.hidden = true;
    }
    this.shown = run.inputs;
    this.name(run.inputs);
    this.state("failed", run);
    announce(`Failed: ${data.message || data.type}`);
    const { failure } = await import("./outcome.js");
    this.say(failure(this, run, data));
  }

  /** The run never began. @param {string} text */
  refused(text) {
    this.settle();
    if (!this.shown) this.state("empty");
    else this.state("done");
    this.ghost.hidden = !!text || !!this.shown;
    this.say(text ? h("p", null, text) : null);
    if (text) announce(text);
  }

  /** @param {number} count */
  static faults = (count) => several(count, "field") + " to correct";
}
