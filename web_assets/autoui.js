import { announce, aria, find, h, icon, iconButton, load, mount, style } from "./core/base.js";
import { Interface } from "./core/interface.js";
import { Link, memory } from "./core/link.js";

const read = (/** @type {string} */ id) => JSON.parse(find("#" + id).textContent || "null");

/** @type {Promise<typeof import("./core/overlay.js")> | undefined} */ let above;
/** What opens above the page, loaded when it is first needed; who asks first is served first. */
const overlay = () => (above ??= import("./core/overlay.js").catch((error) => {
  above = undefined;
  throw error;
}));

/**
 * What every component may ask of the page.
 * @param {Link} link @returns {import("./types").Host}
 */
function makeHost(link) {
  /** @type {import("./types").Host} */
  const host = {
    h,
    icon,
    announce,
    copy: async (text) => (await overlay()).copy(text),
    dialog: async (options) => (await overlay()).dialog(options),
    upload: async (file, progress, name) => (await import("./core/upload.js")).upload(link.session, file, progress, name),
    fileUrl: (blob, name) => `files/${blob.$blob}/${encodeURIComponent(name ?? blob.name)}`,
    frameUrl: (blob) => "frame/" + blob.$blob,
    rows: (table, query) => link.ask({ op: "rows", table: table.$blob, ...query }),
    mount: (kind, props, value, el, mode = "output") => mount(host, kind, { ...props, value, mode }, el),
  };
  return host;
}

class Page {
  constructor() {
    this.state = read("state");
    this.link = new Link({
      hello: () => ({ page: this.app.document?.hash ?? "", runs: Object.fromEntries([...this.app.runs].filter(([id]) => !this.link.unanswered.has(id)).map(([id, { current }]) => [id, current.n])) }),
      receive: (message) => this.receive(message),
      status: (wait) => this.connection(wait),
    });
    /** @type {import("./types").App} */
    this.app = {
      document: read("document"),
      nodes: new Map(),
      link: this.link,
      host: makeHost(this.link),
      runs: new Map(),
      shown: new Map(),
      loading: "",
      title: (text) => this.title(text),
      notice: async ({ text, level }) => (await overlay()).toast(text, level),
    };
    this.main = find("main");
    /** What the page shows: a form and its sheet, a tree, a list of functions. @type {any} */ this.view = null;
    /** A page that is come back to is as it was left. @type {WeakMap<any, any>} */ this.views = new WeakMap();
    /** Each drawing waits for the one before it. @type {Promise<void>} */ this.drawn = Promise.resolve();
    /** @type {() => void} */ this.welcomed = () => {};
    this.ready = new Promise((resolve) => (this.welcomed = () => resolve(null)));
    this.wanted = false;
    this.near = false;
    /** @type {any} */ this.sketch = null;
    /** @type {any} */ this.failed = null;
    this.furniture();
    this.begin();
  }

  async begin() {
    // What the tab remembers of calls is asked for with the first message.
    const { autouiRuns: text = "[]" } = memory;
    if (text.length > 2) (await import("./core/resume.js")).follow(this.app, text);
    this.link.connect();
    if (this.app.document) this.adopt(this.app.document);
    else this.starting();
  }

  /** What is there once, whatever the page shows. */
  furniture() {
    const more = iconButton("dots", "More", async () => (await import("./core/menus.js")).pageMenu(this, more));
    const api = h("button.au-quiet", { type: "button", onclick: async () => (await import("./core/drawer.js")).drawer(this, api) }, "API");
    aria(more, "haspopup", "menu");
    aria(api, "haspopup", "dialog");
    find(".head").append(api, more);
    find("#autoui").append(
      h("", { id: "dock" }),
      h("", { id: "link", role: "status", hidden: true }),
      h("", { id: "toast" }),
      h(".unseen", { id: "live", "aria-live": "polite" }),
    );
    const { visualViewport: seen } = window;
    this.phone = matchMedia("(max-width: 719.98px)");
    this.phone.onchange = () => this.view?.dock?.(this.phone?.matches);
    // Above a phone's keyboard.
    if (seen) seen.onresize = () => find("#dock").style.setProperty("--lift", Math.max(0, innerHeight - seen.height - seen.offsetTop) + "px");
    find(".signature").onclick = () => String(getSelection()) || find(".signature").classList.toggle("open");
    addEventListener("hashchange", () => this.show());
    const signs = new AbortController();
    /** @param {any} event */
    const near = ({ type, clientX, clientY }) => {
      // A pointer that nobody has moved yet is reported to be in the corner.
      if (type === "pointermove" && !clientX && !clientY) return;
      signs.abort();
      this.approach();
    };
    for (const type of ["pointermove", "pointerdown", "focusin", "keydown"]) addEventListener(type, near, { signal: signs.signal, passive: true });
    addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("visibilitychange", () => document.hidden || this.app.runs.size || this.title(""));
  }

