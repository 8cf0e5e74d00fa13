import { announce, find, h } from "./dom.js";
import { Field } from "./field.js";
import { load } from "./model.js";
import { Runner } from "./run.js";
import { Sheet } from "./sheet.js";

const MEDIA = new Set(["file", "image", "audio", "video"]);
const SHORT = new Set(["number", "switch", "choice", "moment", "any"]);
const CHIPS = 4;
const LIVE_BELOW = 150;

/** @param {number} count */
const amount = (count) => (count > 12 ? "many" : count > 6 ? "some" : count > 1 ? "few" : count ? "one" : "none");

/** A form and a sheet laid out from one endpoint. */
export class Interface {
  /** @param {import("../types").App} app @param {import("../types").PageSpec} page */
  constructor(app, page) {
    this.app = app;
    this.page = page;
    this.endpoint = /** @type {import("../types").Endpoint} */ (app.document.endpoints.find(({ name }) => name === page.endpoint));
    this.fields = this.endpoint.inputs.map(
      (input) => new Field(app, /** @type {import("../types").NodeSpec} */ (app.nodes.get(input.node)), input),
    );
    this.live = this.endpoint.live;
    this.row = -1;
    this.waiting = false;
    this.sheet = new Sheet(app, this.endpoint, { again: () => this.run(), values: () => this.values() });
    this.runner = new Runner(app, this.endpoint, {
      slow: (/** @type {any} */ run) => {
        this.busy(true);
        this.sheet.slow(run);
      },
      tick: (/** @type {any} */ run) => this.sheet.tick(run),
      values: (/** @type {any} */ run, /** @type {any} */ outputs) => this.sheet.values(run, outputs),
      done: (/** @type {any} */ run, /** @type {any} */ data) => {
        this.sheet.done(run, data);
        this.settled();
        this.offerLive(performance.now() - run.began);
      },
      ended: (/** @type {any} */ run, /** @type {string} */ kind, /** @type {any} */ data) => {
        if (data.errors?.length) {
          this.sheet.refused("");
          this.faults(data.errors);
        } else this.sheet.ended(run, kind, data);
        this.settled();
      },
      refused: (/** @type {any} */ run, /** @type {any} */ message) => this.refused(run, message),
      notice: (/** @type {any} */ _, /** @type {any} */ data) => this.app.notice(data),
      idle: () => this.busy(false),
    });
    this.el = this.build();
  }

