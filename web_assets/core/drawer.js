/** The same function from elsewhere: the client, the command line and HTTP, for the values in the page. */

import { aria, find, h, icon, iconButton, paced, style } from "./base.js";
import { copy } from "./overlay.js";
import { parameters } from "./parameters.js";
import { client, curl, remoteCommand } from "./snippets.js";

await style("drawer");

/** @typedef {import("../types").Call} Call */

const CLOSE = "M6 6l12 12M18 6 6 18";
const DONE = "M5 12.5 10 17 19 7";
const CONTROLS = "button:not(:disabled),a[href],select,[tabindex='0']";
const FULL_SCREEN = "(max-width: 719.98px)";

const WAYS = /** @type {[string, (endpoint: any, inputs: any) => string][]} */ ([
  ["Python", client], ["Command line", remoteCommand], ["curl", curl],
]);

/** Open it, or close the one that is open. @param {any} page @param {HTMLElement} button */
export async function drawer(page, button) {
  // Fields that are not drawn yet could not tell of what is typed into them.
  await page.drawn;
  const open = find("dialog.drawer");
  if (open) open.close();
  else new Drawer(page, button).show();
}

class Drawer {
  /** @param {any} page @param {HTMLElement} button */
  constructor(page, button) {
    this.page = page;
    this.button = button;
    /** @type {Call[]} */ this.calls = [];
    this.at = 0;
    /** @type {(() => void)[]} */ this.ends = [];
    this.texts = WAYS.map(([label, write]) => new Snippet(label, write));
    this.refresh = paced(() => this.write());
    this.takes = h(".takes");
    this.el = h(
      "dialog.drawer",
      { "aria-labelledby": "drawer-title", onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event), onclose: () => this.closed() },
      h(".drawer-head", null, h("h2", { id: "drawer-title" }, "API"), iconButton(CLOSE, "Close", () => this.el.close())),
      (this.body = h(".drawer-body", { tabindex: 0, role: "group", "aria-label": "Ways to call it" })),
    );
    // What the page shows changes with its address, and when the app is loaded again.
    this.watch = new MutationObserver(() => this.fill());
  }

  fill() {
    const { app, view } = this.page;
    this.forget();
    this.calls = view?.calls ?? (view?.endpoint ? [ofForm(view)] : (app.document?.endpoints ?? []).map((/** @type {any} */ endpoint) => initial(app, endpoint)));
    this.body.replaceChildren(
      ...(this.calls.length ? [this.chooser() ?? "", ...this.texts.map(({ el }) => el), h("section", null, h("h3", null, "Parameters"), this.takes)] : [h("p.hint", null, "Nothing here can be called.")]),
      h("p.hint", null, "Everything, for machines: ", h("a", { href: "openapi.json", target: "_blank", rel: "noopener" }, "openapi.json")),
    );
    if (this.calls.length) this.choose(0);
  }

  chooser() {
    if (this.calls.length < 2) return null;
    const options = this.calls.map(({ endpoint }, index) => h("option", { value: index }, endpoint.name));
    const select = h("select.which", { "aria-label": "Function", onchange: () => this.choose(Number(select.value)) }, options);
    return select;
  }

  show() {
    find("#autoui").append(this.el);
    // On a wide screen the form stays in reach, and what is edited there is written anew here.
    this.small = matchMedia(FULL_SCREEN);
    this.small.onchange = () => this.el.close();
    if (this.small.matches) this.el.showModal();
    else this.el.show();
    aria(this.button, "expanded", true);
    this.fill();
    this.watch.observe(this.page.main, { childList: true });
    this.el.querySelector(".drawer-head button").focus();
  }

  /** @param {number} index */
  choose(index) {
    this.at = index;
    this.forget();
    const { endpoint, models } = this.calls[index];
    for (const model of models) {
      model?.on("change:value", this.refresh);
      this.ends.push(() => model?.off("change:value", this.refresh));
    }
    this.takes.replaceChildren(parameters(this.page.app, endpoint));
    this.write();
  }

  write() {
    const { endpoint, values } = this.calls[this.at];
    const inputs = values();
    for (const text of this.texts) text.write(endpoint, inputs);
  }

  forget() {
    for (const end of this.ends.splice(0)) end();
  }

  /** Esc closes; Tab stays within. @param {KeyboardEvent} event */
  key(event) {
    const { key, shiftKey } = event;
    if (key === "Escape") {
      event.preventDefault();
      this.el.close();
    } else if (key === "Tab") {
      const all = [...this.el.querySelectorAll(CONTROLS)].filter((one) => one.checkVisibility());
      const edge = shiftKey ? all[0] : all.at(-1);
      if (document.activeElement !== edge) return;
      event.preventDefault();
      (shiftKey ? all.at(-1) : all[0])?.focus();
    }
  }

  closed() {
    const mine = this.el.contains(document.activeElement) || document.activeElement === document.body;
    this.forget();
    this.watch.disconnect();
    this.el.remove();
    if (this.small) this.small.onchange = null;
    aria(this.button, "expanded", false);
    if (mine) this.button.focus();
  }
}

/** One way to call, with a button that copies it. */
class Snippet {
  /** @param {string} label @param {(endpoint: any, inputs: any) => string} make */
  constructor(label, make) {
    this.make = make;
    this.code = h("pre.code", { tabindex: 0, role: "group", "aria-label": label });
    this.copy = iconButton("copy", `Copy ${label}`, () => this.take());
    this.el = h("section", null, h("h3", null, label, this.copy), this.code);
  }

  /** @param {any} endpoint @param {any} inputs */
  write(endpoint, inputs) {
    const text = this.make(endpoint, inputs).trimEnd();
    if (this.code.textContent !== text) this.code.textContent = text;
  }

  async take() {
    await copy(this.code.textContent + "\n");
    this.copy.replaceChildren(icon(DONE));
    setTimeout(() => this.copy.replaceChildren(icon("copy")), 1600);
  }
}

/** @param {import("./interface.js").Interface} form @returns {Call} */
export const ofForm = (form) => ({ endpoint: form.endpoint, values: () => form.values(), models: form.fields.map(({ model }) => model) });

/**
 * A call of a function whose form is not on the page.
 * @param {import("../types").App} app @param {import("../types").Endpoint} endpoint @returns {Call}
 */
const initial = (app, endpoint) => ({
  endpoint,
  models: [],
  values: () => Object.fromEntries(endpoint.inputs.map(({ name, node }, index) => [name, endpoint.examples?.rows[0]?.[index] ?? app.nodes.get(node)?.value ?? null])),
});
