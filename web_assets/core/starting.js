import { announce, duration, find, h, style } from "./base.js";

await Promise.all([style("starting"), style("details"), style("run")]);

/** What shows while the user's module is imported: the form's outline, and what goes on. */
export class Sketch {
  /** @param {any} sketch @param {() => void} want what a click on Run asks for */
  constructor(sketch, want) {
    const parameters = sketch?.parameters ?? [];
    this.began = performance.now();
    this.text = "starting";
    this.status = h("p.hint");
    this.log = h("p.log");
    const button = h("button.run", { type: "button", "data-run": true, onclick: () => {
      want();
      button.classList.add("busy");
      button.disabled = true;
      announce("It will run as soon as it is ready");
    } }, h("span.go", null, "Run"), h("span.halt", null, "Waits"));
    if (sketch?.signature) find(".signature").textContent = sketch.signature;
    const fields = parameters.map((/** @type {any} */ one) =>
      h(".field", null, h(".field-head", null, h("label", null, one.label ?? one)), h(".blank")),
    );
    this.inputs = h(".inputs", null, h(".fields", null, h(".fields-grid", null, fields)));
    // Where the form's own will stand.
    (matchMedia("(max-width: 719.98px)").matches ? find("#dock") : this.inputs).append(h(".actions", null, button));
    this.el = h(
      ".page",
      { "data-layout": parameters.length ? "columns" : "sheet", "data-count": "few" },
      parameters.length ? this.inputs : null,
      h("section.sheet", { "data-sheet": true, "data-state": "importing", "aria-label": "Result", "aria-busy": "true" }, h(".line"), h("header.sheet-head"), h(".sheet-body", null, this.status, this.log), h("footer.sheet-foot")),
    );
    this.clock = setInterval(() => this.show(), 200);
    this.show();
  }

  /** @param {{text: string, seconds: number}} message */
  loading({ text, seconds }) {
    const [what, ...printed] = text.split("\n");
    if (what !== this.text || seconds) this.began = performance.now() - (seconds || 0) * 1000;
    this.text = what;
    this.log.textContent = printed.at(-1) ?? "";
    this.show();
  }

  show() {
    const seconds = (performance.now() - this.began) / 1000;
    this.status.textContent = this.text.replace(/[\s.…]+$/, "") + (seconds >= 1 ? ` … ${duration(seconds)}` : "");
  }

  close() {
    clearInterval(this.clock);
  }
}

/** Say, where a version stands, how far the saved one is; a fault of the one before stays in sight. @param {any} page */
export function coming({ last, failed }) {
  if (!last || failed) return;
  const { text, seconds } = last;
  const line = find("#trouble") ?? h("p", { id: "trouble", role: "status" });
  line.textContent = `Loading what was saved: ${text.split("\n")[0]} … ${duration(seconds)}`;
  if (!line.isConnected) find("#autoui").append(line);
}

const LINES_BEFORE = 3;

/** The lines around the fault, numbered, with the faulty one marked. @param {{source: string, line: number}} message */
function numbered({ source, line }) {
  const first = Math.max(1, line - LINES_BEFORE);
  const lines = source.replace(/\n$/, "").split("\n");
  const width = String(first + lines.length - 1).length;
  return lines.map((text, index) => {
    const at = first + index;
    return h(at === line ? "b" : "span", null, `${at === line ? "→" : " "} ${String(at).padStart(width)}  ${text}\n`);
  });
}

/**
 * The user's module could not become a page. A page that stands keeps standing, with a word above.
 * @param {any} page @param {any} message
 */
export function trouble(page, message) {
  page.sketch?.close();
  if (page.sketch) find("#dock").replaceChildren();
  find("#trouble")?.remove();
  const details = [
    message.cure ? h("p", null, message.cure) : null,
    message.file ? h("p.hint", null, `${message.file}${message.line ? `, line ${message.line}` : ""}`) : null,
    message.source ? h("pre.code", { tabindex: 0 }, numbered(message)) : null,
    message.traceback ? h("details", null, h("summary", null, "Traceback"), h("pre.code", { tabindex: 0 }, message.traceback)) : null,
  ];
  const old = page.view ? h("p.hint", null, "The version before it keeps serving.") : null;
  const box = h("section", { id: "trouble", role: "alert" }, h("p.message", null, message.what), details, old);
  if (page.view) page.main.before(box);
  else page.main.replaceChildren(box);
}
