/** One picture, sound or film that goes in: chosen, dropped, pasted, recorded, or made here as a sample. */

import { adopt, attribute, edit, follow, h, icon, isBlob, SENDING } from "./parts.js";
import { sizeText } from "./saving.js";
import { dropZone } from "./zone.js";

export const UPLOAD = "M12 15V4M7 9l5-5 5 5M5 20h14";

/** A button without a frame. @param {string} label @param {() => void} run */
export const quiet = (label, run) => h("button.au-quiet", { type: "button", onclick: run }, label);

/**
 * @typedef {object} Kind
 * @property {string} noun what it is called: `picture`
 * @property {string[]} accept media types
 * @property {HTMLElement} shown what shows it
 * @property {(url: string, given: import("./contract").Blob | File | null) => void} show an empty address shows nothing
 * @property {(take: (files: File[]) => void, say: (text: string, fault?: boolean) => void) => HTMLElement | null} record a button that makes one
 * @property {string} mark an icon for the empty field
 * @property {string} verb what the empty field invites to: `Choose a picture`
 * @property {boolean} recording whether a click on the empty field records
 * @property {() => Promise<File>} sample
 * @property {HTMLElement | null} [other] a button that gives it in another way
 * @property {(file: File, say: (text: string) => void) => Promise<File>} [prepare] what is sent of a file
 */

/**
 * @param {import("./contract").Context} context @param {Kind} kind
 * @returns {() => void} ends it
 */
export function mediaInput(context, kind) {
  const { model, el, host } = context;
  const { noun, shown } = kind;
  let local = "";
  let turn = 0;
  /** @type {string | null} */
  let sending = null;
  /** @type {string | null} what is shown now */
  let address = null;

  const take = async (/** @type {File[]} */ [file]) => {
    if (!accepts(file, kind.accept)) {
      edit(model, null, `is not a ${noun}`);
      return say(`${file.name} is not a ${noun}`, true);
    }
    const mine = ++turn;
    forget();
    local = URL.createObjectURL(file);
    sending = "";
    say(`sending, ${sizeText(file.size)}`);
    edit(model, null, SENDING);
    draw(file);
    try {
      const ready = (await kind.prepare?.(file, say)) ?? file;
      if (mine !== turn) return;
      const blob = await host.upload(ready, (share) => zone.box.style.setProperty("--share", String(share)));
      if (mine !== turn) return;
      sending = null;
      say(`${file.name} · ${sizeText(file.size)}`);
      host.announce(`${file.name} was sent`);
      edit(model, blob);
    } catch (error) {
      if (mine !== turn) return;
      sending = null;
      forget();
      edit(model, null, "was not sent");
      say(error instanceof Error ? error.message : String(error), true);
    }
    draw();
  };
  const clear = () => {
    turn++;
    sending = null;
    forget();
    say("");
    edit(model, null);
    draw();
    zone.chooser.focus();
  };
  const forget = () => {
    if (local) URL.revokeObjectURL(local);
    local = "";
  };
  const say = (/** @type {string} */ text, fault = false) => {
    note.textContent = text;
    attribute(note, "data-fault", fault);
  };

  const note = h("span.au-pane-note");
  const record = kind.record(take, say);
  const sample = quiet("Use a sample", async () => take([await kind.sample()]));
  const replace = quiet("Replace", () => ((kind.recording && record) || zone.chooser).click());
  const remove = quiet("Remove", clear);
  // What chooses a file can be reached as the field itself; what records is a button of its own.
  const verb = h(kind.recording ? "button.au-verb" : "span.au-verb", { type: kind.recording && "button" }, icon(kind.mark), h("b", null, kind.verb));
  const invite = h(".au-invite", null, verb, h("span.au-by-mouse", null, "or drop or paste"));
  const choose = kind.recording && quiet("Choose a file", () => zone.chooser.click());
  const other = kind.other ?? null;
  const bar = h(".au-pane-bar", null, note, record, choose, sample, other, replace, remove);
  const zone = dropZone(context, { accept: kind.accept, many: false, take, inside: [h(".au-pane", null, invite, shown), bar] });
  if (kind.recording && record) invite.addEventListener("click", (/** @type {Event} */ event) => {
    event.stopPropagation();
    record.click();
  });
  const draw = (/** @type {File | null} */ file = null) => {
    const blob = model.get("value");
    const full = Boolean(isBlob(blob) || local);
    attribute(zone.box, "data-full", full);
    attribute(zone.box, "data-sending", sending != null);
    invite.hidden = full;
    shown.hidden = !full;
    sample.hidden = full;
    if (other) other.hidden = full;
    if (record) record.hidden = full || kind.recording;
    if (choose) choose.hidden = full;
    replace.hidden = remove.hidden = !full;
    for (const button of zone.box.querySelectorAll("button")) button.disabled = Boolean(model.get("disabled"));
    if (isBlob(blob) && !local) say(`${blob.name}${blob.size ? ` · ${sizeText(blob.size)}` : ""}`);
    const now = local || (isBlob(blob) ? host.fileUrl(blob) : "");
    if (now !== address) kind.show(now, file ?? (isBlob(blob) ? blob : null));
    address = now;
  };
  const height = model.get("height");
  if (height) zone.box.style.setProperty("--au-pane", `${height}px`);
  if (model.get("width")) zone.box.style.maxWidth = `${model.get("width")}px`;
  attribute(zone.box, "data-wide", Boolean(model.get("wide")));
  el.replaceChildren(h(".au-media-input", null, zone.box));
  let known = model.get("value")?.$blob;
  const end = follow(model, ["value", "disabled"], () => {
    const id = model.get("value")?.$blob;
    // Another one from outside (an example, a reset) replaces the local preview.
    if (id !== known && sending == null && !(local && !known)) forget();
    if (!id && sending == null && !note.hasAttribute("data-fault")) say("");
    known = id;
    draw();
  });
  return () => {
    turn++;
    forget();
    end();
    zone.end();
  };
}

