import { TERMINAL } from "./ends.js";

/** The same messages without a websocket: POST to submit, server-sent events to follow. */
export class Http {
  /** @param {any} link */
  constructor(link) {
    this.link = link;
    this.headers = { Authorization: "Bearer " + link.session };
  }

  /** Resolves when the server answers; from then on the page's own messages are followed. */
  async connect() {
    const answer = await this.listen();
    this.keepListening(answer);
    for (const [run, n] of Object.entries(this.link.page.hello().runs)) this.follow(run, Number(n));
    return this;
  }

  async listen() {
    const answer = await this.fetch("events", {});
    if (!answer.ok) throw new Error(`events: ${answer.status}`);
    return answer;
  }

  /** A proxy may cut the stream; only a server that does not answer is gone. @param {Response} first */
  async keepListening(first) {
    try {
      for (let answer = first; ; answer = await this.listen()) {
        await this.read(answer, (message) => this.link.receive(message)).catch(() => {});
        await new Promise((then) => setTimeout(then, 1000));
      }
    } catch {
      this.link.open = false;
      this.link.http = null;
      this.link.failures = 1;
      this.link.later();
    }
  }

  /** @param {any} message */
  send(message) {
    if (message.op === "submit") this.submit(message);
    else if (message.op === "cancel") this.fetch(`api/runs/${message.run}`, { method: "DELETE" });
    else if (message.request)
      this.link.receive({ op: "answer", request: message.request, error: "This needs a websocket, and none could be opened." });
  }

  /** @param {string} path @param {RequestInit} options */
  fetch(path, options) {
    return fetch(path, { ...options, headers: { ...this.headers, "Content-Type": "application/json" } });
  }

  /** @param {any} message */
  async submit({ run, endpoint, hash, inputs }) {
    const answer = await this.fetch(`api/${endpoint}/runs`, { method: "POST", body: JSON.stringify({ run, hash, inputs }) }).catch(
      () => null,
    );
    if (!answer) return;
    if (answer.ok) {
      this.link.receive({ op: "accepted", run });
      this.follow(run, 0);
      return;
    }
    const details = await answer.json().catch(() => ({}));
    const codes = /** @type {Record<number, string>} */ ({ 404: "unknown", 409: "changed", 422: "invalid", 429: "full" });
    this.link.receive({
      op: "refused",
      run,
      code: codes[answer.status] ?? "malformed",
      message: details.detail ?? "",
      errors: details.errors ?? [],
      retry_after: Number(answer.headers.get("Retry-After") ?? 0),
    });
  }

  /** @param {string} run @param {number} from */
  async follow(run, from) {
    let after = from;
    let ended = false;
    while (!ended && this.link.http) {
      const answer = await this.fetch(`api/runs/${run}/events?after=${after}`, {}).catch(() => null);
      if (answer?.status === 404) {
        this.link.receive({ op: "refused", run, code: "unknown", errors: [] });
        return;
      }
      if (!answer?.ok) return;
      await this.read(answer, (message, n, kind) => {
        const event = message.op ? message : { op: "event", run, n, kind, data: message };
        after = event.n;
        ended = TERMINAL.has(event.kind);
        this.link.receive(event);
      }).catch(() => {});
    }
  }

  /** @param {Response} answer @param {(data: any, id: number, event: string) => void} take */
  async read(answer, take) {
    const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true }).replaceAll("\r", "");
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (/** @type {string} */ name) =>
          block.split("\n").filter((line) => line.startsWith(name + ":")).map((line) => line.slice(name.length + 1).trimStart()).join("\n");
        if (field("data")) take(JSON.parse(field("data")), Number(field("id")), field("event"));
      }
    }
  }
}
