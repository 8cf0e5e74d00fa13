import { TERMINAL } from "./ends.js";
import { afresh } from "./keeping.js";
import { AGED } from "./reload.js";
import { remember } from "./runner.js";

/** A call from before the page was loaded anew: what comes of it waits until a form takes it up. */
class Held {
  /** @param {import("../types").Kept} kept @param {Map<string, any>} runs */
  constructor(kept, runs) {
    this.kept = kept;
    this.runs = runs;
    // The server tells all of it once more.
    this.current = { n: 0 };
    /** @type {any[]} */
    this.messages = [];
    /** @type {(known: boolean) => void} */ this.ended = () => {};
    /** Resolves with whether the server still knew the call. */
    this.whole = new Promise((resolve) => (this.ended = resolve));
    runs.set(kept.id, this);
  }

  /** @param {any} message */
  receive(message) {
    this.messages.push(message);
    const known = message.op !== "refused";
    if (known && !TERMINAL.has(message.kind)) return;
    this.runs.delete(this.kept.id);
    this.ended(known);
  }
}

/**
 * Follow the calls that the tab remembers.
 * @param {import("../types").App} app @param {string} text what `remember` wrote
 */
export function follow(app, text) {
  /** @type {import("../types").Kept[]} */
  const all = JSON.parse(text).filter((/** @type {import("../types").Kept} */ { over }) => !over || !afresh());
  app.held = new Set(all.map((kept) => new Held(kept, app.runs)));
  for (const kept of all) if (kept.over) app.shown.set(kept.key, kept);
}

/**
 * Give a page its calls back: those that are on with their inputs, those that have ended with their results.
 * @param {import("../types").App} app @param {any} view
 * @param {boolean} filled whether its fields hold already what a person left in them
 */
export async function resume(app, view, filled) {
  if (!app.held?.size || !view.runners) return;
  await view.prepare();
  for (const runner of view.runners) {
    for (const held of app.held) {
      const { kept, messages, whole } = held;
      if (kept.key !== runner.key) continue;
      app.held.delete(held);
      if (kept.over) {
        whole.then((/** @type {boolean} */ known) => (known ? replay(app, runner, held) : forget(app, kept)));
        continue;
      }
      if (!filled) runner.view.fill(kept.inputs);
      runner.resume(kept, messages);
    }
  }
}

/** @param {import("../types").App} app @param {import("../types").Kept} kept */
function forget(app, { key }) {
  app.shown.delete(key);
  remember(app);
}

/** @param {import("../types").App} app @param {import("./runner.js").Runner} runner @param {Held} held */
function replay({ document }, runner, { kept, messages }) {
  // A former version of the function may have returned more.
  const outputs = messages.findLast(({ data }) => data?.outputs)?.data.outputs;
  if (outputs && outputs.length !== runner.endpoint.outputs.length) return;
  runner.replay(kept, messages, kept.version === document.hash ? "" : AGED);
}
