import { aria, find, h, linkButton } from "./base.js";
import { Field } from "./field.js";
import { Sheet } from "./sheet.js";
import { isBlob, same } from "./wire.js";

const MEDIA = new Set(["file", "image", "audio", "video"]);
const CHIPS = 4;

/** A form and a sheet laid out from one endpoint. */
export class Interface {
  /** @param {import("../types").App} app @param {import("../types").PageSpec} page */
  constructor(app, page) {
    this.app = app;
    this.page = page;
    this.endpoint = /** @type {import("../types").Endpoint} */ (app.document.endpoints.find(({ name }) => name === page.endpoint));
    this.fields = this.endpoint.inputs.map((input) => {
      const field = new Field(app, /** @type {import("../types").NodeSpec} */ (app.nodes.get(input.node)), input);
      field.edited = () => this.edited();
      field.sent = (content) => content?.event === "submit" && this.run();
      return field;
    });
    this.live = this.endpoint.live;
    this.row = -1;
    this.sheet = new Sheet(app, this.endpoint, this);
    /** What becomes of the calls. @type {import("./course.js").Course | null} */ this.course = null;
    /** @type {Promise<any> | null} */ this.near = null;
    /** Takes back a call that waits for its files. @type {(() => void) | null} */ this.awaited = null;
    this.el = this.build();
  }

  build() {
    const { fields, endpoint } = this;
    const count = fields.length;
    const shapes = endpoint.outputs.map(({ shape }) => shape);
    const media = count === 1 && MEDIA.has(fields[0].node.kind);
    this.runButton = h("button.run", { type: "button", "data-run": true, onclick: () => this.press() }, h("span.go", null, "Run"), h("span.halt", null, "Stop"));
    this.toggle = h("button.au-quiet.live", { type: "button", title: "Run on every change", hidden: !this.live, onclick: () => this.setLive(!this.live) }, h("span.lamp"), "Live");
    aria(this.toggle, "pressed", this.live);
    this.summary = h("span.summary", { role: "status" });
    this.actions = h(".actions", null, this.runButton, this.summary, this.toggle);
    this.grid = h(".fields-grid", null, fields.map(({ el }) => el));
    this.form = h("form.inputs", { novalidate: true, "aria-label": "Inputs", onsubmit: (/** @type {Event} */ event) => event.preventDefault() }, h(".fields", null, this.grid), this.actions);
    this.chips = h(".chips", { hidden: true });
    this.table = h("section.examples", { hidden: true });
    this.busy(false);
    return h(
      ".page",
      {
        "data-count": count > 12 ? "many" : count > 6 ? "some" : count > 1 ? "few" : "one",
        "data-layout": !count ? "sheet" : count > 1 ? "columns" : media ? (shapes.includes("media") ? "panes" : "drop") : "bar",
        "data-shape": shapes.length === 1 ? shapes[0] : shapes.includes("wide") ? "wide" : "any",
      },
      this.chips, count ? this.form : null, this.sheet.el, this.table,
    );
  }

  /** Draw all controls; the page is shown when they stand. @param {(field: Field) => any} [kept] what a field held in a former version */
  async draw(kept) {
    const { fields, endpoint } = this;
    const first = endpoint.examples?.rows[0];
    if (fields.length > 4) (await import("./many.js")).arrange(this);
    await Promise.all(
      fields.map((field, index) => {
        if (first && first[index] !== undefined) field.initial = first[index];
        return field.draw(kept?.(field), fields.length === 1);
      }),
    );
    if (first) this.row = 0;
    await this.examples();
    if (kept) this.edited();
    this.sheet.compare(this.values());
  }

  /** Load what runs and shows a call: when a person comes near, so that the first one need not wait. */
  prepare() {
    this.near ??= import("./course.js").then(
      ({ Course }) => {
        this.course = new Course(this);
        return this.course.ready;
      },
      () => {
        this.near = null;
        this.tell("What runs the call could not be loaded. Reload the page.");
      },
    );
    return this.near;
  }

  /** What may go on with a call that was on when the page was loaded anew. */
  get runners() {
    return this.course ? [this.course.runner] : [];
  }

  /** @returns {Record<string, any>} */
  values() {
    // What takes anything takes None too: empty it is not given, and the server says if it must be.
    const given = this.fields.filter(({ node, input, value }) => value !== null || node.kind !== "any" || !input?.required);
    return Object.fromEntries(given.map((field) => [field.name, field.value]));
  }

  // ---- running

  press() {
    if (this.runButton.classList.contains("busy")) this.stop();
    else this.run();
  }

