import { announce, aria, h, icon } from "./base.js";

const PENNANT = "M6 21V4h12l-2.5 4.5L18 13H6";

/** @typedef {import("../types").Run} Run */
/** @typedef {{label: string, value: string}} Option */

/** Hands the run that is shown over to those who look after the function; stands in the foot of its sheet. */
export class Flag {
  /** @param {import("../types").App} app @param {Option[]} options which one must be taken of, if there are any @param {HTMLElement} foot @param {() => boolean} busy whether a call is on */
  constructor(app, options, foot, busy) {
    this.app = app;
    this.busy = busy;
    this.options = options;
    /** The run that a press flags. */
    this.run = "";
    /** A call or a flag is on its way. */
    this.resting = false;
    /** The option that each run was flagged with here; an empty text where there are none. @type {Map<string, string>} */
    this.flagged = new Map();
    this.el = h("button.au-quiet.flag.off", { type: "button", "aria-haspopup": options.length ? "menu" : null, onclick: () => this.press() });
    this.draw();
    foot.append(this.el);
  }

  /** Nothing can be flagged for now. */
  rest() {
    this.resting = true;
    this.draw();
  }

  /** A run has ended, or the next one was refused and the last still shows. @param {string} [run] empty where none began */
  offer(run = this.run) {
    this.run = run;
    this.resting = false;
    this.draw();
  }

  draw() {
    const { el, run, flagged, resting } = this;
    const option = flagged.get(run);
    const text = option === undefined ? "Flag" : option ? `Flagged: ${option}` : "Flagged";
    // Without a websocket there is nobody to hand it to.
    el.classList.toggle("off", !run || !!this.app.link.http);
    // Not disabled: who pressed it by a key stays where they are.
    aria(el, "disabled", resting || option !== undefined);
    el.classList.toggle("flagged", option !== undefined);
    el.replaceChildren(icon(PENNANT), text);
    aria(el, "label", option === undefined ? "Flag this result" : text);
  }

  async press() {
    const { options, el } = this;
    if (el.ariaDisabled === "true") return;
    if (!options.length) {
      await this.send({ label: "", value: "" });
      return;
    }
    const { menu } = await import("./overlay.js");
    menu(el, options.map((option) => ({ label: option.label, run: () => this.send(option) })));
  }

  /** @param {Option} option */
  async send({ label, value }) {
    const { run, app } = this;
    this.rest();
    try {
      await app.link.ask({ op: "flag", run, option: value });
      this.flagged.set(run, label);
      announce(label ? `Flagged as ${label}` : "Flagged");
    } catch (error) {
      app.notice({ level: "warning", text: `Not flagged: ${/** @type {Error} */ (error).message}` });
    }
    // Another run may have ended meanwhile, which is offered already; or the next one is on.
    if (this.run === run && !this.busy()) this.offer();
  }
}
