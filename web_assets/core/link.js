/** @param {number} bytes */
export const hex = (bytes) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What outlives a reload of the page in this tab, where that is allowed. @returns {Record<string, string>} */
function tab() {
  try {
    return sessionStorage;
  } catch {
    return {};
  }
}

export const memory = tab();

/** Milliseconds after which a page that was not seen trusts its socket no more. */
const AWAY = 20_000;

const dial = () => new WebSocket(new URL("ws", document.baseURI.replace("http", "ws")));

/** The document opened one while the rest was still on its way, where it may. */
const early = window.autouiSocket ?? dial();

/** The connection to the server: a websocket that reconnects, or plain HTTP where none can open. */
export class Link {
  /** @param {{hello: () => {page: string, runs: Record<string, number>}, receive: (message: any) => void, status: (wait: number | null) => void}} page */
  constructor(page) {
    this.page = page;
    this.session = memory.autoui ||= hex(16);
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
    // What was away may hold a socket that is long dead without knowing it.
    let away = 0;
    addEventListener("online", () => this.renew());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) away = Date.now();
      else if (Date.now() - away > AWAY) this.renew();
    });
    addEventListener("pageshow", (event) => event.persisted && this.retry());
  }

  /** @param {WebSocket} socket */
  connect(socket = early) {
    this.socket = socket;
    const closed = () => this.socket === socket && this.closed();
    const opened = () => this.opened(socket);
    socket.onopen = opened;
    socket.onmessage = ({ data }) => [JSON.parse(data)].flat().forEach((message) => this.receive(message));
    socket.onclose = closed;
    if (socket.readyState === 1) opened();
    if (socket.readyState > 1) closed();
  }

  /** @param {any} [socket] */
  opened(socket) {
    this.open = true;
    socket?.send(JSON.stringify({ op: "hello", session: this.session, ...this.page.hello() }));
    for (const submit of this.unanswered.values()) submit && this.post(submit);
    this.page.status(null);
  }

  closed() {
    this.failures++;
    this.leave();
    // Two sockets in a row brought nothing, none ever did: a proxy may forbid them.
    if (this.failures === 2 && !this.server) this.fallBack();
    else this.later();
  }

  leave() {
    this.open = false;
    this.socket = null;
    for (const { reject } of this.questions.values()) reject(new Error("The connection was lost."));
    this.questions.clear();
  }

  later() {
    const wait = Math.min(15, 0.2 * 2 ** this.failures) * (0.8 + Math.random() * 0.4);
    this.page.status(wait);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(), wait * 1000);
  }

  retry() {
    clearTimeout(this.timer);
    if (!this.socket && !this.http) this.connect(dial());
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

  /** Leave the socket, whatever its state, for a new one. */
  renew() {
    const { socket } = this;
    if (this.http) return;
    this.leave();
    if (socket) socket.onmessage = null;
    socket?.close();
    this.retry();
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
    this.unanswered.set(run.run, null);
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
