import { h } from "./base.js";
import { Runner } from "./runner.js";
import { drawLine, foot, percent, standing, Teller } from "./standing.js";

/** @typedef {import("../types").Run} Run */

/** One function that runs when a node says so: its inputs are other nodes' values, so are its outputs. */
export class Listener {
  /**
   * @param {import("./blocks.js").Tree} tree @param {import("../types").ListenerSpec} spec
   * @param {import("../types").Endpoint} endpoint @param {number} index among the page's listeners
   */
  constructor(tree, { trigger, event, inputs, outputs }, endpoint, index) {
    this.tree = tree;
    this.app = tree.app;
    this.trigger = trigger;
    this.event = event;
    this.inputs = inputs;
    this.outputs = outputs;
    this.endpoint = endpoint;
    this.touched = new Set([trigger, ...outputs]);
    this.isBusy = false;
    this.note = h(".note.listener-note", { hidden: true });
    this.teller = new Teller();
    this.runner = new Runner(this.app, endpoint, this, `${endpoint.name}#${index}`);
  }

  /** @returns {Record<string, any>} */
  values() {
    return Object.fromEntries(this.endpoint.inputs.map(({ name }, index) => [name, this.tree.models.get(this.inputs[index])?.get("value") ?? null]));
  }

  /** Put back what a call that is on was made with. @param {Record<string, any>} inputs */
  fill(inputs) {
    this.endpoint.inputs.forEach(({ name }, index) => {
      const field = this.tree.fieldOf(this.inputs[index]);
      if (field && name in inputs) field.value = inputs[name];
    });
  }

  start() {
    for (const id of this.inputs) this.tree.fieldOf(id)?.error("");
    this.runner.start(this.values());
  }

  /** @param {boolean} yes */
  busy(yes) {
    if (this.isBusy !== yes) for (const id of this.touched) this.tree.work(id, yes);
    this.isBusy = yes;
  }

  /** @param {any[]} values @param {boolean} [past] the fields hold what has been made of them since */
  show(values, past) {
    values.forEach((value, index) => {
      const id = this.outputs[index];
      if (!past || !this.tree.fieldOf(id)) this.tree.put(id, value);
    });
  }

  /** @param {Node | string} content */
  say(content) {
    this.note.hidden = !content;
    this.note.replaceChildren(content);
    const near = this.tree.spot(this.outputs[0] ?? this.trigger);
    if (near && this.note.parentNode !== near) near.append(this.note);
  }

  /** Beside each name of an output. @param {string} text @param {Run} run */
  stand(text, run) {
    for (const id of this.outputs) {
      const spot = this.tree.spot(id);
      const [line, words] = [spot?.querySelector(":scope > .line"), spot?.querySelector(":scope > .standing")];
      if (line) drawLine(/** @type {HTMLElement} */ (line), run);
      if (words && words.textContent !== text) words.textContent = text;
    }
  }

  /** @param {boolean} yes */
  streaming(yes) {
    for (const id of this.outputs) this.tree.spot(id)?.classList.toggle("streaming", yes);
  }

  // ---- what the runner tells

  /** @param {Run} run */
  slow(run) {
    this.busy(true);
    this.tick(run);
  }

  /** @param {Run} run */
  tick(run) {
    const known = percent(run);
    this.stand([standing(run, this.app.loading), run.printed.last].filter(Boolean).join(" · "), run);
    this.teller.tell(run);
    this.app.title(known === null ? "" : `(${known} %)`);
  }

  /** @param {Run} _run @param {any} data */
  notice(_run, data) {
    this.app.notice(data);
  }

  /** @param {Run} _run @param {any[]} outputs */
  came(_run, outputs) {
    this.streaming(true);
    this.show(outputs);
  }

  /** @param {Run} run @param {any} data */
  done(run, data) {
    this.say("");
    this.show(data.outputs, run.past);
    this.end(run, foot(data.seconds, run), "✓");
  }

  /** @param {Run} run @param {string} kind @param {any} data */
  async ended(run, kind, data) {
    if (data.errors?.length) {
      this.refused(run, data);
      return;
    }
    this.end(run, "", "✗");
    const { ended, failure } = await import("./outcome.js");
    const again = () => this.start();
    this.say(kind === "failed" ? failure({ app: this.app, endpoint: this.endpoint, form: { run: again } }, run, data) : ended(kind, run, data, again));
  }

  /** @param {Run} run @param {any} message */
  async refused(run, message) {
    this.end(run, "", "");
    if (message.errors?.length) this.tree.faults(this, message.errors);
    else this.say((await import("./outcome.js")).refusal(message));
  }

  /** @param {Run} run @param {string} text @param {string} mark for a tab that is not seen */
  end(run, text, mark) {
    this.stand(text, run);
    this.streaming(false);
    this.app.title(document.hidden ? mark : "");
  }

  idle() {
    this.busy(false);
  }
}
