import { hex } from "./dom.js";
import { pack } from "./wire.js";

function secret() {
  try {
    const kept = sessionStorage.getItem("autoui");
    if (kept) return kept;
    const made = hex(16);
    sessionStorage.setItem("autoui", made);
    return made;
  } catch {
    return hex(16);
  }
}

/**
 * The connection to the server: a websocket that reconnects, or plain HTTP where none can open.
 */
export class Link {
  /** @param {{hello: () => {page: string, runs: Record<string, number>}, receive: (message: any) => void, status: (wait: number | null) => void}} page */
  constructor(page) {
    this.page = page;
    this.session = secret();
    this.open = false;
    this.server = "";
    /** @type {Record<string, number>} */ this.limits = {};
    this.failures = 0;
    this.number = 0;
    /** @type {any} */ this.socket = null;
    /** @type {any} */ this.http = null;
    /** Submits that the server has not answered, by run. @type {Map<string, any>} */
    this.unanswered = new Map();
    /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
    this.questions = new Map();
    this.timer = 0;
    addEventListener("online", () => this.retry());
    addEventListener("pagehide", () => this.socket?.close());
    addEventListener("pageshow", (event) => event.persisted && this.retry());
  }

  connect() {
    const url = new URL("ws", document.baseURI);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (event) => this.frame(event.data);
    socket.onclose = () => {
      if (this.socket === socket) this.closed();
    };
  }

  opened() {
    this.open = true;
    this.failures = 0;
    this.post({ op: "hello", session: this.session, ...this.page.hello() });
    for (const submit of this.unanswered.values()) this.post(submit);
    this.page.status(null);
  }

  closed() {
    const wasOpen = this.open;
    this.open = false;
    this.socket = null;
    for (const { reject } of this.questions.values()) reject(new Error("The connection was lost."));
    this.questions.clear();
    this.failures = wasOpen ? 0 : this.failures + 1;
    if (this.failures === 2 && !this.server) this.fallBack();
    else this.later();
  }

  later() {
    const wait = Math.min(15, 0.4 * 2 ** this.failures) * (0.8 + Math.random() * 0.4);
    this.page.status(wait);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(), wait * 1000);
  }

  retry() {
    clearTimeout(this.timer);
    if (!this.socket && !this.http) this.connect();
  }

  /** Say hello again, to be told what the page is now. */
  reopen() {
    this.socket?.close();
  }

  /** Two sockets in a row did not open: a proxy may forbid them, so ask over HTTP. */
  async fallBack() {
    try {
      const { Http } = await import("./http.js");
      const http = new Http(this);
      await http.connect();
      this.http = http;
      this.open = true;
      for (const submit of this.unanswered.values()) http.send(submit);
      this.page.status(null);
    } catch {
      this.later();
    }
  }

  /** @param {string} text */
  frame(text) {
    const parsed = JSON.parse(text);
    for (const message of Array.isArray(parsed) ? parsed : [parsed]) this.receive(message);
  }

  /** @param {any} message */
  receive(message) {
    if (message.run) this.unanswered.delete(message.run);
    if (message.op === "answer") {
      const question = this.questions.get(message.request);
      this.questions.delete(message.request);
      if (message.error) question?.reject(new Error(message.error));
      else question?.resolve(message.data);
      return;
    }
    this.page.receive(message);
  }

  /** @param {any} message */
  post(message) {
    if (this.http) this.http.send(message);
    else if (this.open) this.socket.send(JSON.stringify(message));
  }

  /** Ask for a run; sent again until the server has answered. @param {{run: string, endpoint: string, hash: string, inputs: any}} run */
  submit(run) {
    const message = { op: "submit", ...run, inputs: pack(run.inputs) };
    this.unanswered.set(run.run, message);
    this.post(message);
  }

  /** @param {string} run */
  cancel(run) {
    this.post({ op: "cancel", run });
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
