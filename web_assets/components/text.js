/** Text: a line, several lines, a secret, the name of a file to write; and text as a result. */

import { attribute, control, edit, follow, h, icon, stringText, submitOnEnter } from "./parts.js";

const EYE = "M2 12c3-5.5 6.5-7 10-7s7 1.5 10 7c-3 5.5-6.5 7-10 7s-7-1.5-10-7M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6";
const FILE = "M14 3H6v18h12V7zM14 3v4h4";

const FOLD_LINES = 200;
const FOLD_CHARACTERS = 20_000;
const SHORT = 80;

/** @param {import("./contract").Context} context */
function input({ model, el }) {
  const lines = model.get("lines") || 1;
  const secret = model.get("secret");
  const name = model.get("destination");
  const typed = secret || name;
  const node = h(typed ? "input" : "textarea", {
    class: "au-input",
    type: secret ? "password" : null,
    rows: typed ? null : lines,
    placeholder: model.get("placeholder"),
    autocomplete: "off",
    enterkeyhint: lines > 1 ? null : "go",
    "data-mono": name || model.get("format") === "json",
    oninput: () => edit(model, node.value),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (lines === 1 && !node.value.includes("\n")) submitOnEnter(model, event);
    },
  });
  if (typed) attribute(node, "spellcheck", "false");
  if (name) attribute(node, "autocapitalize", "off");
  node.style.setProperty("--lines", String(lines));
  node.style.setProperty("--most", String(Math.max(model.get("max_lines") || 20, lines)));

  const grow = () => {
    if (typed || CSS.supports("field-sizing", "content")) return;
    node.style.height = "auto";
    node.style.height = `${node.scrollHeight + 2}px`;
  };
  // A password field outside a form makes the browser complain.
  const box = h(secret ? "form.au-field-box" : ".au-field-box", { autocomplete: "off" },
    node, secret && reveal(/** @type {any} */ (node)));
  box.onsubmit = (/** @type {Event} */ event) => event.preventDefault();
  if (name) box.prepend(icon(FILE));
  el.replaceChildren(box);
  node.addEventListener("input", grow);
  const stop = control(model, node);
  const end = follow(model, ["value"], () => {
    const text = stringText(model.get("value")) ?? "";
    if (node.value !== text) node.value = text;
    grow();
  });
  return () => (stop(), end());
}

/** @param {HTMLInputElement} node */
function reveal(node) {
  const button = h("button", {
    type: "button",
    class: "au-inside",
    "aria-label": "Show what was typed",
    "aria-pressed": "false",
    onclick: () => {
      const shown = node.type === "password";
      node.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
    },
  }, icon(EYE));
  return button;
}

/** @param {import("./contract").Context} context */
function output({ model, el, host }) {
  const words = document.createTextNode("");
  const pre = h("div", { class: "au-text" }, words);
  const more = h("button", { type: "button", class: "au-link", onclick: () => ((open = true), show()) });
  const tree = h("div", { hidden: true });
  let open = false;
  let asJson = model.get("format") === "json";
  /** @type {import("./contract").Mounted | null} */
  let mounted = null;

  const show = () => {
    const text = stringText(model.get("value")) ?? "";
    const parsed = structured(text);
    const json = asJson && parsed !== undefined;
    const folded = open ? text : fold(text);
    if (folded.startsWith(words.data) && words.data) words.appendData(folded.slice(words.length));
    else words.data = folded;
    pre.dataset.size = text.length <= SHORT && !text.includes("\n") ? "short" : "long";
    const aligned = isAligned(folded);
    attribute(pre, "data-mono", aligned);
    attribute(pre, "tabindex", aligned ? "0" : null);
    attribute(pre, "role", aligned ? "group" : null);
    attribute(pre, "aria-label", aligned ? model.get("label") || "Result" : null);
    attribute(pre, "data-empty", text === "" && model.get("value") != null);
    pre.hidden = json;
    more.hidden = json || folded.length === text.length;
    const lines = lineCount(text);
    if (more.hidden) more.textContent = "";
    else more.textContent = `Show all ${lines > FOLD_LINES ? `${lines.toLocaleString("en")} lines` : `${text.length.toLocaleString("en")} characters`}`;
    tree.hidden = !json;
    if (json) drawTree(parsed);
    model.set("actions", [
      ...(parsed === undefined ? [] : [
        { id: "switch", label: asJson ? "Plain text" : "As JSON", icon: "switch", run: () => ((asJson = !asJson), show()) },
      ]),
      { id: "copy", label: "Copy", icon: "copy", run: () => host.copy(stringText(model.get("value")) ?? "") },
    ]);
  };
  const drawTree = async (/** @type {any} */ value) => {
    if (mounted) mounted.model.set("value", value);
    else mounted = await host.mount("json", {}, value, tree, "output");
  };
  el.replaceChildren(pre, more, tree);
  const end = follow(model, ["value"], show);
  return () => (end(), mounted?.destroy());
}

/** A list or dict that the text spells in JSON, else undefined. @param {string} text */
function structured(text) {
  if (!/^\s*[[{]/.test(text) || text.length > 1_000_000) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string} text */
const lineCount = (text) => text.split("\n").length;

/** @param {string} text */
function fold(text) {
  let end = -1;
  for (let line = 0; line < FOLD_LINES; line++) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) break;
  }
  const cut = end < 0 ? text.length : end;
  return cut > FOLD_CHARACTERS ? text.slice(0, FOLD_CHARACTERS) : text.slice(0, cut);
}

/** Whether runs of blanks hold columns together. @param {string} text */
function isAligned(text) {
  const found = text.match(/^.*(?:[^\s.!?:] {2,}\S|\t|[─│┌├]).*$|^ {2,}\S.*$/gm);
  return Boolean(found && found.length > 1);
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};
