import { paced } from "./base.js";
import { TERMINAL } from "./ends.js";
import { hex, memory } from "./link.js";
import { Printed } from "./printed.js";
import { same } from "./wire.js";

const UNNOTICED = 150;

/** @param {import("../types").Endpoint} endpoint @param {Record<string, any>} inputs */
function withoutSecrets({ inputs: all }, inputs) {
  const secrets = new Set(all.filter(({ secret }) => secret).map(({ name }) => name));
  return Object.fromEntries(Object.entries(inputs).filter(([name, value]) => !value || !secrets.has(name)));
}

/**
 * Write down the calls that are on and those whose results are shown, for the page that comes after a reload in this tab.
 * @param {import("../types").App} app
 */
export function remember({ runs, shown }) {
  const kept = [...shown.values(), ...[...runs.values()].map(({ kept }) => kept)].filter(Boolean);
  try {
    memory.autouiRuns = JSON.stringify(kept);
  } catch {
    // The inputs are too large to be kept: a reload lets go of the calls.
    delete memory.autouiRuns;
  }
}

/**
 * A call before anything has come of it.
 * @param {string} id @param {Record<string, any>} inputs @param {number} [began]
 * @returns {import("../types").Run}
 */
export const newRun = (id, inputs, began = performance.now()) => ({
  id, inputs, n: 0, began, over: null, past: false, said: "", streamed: false, values: [], stopping: false, progress: null, queue: null, others: 0, printed: new Printed(),
});

/** Between the page's own clock and the one that outlives it. */
const epoch = () => Date.now() - performance.now();

const MOST_KEPT = 10_000;

/**
 * What stands in the outputs after a value: where values are kept, it goes below those before it.
 * @param {any[]} before @param {{outputs: any[], kept?: {output: number, from: number, values: any[]}[]}} data
 */
function standing(before, { outputs, kept = [] }) {
  const now = [...outputs];
  for (const { output, from, values } of kept) {
    const old = before[output]?.show === "lines" ? before[output] : { props: { earlier: 0 }, value: [] };
    const { earlier } = old.props;
    const isNext = from >= earlier && from <= earlier + old.value.length;
    const all = [...(isNext ? old.value.slice(0, from - earlier) : []), ...values, outputs[output].value];
    const start = isNext ? earlier : from;
    const gone = Math.max(0, all.length - MOST_KEPT);
    now[output] = { show: "lines", props: { earlier: start + gone }, value: all.slice(gone) };
  }
  return now;
}

/**
 * Starts the calls of one endpoint, one at a time, and tells a view what becomes of them:
 * `slow(run)` when one takes longer than nobody notices, `tick(run)` every 100 ms from then on, and
 * at once, when it comes further,
 * `came(run, outputs)`, `done(run, data)`, `ended(run, kind, data)`, `refused(run, message)`,
 * `notice(run, data)`, `idle()`.
 */
export class Runner {
  /** @param {import("../types").App} app @param {import("../types").Endpoint} endpoint @param {any} view @param {string} [key] its name on the page */
  constructor(app, endpoint, view, key = endpoint.name) {
    this.app = app;
    this.endpoint = endpoint;
    this.view = view;
    this.key = key;
    /** The call as a reload needs it, once it takes long. @type {import("../types").Kept | null} */ this.kept = null;
    /** @type {import("../types").Run | null} */ this.current = null;
    /** @type {Record<string, any> | null} */ this.next = null;
    /** @type {any[] | null} */ this.latest = null;
    this.flush = paced(() => {
      if (this.current && this.latest) view.came(this.current, this.latest);
      this.latest = null;
    });
    this.turn = paced(() => this.clock && this.current && view.tick(this.current));
    this.clock = 0;
  }

  /** Start a call; while one is on, the newest waits. @param {Record<string, any>} inputs */
  start(inputs) {
    if (this.current) {
      this.next = same(this.current.inputs, inputs) ? null : inputs;
      return;
    }
    const run = this.take(newRun(hex(16), inputs));
    const { name, hash } = this.endpoint;
    this.app.link.submit({ run: run.id, endpoint: name, hash, inputs });
    this.patience = setTimeout(() => this.watch(run), UNNOTICED);
  }

  /** @param {import("../types").Run} run */
  take(run) {
    this.current = run;
    this.app.runs.set(run.id, this);
    return run;
  }

