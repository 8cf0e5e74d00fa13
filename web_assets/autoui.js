import { announce, copy, dialog, find, h, icon, iconButton, menu, toast } from "./core/dom.js";
import { Interface } from "./core/interface.js";
import { Link } from "./core/link.js";
import { load, makeHost } from "./core/model.js";

/** @typedef {import("./types").App & Record<string, any>} State */

const read = (/** @type {string} */ id) => JSON.parse(find("#" + id).textContent || "null");

class Page {
  constructor() {
    this.state = read("state") ?? {};
    this.link = new Link({
      hello: () => ({ page: this.app.document?.hash ?? "", runs: this.following() }),
      receive: (message) => this.receive(message),
      status: (wait) => this.connection(wait),
    });
    /** @type {State} */
    this.app = {
      document: read("document"),
      nodes: new Map(),
      link: this.link,
      host: makeHost(this.link),
      runs: new Map(),
      loading: "",
      debug: false,
      title: (text) => this.title(text),
      notice: ({ text }) => toast(text),
    };
    /** @type {any} */ this.view = null;
    this.server = "";
    /** @type {(() => void) | undefined} */ this.whenOpen = undefined;
    this.main = find("main");
    /** @type {Promise<void>} */
    this.drawn = Promise.resolve();
    this.furniture();
    this.link.connect();
    addEventListener("hashchange", () => this.show());
    addEventListener("keydown", (event) => this.key(event));
    this.phone = matchMedia("(max-width: 719.98px)");
    this.phone.addEventListener("change", () => this.view?.dock?.(this.phone.matches));
    window.visualViewport?.addEventListener("resize", () => this.lift());
    document.addEventListener("visibilitychange", () => !document.hidden && !this.app.runs.size && this.title(""));
    if (this.app.document) this.adopt(this.app.document);
    else this.starting();
  }

  /** What is there once, whatever the page shows. */
  furniture() {
    const more = iconButton("dots", "More", () => this.more(more));
    more.setAttribute("aria-haspopup", "menu");
    find(".head").append(h(".head-tools", null, more));
    find(".signature").onclick = () => !String(getSelection()) && find(".signature").classList.toggle("open");
    find("#autoui").append(
      h("div", { id: "dock" }),
      h("div", { id: "link", role: "status", hidden: true }),
      h("div", { id: "toast", "aria-hidden": "true" }),
      h("div.unseen", { id: "live", "aria-live": "polite" }),
    );
  }

  /** @param {string} text */
  title(text) {
    const title = [text, this.app.document?.title || this.state.sketch?.title || document.title].filter(Boolean).join(" ");
    if (document.title !== title) document.title = title;
  }

  following() {
    return Object.fromEntries([...this.app.runs].map(([id, runner]) => [id, runner.current?.n ?? 0]));
  }

  // ---- the page document

  /** @param {any} document_ */
  adopt(document_) {
    this.app.document = document_;
    this.app.debug = document_.debug;
    this.app.nodes = new Map(document_.nodes.map((/** @type {any} */ node) => [node.id, node]));
    this.app.loading = "";
    this.title("");
    return this.show();
  }

  page() {
    const { pages } = this.app.document;
    const wanted = decodeURIComponent(location.hash.slice(1));
    return pages.length === 1 ? pages[0] : pages.find(({ name }) => name === wanted);
  }

  /** @returns {Promise<void>} */
  show() {
    this.drawn = this.drawn.then(() => this.draw()).catch((/** @type {any} */ error) => {
      console.error(error);
      this.main.replaceChildren(h("p.broken", null, `The page could not be drawn: ${error.message}`));
    });
    return this.drawn;
  }

  async draw() {
    const page = this.page();
    const old = this.view;
    if (page && old?.page === page) return;
    this.heading(page);
    const root = page && this.app.nodes.get(page.root);
    /** @type {any} */
    let view;
    if (!page) view = (await import("./core/pages.js")).index(this.app);
    else if (root?.kind === "interface" && page.endpoint) view = await this.interface(page, old);
    else view = await (await import("./core/blocks.js")).blocks(this.app, page);
    view.page = page;
    this.view = view;
    find("#dock").replaceChildren();
    const article = page?.article ? [h("article", { html: page.article })] : [];
    this.main.replaceChildren(view.el, ...article);
    view.dock?.(this.phone.matches);
    if (old?.page?.name === page?.name && view.inherit && old?.fields) view.inherit(old);
    else if (page && location.search) await this.prefill(view);
    await this.interactive();
    await view.prepare?.();
    if (this.wanted) view.run?.();
    this.wanted = false;
  }

  /** @param {any} page @param {any} old */
  async interface(page, old) {
    const view = new Interface(this.app, page);
    const kinds = view.fields.map(({ node }) => load(node.kind, node.props.module));
    await Promise.allSettled(kinds);
    await view.draw(old?.page?.name === page.name ? old.keep?.() : undefined);
    return view;
  }

  async interactive() {
    if (!this.link.open) await new Promise((resolve) => (this.whenOpen = () => resolve(undefined)));
    if (!performance.getEntriesByName("autoui-interactive").length) performance.mark("autoui-interactive");
  }

  /** @param {any} page */
  heading(page) {
    const { document: all } = this.app;
    const endpoint = page?.endpoint && all.endpoints.find(({ name }) => name === page.endpoint);
    find("h1").textContent = page?.title ?? all.title;
    find(".description").innerHTML = page?.description ?? "";
    find(".signature").textContent = endpoint ? endpoint.signature : "";
    find(".up")?.remove();
    if (page && all.pages.length > 1) find(".titles").prepend(h("a.up", { href: "#" }, icon("back"), all.title));
  }

