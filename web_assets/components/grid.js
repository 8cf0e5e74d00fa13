/** Rows typed or pasted into a field that also takes a file: the body of arrays and tables. */

import { adopt, control, edit, follow, h, icon, isBlob, named, SENDING } from "./parts.js";
import { sizeText } from "./saving.js";
import { fits } from "./zone.js";

const UPLOAD = "M12 15V4M7 9l5-5 5 5M5 20h14";

/** Text beyond this goes as a file: messages have a limit. */
const MOST_CHARACTERS = 200_000;

/**
 * @param {import("./contract").Context} context
 * @param {{ accept: string[], placeholder: string, read: (text: string) => { value: any, note?: string, fault?: string | null }, write: (value: any) => string, file: string }} options `file` names what a long text becomes
 */
export function grid({ model, el, host }, { accept, placeholder, read, write, file: long }) {
  /** What stands in the field came from here, not from outside. @type {any} */
  let mine = model.get("value") ?? null;
  let turn = 0;
  const node = h("textarea.au-input.au-cells", {
    rows: 1, autocomplete: "off", autocapitalize: "off", spellcheck: "false", wrap: "off", placeholder, "data-mono": true,
    oninput: () => typed(),
  });
  const note = h("span.au-aside.au-cells-note", { role: "status" });
  const chooser = h("input.au-hidden", { type: "file", accept: accept.join(","), tabindex: -1, "aria-hidden": "true", onchange: () => {
    const [file] = chooser.files;
    chooser.value = "";
    if (file) send(file);
  } });
  const choose = h("button.au-quiet", { type: "button", onclick: () => chooser.click() }, icon(UPLOAD), "File");
  const name = h("span.au-cells-name");
  const remove = h("button.au-inside", { type: "button", "aria-label": "Remove the file", onclick: () => {
    take(null);
    show();
    node.focus();
  } }, icon("close"));
  const held = h(".au-cells-file", { hidden: true }, name, remove);
  const box = h(".au-grid", { role: "group", ...named(model) }, node, held, h(".au-cells-foot", null, choose, note, chooser));
  const take = (/** @type {any} */ value, /** @type {string | null} */ fault = null) => {
    mine = value;
    edit(model, value, fault);
  };
  const typed = () => {
    turn++;
    const text = node.value;
    if (text.length > MOST_CHARACTERS) {
      send(new File([text], long, { type: "text/plain" }));
      return;
    }
    const found = text.trim() ? read(text) : { value: null };
    note.textContent = found.fault ? "" : found.note ?? "";
    take(found.value, found.fault ?? null);
  };
  const send = async (/** @type {File} */ file) => {
    const now = ++turn;
    if (!fits(file, accept)) {
      take(null, `is none of ${accept.join(", ")}`);
      note.textContent = `${file.name} is none of ${accept.join(", ")}`;
      return;
    }
    take(null, SENDING);
    note.textContent = `Sending ${file.name}`;
    try {
      const blob = await host.upload(file, (share) => (note.textContent = `Sending ${file.name}: ${Math.round(share * 100)} %`));
      if (now !== turn) return;
      take(blob);
      show();
      host.announce(`${file.name} was sent`);
    } catch (error) {
      if (now !== turn) return;
      const message = error instanceof Error ? error.message : String(error);
      note.textContent = message;
      take(null, message);
    }
  };
  const show = () => {
    const value = model.get("value") ?? null;
    const blob = isBlob(value);
    node.hidden = blob;
    held.hidden = !blob;
    choose.lastChild.textContent = blob ? "Another file" : "File";
    name.textContent = blob ? `${value.name} · ${sizeText(value.size)}` : "";
    if (blob) node.value = note.textContent = "";
    else if (value !== mine || (value !== null && !node.value)) {
      node.value = value === null ? "" : write(value);
      note.textContent = node.value.trim() ? read(node.value).note ?? "" : "";
    }
    mine = value;
  };
  box.addEventListener("dragover", (/** @type {Event} */ event) => event.preventDefault());
  box.addEventListener("drop", (/** @type {DragEvent} */ event) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file || model.get("disabled")) return;
    event.preventDefault();
    send(file);
  });
  node.addEventListener("paste", (/** @type {ClipboardEvent} */ event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (!file || event.clipboardData?.getData("text/plain")) return;
    event.preventDefault();
    event.stopPropagation();
    send(file);
  });
  el.replaceChildren(box);
  const ends = [
    control(model, node),
    follow(model, ["value"], () => {
      const value = model.get("value") ?? null;
      if (value !== mine || isBlob(value) || (value !== null && !node.value)) show();
    }),
    follow(model, ["disabled"], () => (choose.disabled = remove.disabled = Boolean(model.get("disabled")))),
  ];
  return () => {
    turn++;
    ends.forEach((end) => end());
  };
}

adopt(`
.au-grid{display:grid;gap:2px;min-width:0}
.au-cells{white-space:pre;overflow-x:auto}
.au-cells[hidden]{display:none}
.au-cells-foot{display:flex;align-items:center;gap:8px;min-width:0}
.au-cells-foot>.au-quiet{margin-left:-10px}
.au-cells-note{margin:0;overflow-wrap:anywhere}
.au-cells-file{position:relative;display:flex;align-items:center;min-height:var(--au-control);padding:0 11px;border:1px solid var(--au-line-strong);border-radius:var(--au-radius);background:var(--au-surface);font-size:14px}
.au-cells-file[hidden]{display:none}
.au-cells-name{min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;padding-right:var(--au-control)}
`);