  /** Have the call remembered. @returns {void} */
  keep() {
    if (this.current) this.kept = this.note(this.current);
  }

  /** @param {import("../types").Run} run @returns {import("../types").Kept} */
  note({ id, inputs, began }) {
    return { id, inputs: withoutSecrets(this.endpoint, inputs), key: this.key, began: epoch() + began };
  }

  /** @param {import("../types").Run} run */
  watch(run) {
    this.keep();
    remember(this.app);
    this.view.slow(run);
    this.clock = setInterval(() => this.view.tick(run), 100);
  }

  stop() {
    this.next = null;
    if (!this.current) return;
    this.current.stopping = true;
    this.app.link.post({ op: "cancel", run: this.current.id });
  }

  /** @param {any} message */
  receive(message) {
    const run = this.current;
    if (run?.id !== message.run || !run) return;
    if (message.op === "refused") this.end(() => this.view.refused(run, message));
    else if (message.op === "event" && message.n > run.n) {
      run.n = message.n;
      this.event(run, message.kind, message.data ?? {});
    }
  }

  /** @param {import("../types").Run} run @param {string} kind @param {any} data */
  event(run, kind, data) {
    if (TERMINAL.has(kind)) {
      run.over = performance.now();
      // What brought nothing leaves the sheet to the result before it.
      if (kind === "done" || run.streamed || (kind === "failed" && !data.errors?.length)) this.app.shown.set(this.key, { ...this.note(run), over: epoch() + run.over, version: this.app.document.hash });
      this.end(() => this.tell(run, kind, data));
    } else if (kind === "notice") this.view.notice(run, data);
    else {
      this.learn(run, kind, data);
      if (kind === "value") {
        this.latest = run.values;
        this.flush();
      } else this.turn();
    }
  }

  /** @param {import("../types").Run} run @param {string} kind @param {any} data */
  tell(run, kind, data) {
    if (kind === "done") this.view.done(run, data);
    else this.view.ended(run, kind, data);
  }

  /** What an event says of a call that is on. @param {import("../types").Run} run @param {string} kind @param {any} data */
  learn(run, kind, data) {
    if (kind === "value") {
      run.streamed = true;
      run.values = standing(run.values, data);
    } else if (kind === "queued") run.queue = { ...data, at: performance.now() };
    else if (kind === "started") {
      run.queue = null;
      run.others = data.with ?? 0;
    } else if (kind === "progress") run.progress = { ...data, at: performance.now() };
    else if (kind === "log") run.printed.add(data.text);
  }

  /** @param {() => void} tell */
  end(tell) {
    this.leave();
    tell();
    const { next } = this;
    this.next = null;
    if (next) this.start(next);
    else this.view.idle();
  }

  leave() {
    clearTimeout(this.patience);
    clearInterval(this.clock);
    this.clock = 0;
    if (this.current) this.app.runs.delete(this.current.id);
    if (this.kept) {
      this.kept = null;
      remember(this.app);
    }
    this.current = this.latest = null;
  }

  /** Go on with a call that was on when the page was loaded anew. @param {import("../types").Kept} kept @param {any[]} messages what came of it so far */
  resume({ id, inputs, began }, messages) {
    this.watch(this.take(newRun(id, inputs, began - epoch())));
    for (const message of messages) this.receive(message);
  }

  /** Show once more what came of a call that had ended before the page was loaded anew. @param {import("../types").Kept} kept @param {any[]} messages all that came of it @param {string} said what stands below it, where it is not how long it took */
  replay(kept, messages, said) {
    const { id, inputs, began, over = 0 } = kept;
    // Meanwhile there is something newer.
    if (this.current || this.app.shown.get(this.key) !== kept) return;
    const run = { ...newRun(id, inputs, began - epoch()), over: over - epoch(), past: true, said };
    for (const { kind, data = {} } of messages) {
      if (TERMINAL.has(kind)) this.tell(run, kind, data);
      else this.learn(run, kind, data);
    }
  }

  /** Go on with a call that a former version of the page began. @param {Runner} old */
  adopt(old) {
    const run = old.current;
    if (!run) return;
    old.leave();
    this.current = run;
    this.app.runs.set(run.id, this);
    this.watch(run);
  }

  /** The server that knew the run is gone. @param {string} reason */
  lose(reason) {
    const run = this.current;
    if (run) this.end(() => this.view.ended(run, "lost", { reason }));
  }
}
