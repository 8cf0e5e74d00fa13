import { aria, h, iconButton } from "./base.js";
import { same } from "./wire.js";

/** @typedef {Record<string, any>} Inputs */

/** Characters of a call's end that are always seen; the style sheet keeps room for them. */
const TAIL = 14;

/** Letters that are written to the left: a piece of such a text is not read in its place, so the call wraps. */
const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufefc]/;

/** The raised sheet as it stands before a call; what happens in it is the matter of `course.js`. */
export class Sheet {
  /** @param {import("../types").App} app @param {import("../types").Endpoint} endpoint @param {{values: () => Inputs}} form */
  constructor(app, endpoint, form) {
    this.endpoint = endpoint;
    /** The inputs of the result that is shown. @type {Inputs | null} */
    this.shown = null;
    this.line = h(".line");
    this.call = h("code.call", { tabindex: 0, role: "group", "aria-label": "The call" });
    this.say(endpoint.call.name + (endpoint.inputs.length ? "(…)" : "()"));
    const share = iconButton("copy", "Copy the call", async () => (await import("./menus.js")).shareMenu(share, endpoint, this.shown ?? form.values()));
    aria(share, "haspopup", "menu");
    this.head = h("header.sheet-head", null, this.call, share);
    this.ghost = h(".ghost");
    this.note = h(".note", { hidden: true });
    this.results = h(".results", { hidden: true });
    this.also = h(".also", { hidden: true });
    this.status = h("span.status");
    this.log = h("span.log");
    this.foot = h("footer.sheet-foot", null, this.status, this.log);
    this.el = h(
      "section.sheet",
      { "data-sheet": true, "data-state": "empty", "aria-label": "Result" },
      this.line, this.head, h(".sheet-body", null, this.ghost, this.note, this.results, this.also), this.foot,
    );
  }

  /** Show a call; where it finds no room, its middle is left out. @param {string} call */
  say(call) {
    this.call.replaceChildren(...(LEFTWARD.test(call) ? [call] : [h("span", null, call.slice(0, -TAIL)), call.slice(-TAIL)]));
  }

  /** What the form says now, against what the result was made of. @param {Inputs} inputs */
  compare(inputs) {
    this.el.classList.toggle("stale", !!this.shown && !same(inputs, this.shown));
  }

  /** Before there is a result: what the documentation says it will be. @param {string | null | undefined} result */
  empty(result) {
    if (this.shown) return;
    const { docs } = this.endpoint;
    const hint = (/** @type {any[]} */ ...words) => h("p.hint", null, words);
    if (result) this.ghost.replaceChildren(h(result.length > 80 ? "pre" : "pre.short", null, result), hint("from the docs"));
    else if (docs) this.ghost.replaceChildren(h("", { html: docs }), hint("from the docs"));
    else if (matchMedia("(hover: none)").matches) this.ghost.replaceChildren(hint("The result will stand here"));
    else this.ghost.replaceChildren(hint(h("kbd", null, /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl"), " ", h("kbd", null, "↵"), " to run"));
  }
}