  /** A person is there: load what a call needs. */
  approach() {
    this.near = true;
    this.view?.prepare?.();
    import("./core/keeping.js").then(({ watch }) => watch(this));
  }

  /** @param {string} text */
  title(text) {
    const title = [text, this.app.document?.title ?? this.state.sketch?.title ?? document.title].filter(Boolean).join(" ");
    if (document.title !== title) document.title = title;
  }

  // ---- the page document

  /** @param {any} document_ */
  adopt(document_) {
    this.app.document = document_;
    this.app.nodes = new Map(document_.nodes.map((/** @type {any} */ node) => [node.id, node]));
    this.app.loading = "";
    this.title("");
    return this.show();
  }

  show() {
    this.drawn = this.drawn.then(() => this.draw()).catch((error) => {
      console.error(error);
      this.main.replaceChildren(h("p.broken", null, `The page could not be drawn: ${error.message}`));
    });
    return this.drawn;
  }

  async draw() {
    const { app, main, view: old } = this;
    const { pages } = app.document;
    const wanted = decodeURIComponent(location.hash.slice(1));
    const page = pages[1] ? pages.find(({ name }) => name === wanted) : pages[0];
    if (page && old?.page === page) return;
    const again = old?.fields && old.page.name === page?.name && (await import("./core/reload.js"));
    const recalled = memory.autouiInputs && page && !again && !this.views.has(page) ? (await import("./core/keeping.js")).recall(page) : null;
    const kept = again ? again.keep(old) : recalled?.value;
    /** @type {any} */ let view;
    if (!page) view = (await import("./core/pages.js")).index(app);
    else if (this.views.has(page)) view = this.views.get(page);
    else if (page.endpoint) {
      view = new Interface(app, page);
      await Promise.allSettled(view.fields.map((/** @type {any} */ { node }) => load(node.kind, node.props.module)));
      await view.draw(kept);
    } else view = await (await import("./core/blocks.js")).blocks(app, page, kept);
    if (page?.article) await style("article");
    this.heading(page, view.endpoint);
    view.page = page;
    this.view = view;
    if (page) this.views.set(page, view);
    const { layout, shape } = view.el.dataset;
    find("#autoui").toggleAttribute("data-wide", layout === "columns" && shape === "wide");
    find("#dock").replaceChildren();
    main.replaceChildren(view.el, page?.article ? h("article", { html: page.article }) : "");
    view.dock?.(this.phone?.matches);
    this.interactive();
    await this.ready;
    if (again) await again.renew(view, old);
    recalled?.files(view, this.link.server);
    if (!again && !recalled && location.search && view.fill) (await import("./core/prefill.js")).prefill(this.link, view, app);
    if (this.wanted) view.run?.();
    this.wanted = false;
    if (app.held) await (await import("./core/resume.js")).resume(app, view, !!recalled);
    view.opened?.();
    if (this.near) view.prepare?.();
  }

  /** For whoever measures: a click on Run would be sent from now on. */
  interactive() {
    if (this.view && this.link.open) performance.mark("autoui-interactive");
  }