  run() {
    const drafts = this.fields.filter(({ model }) => model.get("draft_error"));
    if (drafts.length) {
      if (drafts.every(({ sending }) => sending)) import("./sending.js").then(({ wait }) => wait(this));
      else this.faults(drafts.map(({ name, model }) => ({ field: name, message: model.get("draft_error") })));
      return;
    }
    for (const field of this.fields) field.error("");
    this.tell();
    this.start();
  }

  start() {
    const inputs = this.values();
    if (this.course) this.course.runner.start(inputs);
    else this.prepare().then(() => this.course?.runner.start(inputs));
  }

  stop() {
    this.awaited?.();
    this.course?.runner.stop();
  }

  /** Run becomes Stop, in the same place. @param {boolean} yes */
  busy(yes) {
    this.runButton.classList.toggle("busy", yes);
    const [go, halt] = this.runButton.children;
    aria(go, "hidden", yes);
    aria(halt, "hidden", !yes);
  }

  /** @param {{field: string, message: string}[]} errors */
  async faults(errors) {
    await this.prepare();
    (await import("./outcome.js")).showFaults(this, errors);
  }

  // ---- editing

  edited() {
    const row = this.endpoint.examples?.rows[this.row];
    if (row && this.fields.some((field, index) => !same(field.value, row[index]))) this.mark(-1);
    this.sheet.compare(this.values());
    this.tell();
    // A file that has come is a change of its own.
    if (this.live && !this.fields.some(({ sending }) => sending)) this.start();
  }

  /** What stands beside Run. @param {string} [fault] */
  tell(fault = "") {
    if (this.awaited && !fault) return;
    const changed = this.fields.length > 6 ? this.fields.filter((field) => field.changed).length : 0;
    this.summary.classList.toggle("bad", !!fault);
    if (fault || !changed) this.summary.textContent = fault;
    else this.summary.replaceChildren(`${changed} changed · `, linkButton("reset", () => this.reset()));
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

  /** @param {boolean} yes */
  setLive(yes) {
    this.live = yes;
    this.toggle.hidden = false;
    aria(this.toggle, "pressed", yes);
    if (yes) this.run();
  }

  // ---- examples

  async examples() {
    const { rows = [], labels = [], source, total = rows.length } = this.endpoint.examples ?? {};
    const more = total === null || total > CHIPS;
    const table = source === "given" && this.fields.length > 2 && more;
    const grid = async (/** @type {any} */ then = undefined) => (await import("./examples.js")).exampleTable(this, then);
    if (rows.length) {
      this.chips.hidden = false;
      this.chips.append(
        h("span.try", null, "Try:"),
        ...rows.slice(0, CHIPS).map((row, index) => {
          const picture = row.find((value) => isBlob(value) && value.type.startsWith("image/"));
          const label = labels[index] || `Example ${index + 1}`;
          return h("button.chip", { type: "button", "data-row": index, title: `Alt ${index + 1}`, onclick: () => this.use(index) }, picture ? h("img", { src: this.app.host.fileUrl(picture), alt: label, width: picture.meta?.width, height: picture.meta?.height }) : label);
        }),
      );
    }
    if (table) {
      this.table.hidden = false;
      await grid().then((el) => this.table.append(h("h2", null, "Examples"), el), console.error);
    } else if (more)
      this.chips.append(linkButton(`all ${total?.toLocaleString("en") ?? ""}`, async () => {
        const { dialog } = await import("./overlay.js");
        const box = dialog({ title: "Examples", body: await grid(() => box.close()), wide: true });
      }));
    this.mark(this.row);
  }

  /** @param {number} index */
  use(index) {
    const { rows = [], acts } = this.endpoint.examples ?? {};
    const row = rows[index];
    if (!row) return;
    this.fields.forEach((field, at) => {
      if (row[at] !== undefined) field.value = row[at];
    });
    this.mark(index);
    this.edited();
    if (acts) import("./chosen.js").then(({ chosen }) => chosen(this, index));
  }

  /** @param {number} index */
  mark(index) {
    this.row = index;
    for (const part of this.el.querySelectorAll("[data-row]")) aria(part, "pressed", part.dataset.row === String(index));
    this.sheet.empty(this.endpoint.examples?.results?.[index]);
  }

  /** Run stands at the bottom of a phone's screen, else below the fields. @param {boolean} phone */
  dock(phone) {
    (phone ? find("#dock") : this.fields.length ? this.form : this.sheet.head).append(this.actions);
  }
}
