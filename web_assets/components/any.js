/** A value of any kind on one line, with a chip that says how Python will read it. */

import { adopt, attribute, control, edit, follow, h, icon, stringText, submitOnEnter } from "./parts.js";
import { literalText, readingOf } from "./literal.js";

const PIN = "M9 4h6l-1 6 3 4H7l3-4zM12 14v6";

/** @param {string} text */
const source = (text) => ({ $: "source", v: text });

/** The list of what stands between commas, as a literal, or the text itself. @param {string} text */
function listed(text) {
  if (!text.includes(",") || /^\s*[[({'"]/.test(text)) return text;
  const parts = text.split(",").map((part) => part.trim()).filter(Boolean);
  return `[${parts.map((part) => (readingOf(part) === "text" && !/^['"]/.test(part) ? JSON.stringify(part) : part)).join(", ")}]`;
}

/** The text to show for a value, and whether it is pinned as text. @param {any} value */
function shownAs(value) {
  if (value == null) return { text: "", pinned: false };
  if (value.$ === "source") return { text: value.v, pinned: false };
  const text = stringText(value);
  if (text == null) return { text: literalText(value), pinned: false };
  return { text, pinned: text === "" || readingOf(text) !== "text" || /^\s*['"]/.test(text) };
}

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el, host }) {
    let pinned = false;
    /** How a text would be read that came pinned from outside, as an example does. @type {string | null} */
    let given = null;
    /** The text as Python will read it. */
    const meant = () => (model.get("lists") ? listed(node.value) : node.value);
    const typed = () => {
      // What is typed in its place is kept as text only while it looks like it.
      if (given !== null && readingOf(meant()) !== given) {
        pinned = false;
        given = null;
      }
      report();
    };
    const report = () => {
      const text = node.value;
      edit(model, pinned ? text : text.trim() ? source(meant()) : null);
      label();
    };
    /** @type {HTMLTextAreaElement} */
    const node = h("textarea.au-input", {
      rows: 1, autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go",
      placeholder: model.get("placeholder") || null,
      oninput: typed,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (!node.value.includes("\n")) submitOnEnter(model, event);
      },
    });
    const word = h("span");
    const chip = h("button.au-reading", {
      type: "button",
      onclick: () => {
        pinned = !pinned;
        given = null;
        report();
        host.announce(pinned ? "kept as text" : `read as ${word.textContent}`);
      },
    }, word);
    const label = () => {
      const reading = readingOf(meant());
      const empty = !pinned && !node.value.trim();
      word.textContent = pinned ? "text" : reading;
      chip.hidden = empty;
      chip.setAttribute("aria-pressed", String(pinned));
      chip.setAttribute("aria-label", pinned ? "Kept as text" : `Read as ${reading}; keep it as text`);
      chip.title = pinned ? "Kept as text. Click to read it as Python does." : "How it will be read. Click to keep it as text.";
      attribute(node, "data-mono", !empty && !pinned && reading !== "text");
      chip.querySelector("svg")?.remove();
      if (pinned) chip.prepend(icon(PIN));
      node.style.paddingRight = empty ? "" : `${word.textContent.length + 4.5}ch`;
    };
    el.replaceChildren(h(".au-field-box", null, node, chip));
    const ends = [
      control(model, node),
      follow(model, ["disabled"], () => (chip.disabled = Boolean(model.get("disabled")))),
      follow(model, ["value"], () => {
        const now = pinned ? node.value : node.value.trim() ? source(meant()) : null;
        if (JSON.stringify(now) !== JSON.stringify(model.get("value") ?? null)) {
          const shown = shownAs(model.get("value"));
          pinned = shown.pinned;
          given = pinned ? readingOf(shown.text) : null;
          node.value = shown.text;
        }
        label();
      }),
    ];
    return () => ends.forEach((end) => end());
  },
};

adopt(`
.au-reading{position:absolute;right:6px;top:calc(var(--au-control)/2);translate:0 -50%;display:inline-flex;align-items:center;gap:3px;height:24px;padding:0 8px;border:0;border-radius:4px;background:var(--au-sunken);color:var(--au-muted);font:500 12px/24px var(--au-font);cursor:pointer;transition:color .12s}
.au-reading[hidden]{display:none}
.au-reading:hover{color:var(--au-text)}
.au-reading[aria-pressed=true]{background:var(--au-accent-soft);color:var(--au-text)}
.au-reading:focus-visible{outline:2px solid var(--au-ring)}
.au-reading .icon{width:12px;height:12px}
`);
