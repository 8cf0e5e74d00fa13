import { hex, paced } from "./dom.js";

export const TERMINAL = new Set(["done", "failed", "cancelled", "timed_out", "lost", "expired"]);
const PATIENCE = 150;

/**
 * Starts the calls of one endpoint, one at a time, and tells a view what becomes of them.
 *
 * The view may have: `slow(run)` when a run takes longer than nobody notices, `tick(run)` every
 * 100 ms and on each sign of life, `values(run, outputs)`, `done(run, data)`,
 * `ended(run, kind, data)`, `refused(run, message)`, `idle()`.
 */
export class Runner {
  /** @param {import("../types").App} app @param {import("../types").Endpoint} endpoint @param {any} view */
  constructor(app, endpoint, view) {
    this.app = app;
    this.endpoint = endpoint;
    this.view = view;
    /** @type {import("../types").Run | null} */
    this.current = null;
    /** @type {Record<string, any> | null} */
    this.next = null;
    this.latest = /** @type {any} */ (null);
    this.flush = paced(() => {
      if (this.current && this.latest) this.view.values(this.current, this.latest);
      this.latest = null;
    });
  }

  /** Start a call; while one is on, the newest waits. @param {Record<string, any>} inputs */
  start(inputs) {
    if (this.current) {
      this.next = inputs;
      return;
    }
    const run = {
      id: hex(16), inputs, n: 0, began: performance.now(),
      slow: false, streamed: false, stopping: false, progress: null, queue: null, log: "",
    };
    this.current = run;
    this.app.runs.set(run.id, this);
    this.app.link.submit({ run: run.id, endpoint: this.endpoint.name, hash: this.endpoint.hash, inputs });
    this.patience = setTimeout(() => {
      run.slow = true;
      this.view.slow(run);
      this.clock = setInterval(() => this.view.tick(run), 100);
    }, PATIENCE);
  }

  stop() {
    this.next = null;
    if (!this.current) return;
    this.current.stopping = true;
    this.app.link.cancel(this.current.id);
    this.tick();
  }

  tick() {
    if (this.current?.slow) this.view.tick(this.current);
  }

  /** @param {any} message */
  receive(message) {
    const run = this.current;
    if (!run || run.id !== message.run) return;
    if (message.op === "refused") this.end(() => this.view.refused(run, message));
    else if (message.op === "event") {
      run.n = Math.max(run.n, message.n);
      this.event(run, message.kind, message.data ?? {});
    }
  }

  /** @param {import("../types").Run} run @param {string} kind @param {any} data */
  event(run, kind, data) {
    if (TERMINAL.has(kind)) {
      this.end(() => (kind === "done" ? this.view.done(run, data) : this.view.ended(run, kind, data)));
      return;
    }
    if (kind === "value") {
      run.streamed = true;
      this.latest = data.outputs;
      this.flush();
      return;
    }
    if (kind === "queued") run.queue = data;
    else if (kind === "started") run.queue = null;
    else if (kind === "progress") run.progress = data;
    else if (kind === "log") run.log = data.text.trimEnd().split("\n").at(-1) || run.log;
    else if (kind === "notice") this.view.notice?.(run, data);
    this.tick();
  }

  /** @param {() => void} tell */
  end(tell) {
    clearTimeout(this.patience);
    clearInterval(this.clock);
    this.latest = null;
    if (this.current) this.app.runs.delete(this.current.id);
    this.current = null;
    tell();
    const next = this.next;
    this.next = null;
    if (next) this.start(next);
    else this.view.idle();
  }

  /** Go on with a call that a former version of the page began. @param {Runner} old */
  adopt(old) {
    const run = old.current;
    if (!run) return;
    clearTimeout(old.patience);
    clearInterval(old.clock);
    old.current = null;
    this.current = run;
    run.slow = true;
    this.app.runs.set(run.id, this);
    this.view.slow(run);
    this.clock = setInterval(() => this.view.tick(run), 100);
  }

  /** The server that knew the run is gone. @param {string} reason */
  lose(reason) {
    const run = this.current;
    if (run) this.end(() => this.view.ended(run, "lost", { reason }));
  }
}
