import { paced } from "./base.js";

/** @param {number} bytes */
export const hex = (bytes) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function secret() {
  const made = hex(16);
  try {
    return (sessionStorage.autoui ||= made);
  } catch {
    return made;
  }
}

/** The connection to the server: a websocket that reconnects, or plain HTTP where none can open. */
export class Link {
  /** @param {{hello: () => {page: string, runs: Record<string, number>}, receive: (message: any) => void, status: (wait: number | null) => void}} page */
  constructor(page) {
    this.page = page;
    this.session = secret();
    this.open = false;
    this.server = "";
    this.failures = 0;
    this.number = 0;
    this.timer = 0;
    /** @type {WebSocket | null} */ this.socket = null;
    /** @type {any} */ this.http = null;
    /** Submits that the server has not answered, by run. @type {Map<string, any>} */
    this.unanswered = new Map();
    /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
    this.questions = new Map();
    addEventListener("online", () => this.retry());
    addEventListener("pageshow", (event) => event.persisted && this.retry());
  }

  connect() {
    const url = new URL("ws", document.baseURI);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => this.opened(socket);
    socket.onmessage = ({ data }) => [JSON.parse(data)].flat().forEach((message) => this.receive(message));
    socket.onclose = () => this.socket === socket && this.closed();
  }

  /** @param {any} [socket] */
  opened(socket) {
    this.open = true;
    socket?.send(JSON.stringify({ op: "hello", session: this.session, ...this.page.hello() }));
    for (const submit of this.unanswered.values()) this.post(submit);
    this.page.status(null);
  }

  closed() {
    this.failures++;
    this.open = false;
    this.socket = null;
    for (const { reject } of this.questions.values()) reject(new Error("The connection was lost."));
    this.questions.clear();
    // Two sockets in a row brought nothing, none ever did: a proxy may forbid them.
    if (this.failures === 2 && !this.server) this.fallBack();
    else this.later();
  }

  later() {
    const wait = Math.min(15, 0.2 * 2 ** this.failures) * (0.8 + Math.random() * 0.4);
    this.page.status(wait);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(), wait * 1000);
  }

  retry() {
    clearTimeout(this.timer);
    if (!this.socket && !this.http) this.connect();
  }

  async fallBack() {
    try {
      const { Http } = await import("./http.js");
      this.http = await new Http(this).connect();
      this.opened();
    } catch {
      this.later();
    }
  }

  /** Say hello again, to be told what the page is now. */
  reopen() {
    this.socket?.close();
  }

  /** @param {any} message */
  receive(message) {
    if (message.run) this.unanswered.delete(message.run);
    if (message.op !== "answer") {
      this.page.receive(message);
      return;
    }
    const question = this.questions.get(message.request);
    this.questions.delete(message.request);
    if (message.error) question?.reject(new Error(message.error));
    else question?.resolve(message.data);
  }

  /** @param {any} message */
  post(message) {
    if (this.http) this.http.send(message);
    else if (this.open) this.socket?.send(JSON.stringify(message));
  }

  /** Ask for a run; asked again after a reconnect until the server has answered. @param {{run: string, endpoint: string, hash: string, inputs: any}} run */
  async submit(run) {
    const message = { op: "submit", ...run };
    // JSON spells a lone surrogate as an escape, and only that.
    if (JSON.stringify(run.inputs).includes("\\ud")) message.inputs = (await import("./pack.js")).pack(run.inputs);
    this.unanswered.set(run.run, message);
    this.post(message);
  }

  /** Ask and wait for the answer. @param {any} message @returns {Promise<any>} */
  ask(message) {
    return new Promise((resolve, reject) => {
      if (!this.open) {
        reject(new Error("There is no connection to the server."));
        return;
      }
      const request = ++this.number;
      this.questions.set(request, { resolve, reject });
      this.post({ ...message, request });
    });
  }
}

export const TERMINAL = new Set(["done", "failed", "cancelled", "timed_out", "lost", "expired"]);
const UNNOTICED = 150;

/**
 * Starts the calls of one endpoint, one at a time, and tells a view what becomes of them:
 * `slow(run)` when one takes longer than nobody notices, `tick(run)` every 100 ms from then on,
 * `values(run, outputs)`, `done(run, data)`, `ended(run, kind, data)`, `refused(run, message)`,
 * `notice(run, data)`, `idle()`.
 */
export class Runner {
  /** @param {import("../types").App} app @param {import("../types").Endpoint} endpoint @param {any} view */
  constructor(app, endpoint, view) {
    this.app = app;
    this.endpoint = endpoint;
    this.view = view;
    /** @type {import("../types").Run | null} */ this.current = null;
    /** @type {Record<string, any> | null} */ this.next = null;
    /** @type {any[] | null} */ this.latest = null;
    this.flush = paced(() => {
      if (this.current && this.latest) view.values(this.current, this.latest);
      this.latest = null;
    });
  }

  /** Start a call; while one is on, the newest waits. @param {Record<string, any>} inputs */
  start(inputs) {
    if (this.current) {
      this.next = inputs;
      return;
    }
    const run = { id: hex(16), inputs, n: 0, began: performance.now(), streamed: false, stopping: false, progress: null, queue: null, log: "" };
    const { name, hash } = this.endpoint;
    this.current = run;
    this.app.runs.set(run.id, this);
    this.app.link.submit({ run: run.id, endpoint: name, hash, inputs });
    this.patience = setTimeout(() => this.watch(run), UNNOTICED);
  }

  /** @param {import("../types").Run} run */
  watch(run) {
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
    else if (message.op === "event") {
      run.n = Math.max(run.n, message.n);
      this.event(run, message.kind, message.data ?? {});
    }
  }

  /** @param {import("../types").Run} run @param {string} kind @param {any} data */
  event(run, kind, data) {
    if (kind === "done") this.end(() => this.view.done(run, data));
    else if (TERMINAL.has(kind)) this.end(() => this.view.ended(run, kind, data));
    else if (kind === "value") {
      run.streamed = true;
      this.latest = data.outputs;
      this.flush();
    } else if (kind === "queued") run.queue = data;
    else if (kind === "started") run.queue = null;
    else if (kind === "progress") run.progress = data;
    else if (kind === "log") run.log = data.text.trimEnd().split("\n").at(-1) || run.log;
    else if (kind === "notice") this.view.notice(run, data);
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
    if (this.current) this.app.runs.delete(this.current.id);
    this.current = this.latest = null;
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