  /** @param {any} page @param {any} endpoint */
  heading(page, endpoint) {
    const { title, description, pages } = this.app.document;
    find("h1").textContent = page?.title ?? title;
    find(".description").innerHTML = (page ? page.description : description) ?? "";
    find(".signature").textContent = endpoint?.signature ?? "";
    find(".up")?.remove();
    if (page && pages[1]) find(".titles").prepend(h("a.up", { href: "#" }, icon("M14 6l-6 6 6 6"), title));
  }

  // ---- messages

  /** @param {any} message */
  receive(message) {
    const { op } = message;
    if (op === "welcome") this.welcome(message);
    else if (op === "page") this.updated(message);
    else if (op === "loading") this.loading(message);
    else if (op === "page_failed") this.trouble(message);
    else this.app.runs.get(message.run)?.receive(message);
    if (message.code === "changed") import("./core/reload.js").then(({ outdated }) => outdated(this));
  }

  /** @param {any} message */
  welcome({ server }) {
    const { link, app } = this;
    if (link.server && link.server !== server) for (const runner of [...app.runs.values()]) runner.current.n && runner.lose("the server was started anew");
    link.server = server;
    link.failures = 0;
    this.welcomed();
  }

  /** @param {any} message */
  updated({ hash, document: document_, styles = [] }) {
    find("#trouble")?.remove();
    this.sketch?.close();
    this.sketch = this.failed = this.last = null;
    if (hash === this.app.document?.hash) return this.view && import("./core/reload.js").then(({ age }) => age(this.view));
    if (this.view) announce("The app was updated");
    if (styles[0] || find("[data-look]")) this.drawn = this.drawn.then(async () => (await import("./core/looks.js")).wear(styles));
    this.adopt(document_);
  }

  async starting() {
    const { Sketch } = await import("./core/starting.js");
    if (this.app.document || this.failed) return;
    this.sketch = new Sketch(this.state.sketch, () => (this.wanted = true));
    this.main.replaceChildren(this.sketch.el);
    if (this.last) this.sketch.loading(this.last);
  }

  /** @param {any} message */
  loading(message) {
    this.last = message;
    if (message.serving) {
      import("./core/starting.js").then(({ coming }) => coming(this));
      return;
    }
    this.app.loading = message.text.split("\n")[0];
    this.sketch?.loading(message);
  }

  /** @param {any} message */
  async trouble(message) {
    this.failed = message;
    this.last = null;
    this.app.loading = "";
    const { trouble } = await import("./core/starting.js");
    // A good version may have come meanwhile.
    if (this.failed === message) trouble(this, message);
  }

  /** A thin bar counts down to the next try. @param {number | null} wait seconds, or null when connected */
  connection(wait) {
    const bar = find("#link");
    clearTimeout(this.soon);
    if (wait === null) {
      // Stop may have been pressed while nobody could be told.
      for (const [run, { current }] of this.app.runs) if (current.stopping) this.link.post({ op: "cancel", run });
      this.interactive();
      bar.hidden = true;
      if (this.link.http) this.welcomed();
      return;
    }
    const show = () => {
      const line = h("i");
      line.style.animationDuration = wait + "s";
      const kept = this.app.runs.size ? "The call may go on there; its result will appear here." : "Your inputs are kept.";
      bar.replaceChildren(line, "No connection to the server. " + kept, h("button.link", { type: "button", onclick: () => this.link.retry() }, "Try now"));
      bar.hidden = false;
    };
    if (bar.hidden) this.soon = setTimeout(show, 700);
    else show();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { view } = this;
    const { key, code, altKey, ctrlKey, metaKey, target } = event;
    if (!view || find("dialog:modal,:popover-open")) return;
    if (key === "Enter" && (ctrlKey || metaKey)) view.run?.();
    else if (key === "Escape" && this.app.runs.size && !event.defaultPrevented) view.stop?.();
    else if (altKey && /^Digit[1-9]$/.test(code)) view.use?.(+code[5] - 1);
    else if (key === "?" && !(/** @type {Element} */ (target).closest("input,textarea,select,[contenteditable]"))) overlay().then(({ keys }) => keys());
    else return;
    event.preventDefault();
  }
}

new Page();