/** Systems know no type for some suffixes: such a file is sent, and looked into there. @param {File} file @param {string[]} accept */
const accepts = ({ type }, accept) =>
  (!type && !accept.includes("image/*")) || accept.some((rule) => type === rule || (rule.endsWith("/*") && type.startsWith(rule.slice(0, -1))));

/**
 * A button that records, where the browser lends what it takes; else a chooser that may ask the device for it.
 * @param {{ label: string, mark: string, accept: string, capture: string, why: string, open: () => Promise<File | null> }} device
 * @param {(files: File[]) => void} take @param {(text: string, fault?: boolean) => void} say
 * @returns {HTMLElement}
 */
export function recordButton({ label, mark, accept, capture, why, open }, take, say) {
  const record = async () => {
    try {
      const file = await open();
      if (file) take([file]);
    } catch (error) {
      say(`No ${label.toLowerCase()}: ${error instanceof Error ? error.message : error}`, true);
    }
  };
  if (navigator.mediaDevices) return h("button.au-quiet", { type: "button", onclick: record }, icon(mark), label);
  const chooser = h("input.au-hidden", {
    type: "file", accept, capture, tabindex: -1, "aria-hidden": "true",
    onchange: () => chooser.files?.[0] && take([chooser.files[0]]),
  });
  return h("button.au-quiet", { type: "button", title: why, onclick: () => {
    say(why, true);
    chooser.click();
  } }, icon(mark), label, chooser);
}

adopt(`
.au-pane{height:var(--au-pane,200px);display:grid;grid-template-rows:minmax(0,1fr);place-items:center;overflow:hidden}
.au-drop[data-wide] .au-pane{height:var(--au-pane,300px)}
.au-pane>[hidden]{display:none}
.au-pane-bar{display:flex;align-items:center;flex-wrap:wrap;gap:4px;min-height:40px;padding:0 4px 4px 12px;box-sizing:border-box}
.au-pane-note{flex:1 1 80px;min-width:0;color:var(--au-muted);font-size:13px;overflow:hidden;text-overflow:ellipsis;font-variant-numeric:tabular-nums}
.au-pane-note:empty{flex-basis:0}
.au-pane-note[data-fault]{color:var(--au-danger)}
.au-media-input .au-drop{overflow:hidden}
.au-media-input .au-drop::after{content:"";position:absolute;inset:auto 0 0;height:2px;background:var(--au-accent);transform:scaleX(var(--share,0));transform-origin:0 0;opacity:0;transition:transform .12s linear,opacity .3s .2s}
.au-media-input .au-drop[data-sending]::after{opacity:1}
`);
