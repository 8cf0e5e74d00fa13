/** A call that was on when the page was loaded anew: what comes of it waits until a form takes it up. */
class Held {
  /** @param {import("../types").Kept} kept */
  constructor(kept) {
    this.kept = kept;
    // The server tells all of it once more.
    this.current = { n: 0 };
    /** @type {any[]} */
    this.messages = [];
  }

  /** @param {any} message */
  receive(message) {
    this.messages.push(message);
  }
}

/**
 * Follow the calls that the tab remembers.
 * @param {import("../types").App} app @param {string} text what `remember` wrote
 */
export function follow(app, text) {
  for (const kept of JSON.parse(text)) app.runs.set(kept.id, new Held(kept));
}

/**
 * Give a page its calls back, and their inputs with them.
 * @param {import("../types").App} app @param {any} view
 * @param {boolean} filled whether its fields hold already what a person left in them
 */
export async function resume(app, view, filled) {
  const held = [...app.runs.values()].filter((one) => one instanceof Held);
  if (!held.length || !view.runners) return;
  await view.prepare();
  for (const runner of view.runners) {
    const mine = held.find(({ kept }) => kept.key === runner.key);
    if (!mine) continue;
    if (!filled) runner.view.fill(mine.kept.inputs);
    runner.resume(mine.kept, mine.messages);
  }
}