  build() {
    const { endpoint, fields } = this;
    const count = fields.length;
    const shapes = endpoint.outputs.map(({ shape }) => shape);
    const media = count === 1 && MEDIA.has(fields[0].node.kind);
    this.runButton = h(
      "button.run",
      { type: "submit", "data-run": true },
      h("span.go", null, "Run"),
      h("span.halt", { "aria-hidden": "true" }, "Stop"),
    );
    this.toggle = h("button.live", { type: "button", "aria-pressed": String(this.live), hidden: !this.live, title: "Run on every change", onclick: () => this.setLive(!this.live) }, h("span.lamp"), "Live");
    this.summary = h("span.summary", { role: "status" });
    this.actions = h(".actions", null, this.runButton, this.toggle, this.summary);
    this.form = h("form.inputs", {
      novalidate: true,
      "aria-label": "Inputs",
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        this.press();
      },
    });
    this.form.append(...this.arrange(count), this.actions);
    this.chips = h(".chips", { hidden: true });
    this.table = h("section.examples", { hidden: true });
    if (!count) this.sheet.head.append(this.actions);
    for (const field of fields) {
      field.edited = () => this.edited();
      field.sent = (content) => content?.event === "submit" && this.press();
    }
    return h(
      ".page",
      {
        "data-count": amount(count),
        "data-layout": !count ? "sheet" : count > 1 ? "columns" : media ? (shapes.includes("media") ? "panes" : "drop") : "bar",
        "data-shape": shapes.length === 1 ? shapes[0] : shapes.includes("wide") ? "wide" : "any",
      },
      this.chips,
      count ? this.form : null,
      this.sheet.el,
      this.table,
    );
  }

  /** Fields in their order; with many, the required ones first and the rest folded. @param {number} count */
  arrange(count) {
    const grid = h(".fields-grid");
    const fields = h(".fields", null, grid);
    const fold = (/** @type {Field[]} */ fields, /** @type {string} */ when) => {
      if (!fields.length) return null;
      const body = h(".more-body", null, this.sections(fields));
      const button = h("button.more-toggle", { type: "button", "aria-expanded": "false", onclick: () => {
        const open = !more.classList.contains("open");
        more.classList.toggle("open", open);
        button.setAttribute("aria-expanded", String(open));
      } }, `More options (${fields.length})`);
      const more = h(".more", { "data-when": when }, button, body);
      return more;
    };
    for (const { el, node } of this.fields) el.classList.toggle("short", SHORT.has(node.kind));
    const first = (/** @type {Field} */ field, /** @type {number} */ index) =>
      count > 12 ? field.input?.required : index < 4 || field.input?.required;
    let shown = this.fields.filter(first);
    if (!shown.length) shown = this.fields.slice(0, 4);
    const rest = this.fields.filter((field) => !shown.includes(field));
    grid.append(...shown.map(({ el }) => el));
    const more = fold(rest, count > 12 ? "always" : "phone");
    if (more) grid.append(more);
    if (count <= 12) return [fields];
    const filter = h("input.filter", { type: "search", placeholder: `Filter ${count} inputs`, "aria-label": "Filter inputs", oninput: () => this.filter(filter.value) });
    return [filter, fields];
  }

  /** @param {Field[]} fields */
  sections(fields) {
    let last = "";
    return fields.flatMap((field) => {
      const section = field.input?.section ?? "";
      const title = section && section !== last ? [h("h3.section", null, section)] : [];
      last = section;
      return [...title, field.el];
    });
  }

  /** @param {string} text */
  filter(text) {
    const wanted = text.trim().toLowerCase();
    this.form.classList.toggle("filtering", !!wanted);
    for (const { el, name, label, node } of this.fields)
      el.classList.toggle("unmatched", !!wanted && ![name, label.textContent, node.props.summary].join(" ").toLowerCase().includes(wanted));
  }

  /** Draw all controls; the page is shown when they stand. @param {Map<string, any>} [kept] values to keep, by node id or name */
  async draw(kept) {
    const examples = this.endpoint.examples?.rows ?? [];
    const first = examples.length && !kept?.size ? examples[0] : null;
    const widest = this.fields.length === 1;
    await Promise.all(
      this.fields.map((field, index) => {
        if (first && first[index] !== undefined) field.initial = first[index];
        const old = kept?.get(field.node.id) ?? kept?.get(`${this.endpoint.name}.${field.name}`);
        return field.draw(old === undefined ? undefined : old.value, widest);
      }),
    );
    if (first) this.row = 0;
    this.examples();
    this.compare();
  }

  async prepare() {
    await Promise.all([this.sheet.prepare(), ...this.endpoint.outputs.map(({ node }) => load(/** @type {any} */ (this.app.nodes.get(node)).kind))]);
  }

  values() {
    return Object.fromEntries(this.fields.map((field) => [field.name, field.value]));
  }

  // ---- running

  /** What a click on Run, or Ctrl ↵, means now. */
  press() {
    if (this.runButton.classList.contains("busy")) {
      if (document.activeElement === this.runButton) this.stop();
    } else this.run();
  }

  run() {
    const drafts = this.fields.filter(({ model }) => model?.get("draft_error"));
    if (drafts.length) {
      this.faults(drafts.map(({ name, model }) => ({ field: name, message: model?.get("draft_error") })));
      return;
    }
    const inputs = this.values();
    if (this.runner.current && JSON.stringify(this.runner.current.inputs) === JSON.stringify(inputs)) return;
    this.faults([]);
    this.runner.start(inputs);
  }

  stop() {
    this.runner.stop();
  }

  /** @param {boolean} yes */
  busy(yes) {
    this.runButton.classList.toggle("busy", yes);
    const [go, halt] = this.runButton.children;
    go.toggleAttribute("aria-hidden", yes);
    if (yes) go.setAttribute("aria-hidden", "true");
    if (yes) halt.removeAttribute("aria-hidden");
    else halt.setAttribute("aria-hidden", "true");
  }

  settled() {
    this.busy(false);
    this.compare();
    const { top, bottom } = this.sheet.el.getBoundingClientRect();
    if (bottom < 80 || top > innerHeight - 80) {
      const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (!this.live) this.sheet.el.scrollIntoView({ block: "start", behavior: smooth ? "smooth" : "auto" });
    }
  }

  /** @param {any} run @param {any} message */
  refused(run, message) {
    const texts = /** @type {Record<string, string>} */ ({
      full: `Too many calls are waiting. Try again${message.retry_after ? ` in ${Math.ceil(message.retry_after)} s` : " in a moment"}.`,
      changed: "The app has changed meanwhile; the page is being brought up to date. Your inputs are kept: run again.",
      unknown: run.n ? "The server no longer knows this call." : "The app no longer has this function.",
    });
    if (message.errors?.length) {
      this.sheet.refused("");
      this.faults(message.errors);
    } else this.sheet.refused(texts[message.code] ?? (message.message || "The server did not understand the call."));
    this.settled();
  }

  /** @param {{field: string, message: string}[]} errors */
  faults(errors) {
    const known = this.fields.filter((field) => {
      const mine = errors.filter((error) => error.field === field.name || /^[.[]/.test(error.field.slice(field.name.length)) && error.field.startsWith(field.name));
      field.error(mine.map((error) => `${error.field.slice(field.name.length)} ${error.message}`.trim()).join("; "));
      return mine.length;
    });
    const lost = errors.filter((error) => !known.some((field) => error.field.startsWith(field.name)));
    if (lost.length) this.sheet.refused(lost.map(({ field, message }) => `${field} ${message}`).join("; "));
    this.tell(known.length ? Sheet.faults(known.length) : "", true);
    if (!known.length) return;
    known[0].el.closest(".more")?.classList.add("open");
    if (!this.live) known[0].focus();
    announce(Sheet.faults(known.length));
  }

  /** @param {string} text @param {boolean} [bad] */
  tell(text, bad) {
    this.summary.classList.toggle("bad", !!bad && !!text);
    this.summary.replaceChildren(text);
    if (text || this.fields.length < 7) return;
    const changed = this.fields.filter((field) => field.changed).length;
    if (changed) this.summary.append(`${changed} changed · `, h("button.link", { type: "button", onclick: () => this.reset() }, "reset"));
  }

  // ---- editing

  edited() {
    const row = this.endpoint.examples?.rows[this.row];
    if (row && this.fields.some((field, index) => JSON.stringify(field.value) !== JSON.stringify(row[index] ?? null))) this.mark(-1);
    this.compare();
    this.tell("");
    if (this.live) this.runner.start(this.values());
  }

  compare() {
    this.sheet.compare(this.values());
  }

  reset() {
    for (const field of this.fields) field.value = field.initial;
    this.edited();
  }

  /** @param {Record<string, any>} values @param {{field: string, message: string}[]} errors */
  fill(values, errors) {
    for (const field of this.fields) if (field.name in values) field.value = values[field.name];
    this.edited();
    if (errors.length) this.faults(errors);
  }

  // ---- live

  /** @param {number} took milliseconds */
  offerLive(took) {
    if (took < LIVE_BELOW && this.fields.length && !this.fields.some(({ node }) => MEDIA.has(node.kind))) this.toggle.hidden = false;
  }

  /** @param {boolean} yes */
  setLive(yes) {
    this.live = yes;
    this.toggle.setAttribute("aria-pressed", String(yes));
    if (yes) this.run();
  }

  // ---- examples

  examples() {
    const examples = this.endpoint.examples;
    const rows = examples?.rows ?? [];
    if (!rows.length) {
      this.sheet.empty(null);
      return;
    }
    const tabular = examples?.source === "given" && this.fields.length > 2;
    this.chips.hidden = false;
    this.chips.append(
      h("span.try", null, "Try:"),
      ...rows.slice(0, CHIPS).map((_, index) =>
        h("button.chip", { type: "button", "data-row": index, title: `Alt ${index + 1}`, onclick: () => this.use(index) }, examples?.labels?.[index] || `Example ${index + 1}`),
      ),
    );
    if (rows.length > CHIPS && !tabular)
      this.chips.append(h("button.link", { type: "button", onclick: async () => {
        const box = this.app.host.dialog({ title: "Examples", body: await this.grid(() => box.close()), wide: true });
      } }, `all ${rows.length}`));
    if (tabular && rows.length > CHIPS) {
      this.table.hidden = false;
      this.grid().then((grid) => this.table.append(h("h2", null, "Examples"), grid));
    }
    this.mark(this.row);
  }

  /** @param {() => void} [then] */
  async grid(then) {
    const { exampleTable } = await import("./examples.js");
    return exampleTable(this, then);
  }

  /** @param {number} index */
  use(index) {
    const row = this.endpoint.examples?.rows[index];
    if (!row) return;
    this.fields.forEach((field, at) => {
      if (row[at] !== undefined) field.value = row[at];
    });
    this.mark(index);
    this.edited();
  }

  /** @param {number} index */
  mark(index) {
    this.row = index;
    for (const part of this.el.querySelectorAll("[data-row]")) part.setAttribute("aria-pressed", String(Number(part.getAttribute("data-row")) === index));
    this.sheet.empty(this.endpoint.examples?.results?.[index]);
  }

  /** Move Run to the bottom of a phone's screen, and back. @param {boolean} phone */
  dock(phone) {
    const home = this.fields.length ? this.form : this.sheet.head;
    (phone ? find("#dock") : home).append(this.actions);
    if (phone) this.runButton.setAttribute("form", (this.form.id ||= "inputs"));
    if (!this.fields.length) this.runButton.onclick = () => this.press();
  }

  /** Keep what a former version of this page had. @param {Interface} old */
  inherit(old) {
    for (const field of this.fields) {
      const before = old.fields.find(({ node, name }) => node.id === field.node.id || name === field.name);
      if (!before || JSON.stringify(before.node) !== JSON.stringify(field.node)) field.el.classList.add("glow");
    }
    if (old.live) this.setLive(false);
    const { sheet } = old;
    if (sheet.shown && sheet.outputs.length === this.sheet.outputs.length) {
      this.sheet.show(sheet.outputs.map(({ model }) => model?.get("value") ?? null));
      this.sheet.shown = sheet.shown;
      this.sheet.call.textContent = sheet.call.textContent;
      this.sheet.state("done");
      this.sheet.status.textContent = "from the previous version";
      this.compare();
    }
    if (old.runner.current) {
      this.runner.adopt(old.runner);
      this.busy(true);
    }
  }

  /** @returns {Map<string, any>} what a next version of this page should keep */
  keep() {
    const kept = new Map();
    for (const field of this.fields) {
      if (!field.changed) continue;
      kept.set(field.node.id, { value: field.value });
      kept.set(`${this.endpoint.name}.${field.name}`, { value: field.value });
    }
    return kept;
  }

}