  /** Texts of the link become inputs. @param {any} view */
  async prefill(view) {
    if (!view.fill) return;
    const names = new Set(view.fields.map((/** @type {any} */ field) => field.name));
    const texts = Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => names.has(name)));
    if (!Object.keys(texts).length) return;
    await this.interactive();
    try {
      const answer = await this.link.ask({ op: "prefill", endpoint: view.endpoint.name, texts });
      view.fill(answer.values ?? answer.inputs ?? {}, answer.errors ?? []);
    } catch (error) {
      toast(`The link's inputs could not be read: ${/** @type {Error} */ (error).message}`);
    }
  }

  // ---- messages

  /** @param {any} message */
  receive(message) {
    const act = /** @type {Record<string, () => any>} */ ({
      welcome: () => this.welcome(message),
      page: () => message.hash !== this.app.document?.hash && this.updated(message.document),
      loading: () => this.loading(message),
      page_failed: () => this.trouble(message),
    })[message.op];
    if (act) act();
    else this.app.runs.get(message.run)?.receive(message);
    if (message.op === "refused" && message.code === "changed") this.link.reopen();
  }

  /** @param {any} message */
  welcome(message) {
    const { server } = message;
    if (this.server && this.server !== server)
      for (const runner of [...this.app.runs.values()]) if (runner.current?.n) runner.lose("the server was started anew");
    this.server = this.link.server = server;
    this.link.limits = message.limits;
    this.whenOpen?.();
  }

  /** @param {any} document_ */
  updated(document_) {
    find("#trouble")?.remove();
    this.sketch?.close();
    this.sketch = null;
    if (this.view) announce("The app was updated");
    return this.adopt(document_);
  }

  async starting() {
    const { Sketch } = await import("./core/starting.js");
    if (this.app.document) return;
    this.sketch = new Sketch(this.app, this.state.sketch, () => (this.wanted = true));
    this.main.replaceChildren(this.sketch.el);
    if (this.last) this.sketch.loading(this.last);
    if (this.failed) this.trouble(this.failed);
  }

  /** @param {any} message */
  loading(message) {
    this.last = message;
    this.app.loading = message.text;
    this.sketch?.loading(message);
  }

  /** @param {any} message */
  async trouble(message) {
    this.failed = message;
    this.app.loading = "";
    const { trouble } = await import("./core/starting.js");
    trouble(this, message);
  }

  /** A thin bar counts down to the next try. @param {number | null} wait seconds, or null when connected */
  connection(wait) {
    const bar = find("#link");
    clearTimeout(this.barTimer);
    if (wait === null) {
      bar.hidden = true;
      if (this.link.http) this.whenOpen?.();
      return;
    }
    const show = () => {
      const running = this.app.runs.size ? " The call goes on there; its result will appear here." : " Your inputs are kept.";
      const line = h("i");
      line.style.animationDuration = `${wait}s`;
      bar.replaceChildren(line, h("span", null, "No connection to the server." + running), h("button.link", { type: "button", onclick: () => this.link.retry() }, "Try now"));
      bar.hidden = false;
    };
    if (bar.hidden) this.barTimer = setTimeout(show, 700);
    else show();
  }

  // ---- keys and menus

  /** @param {KeyboardEvent} event */
  key(event) {
    const { view } = this;
    if (!view || find("dialog[open]")) return;
    const typing = /** @type {HTMLElement} */ (event.target).closest?.("input,textarea,select,[contenteditable]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) view.run?.();
    else if (event.key === "Escape" && view.runner?.current && !find(":popover-open")) view.stop();
    else if (event.altKey && /^Digit[1-9]$/.test(event.code) && view.use) view.use(Number(event.code[5]) - 1);
    else if (event.key === "?" && !typing) this.keys();
    else return;
    event.preventDefault();
  }

  keys() {
    const mac = /Mac|iP/.test(navigator.platform);
    const rows = [[mac ? "⌘ ↵" : "Ctrl ↵", "Run"], ["↵", "Run, from a field of one line"], ["Esc", "Stop"], [mac ? "⌥ 1–9" : "Alt 1–9", "Take an example"], ["?", "This list"]];
    dialog({ title: "Keys", body: h("dl.keys", null, rows.map(([key, what]) => [h("dt", null, h("kbd", null, key)), h("dd", null, what)])) });
  }

  /** @param {HTMLElement} button */
  more(button) {
    const { view } = this;
    /** @type {{label: string, note?: string, run: () => void}[]} */
    const items = [{ label: "Keys", note: "?", run: () => this.keys() }, { label: "HTTP API", run: () => open("openapi.json", "_blank", "noopener") }];
    if (view?.fields)
      items.unshift(
        { label: "Copy link to these inputs", run: async () => copy((await import("./core/share.js")).linkTo(view.endpoint, view.values())) },
        { label: "Reset inputs", run: () => view.reset() },
      );
    menu(button, items);
  }

  /** Keep the dock above a phone's keyboard. */
  lift() {
    const { height = innerHeight, offsetTop = 0 } = window.visualViewport ?? {};
    find("#dock").style.setProperty("--lift", `${Math.max(0, innerHeight - height - offsetTop)}px`);
  }
}

new Page();
