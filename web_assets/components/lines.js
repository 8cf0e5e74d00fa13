/** What a generator gave, one value under the other: lines of text, rows of numbers. */

import { adopt, attribute, follow, h, isNumber, numberText, same, stringText, unescape } from "./parts.js";
import { saveText } from "./saving.js";

const COLOURS = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))/g;

/** A text or a scalar, as it is. @param {any} value */
const plain = (value) => stringText(value)?.replace(COLOURS, "") ?? numberText(value) ?? (value == null ? "None" : value === true ? "True" : "False");

/** A list or a dictionary inside of a list. @param {any} value @returns {string} */
function inner(value) {
  if (Array.isArray(value)) return `[${value.map(inner).join(", ")}]`;
  if (value?.constructor === Object && !("$" in value)) return `{${Object.entries(value).map(([key, one]) => `${unescape(key)}: ${inner(one)}`).join(", ")}}`;
  return plain(value);
}

/** A value as one line, a list without its brackets. @param {any} value */
const text = (value) => (Array.isArray(value) && value.length ? value.map(inner).join(", ") : inner(value));

/** Whether texts are pieces of one text, as a language model gives it: blanks at their edges tell. @param {string[]} texts */
const isFlow = (texts) => texts.length > 1 && 3 * texts.filter((one) => /^ \S|\S $|\n$/.test(one)).length >= texts.length;

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el, host }) {
    const earlier = h("p.au-earlier");
    const list = h("ol.au-lines", { tabindex: "0" });
    el.replaceChildren(earlier, list);
    /** What stands in the list, and the place of its first value in the stream. @type {any[]} */
    let drawn = [];
    let start = 0;
    /** Whether the newest value is kept in sight: until somebody scrolls away from it. */
    let follows = true;
    let reached = 0;
    list.onscroll = () => {
      // More may have come since it was scrolled: only upwards is away.
      follows = list.scrollTop + list.clientHeight > list.scrollHeight - 8 || (follows && list.scrollTop >= reached);
      reached = list.scrollTop;
      list.toggleAttribute("data-above", reached > 0);
    };
    const reach = () => follows && (list.scrollTop = list.scrollHeight);

    const drop = (/** @type {number} */ count) => {
      for (let i = 0; i < count; i++) list.firstChild?.remove();
      drawn = drawn.slice(count);
      if (count) reached = 0;
    };
    const show = () => {
      /** @type {any[]} */
      const values = model.get("value") ?? [];
      const first = model.get("earlier") ?? 0;
      drop(first < start ? drawn.length : Math.min(first - start, drawn.length));
      start = first;
      if (drawn.length > values.length || drawn.some((value, i) => !same(value, values[i]))) drop(drawn.length);
      list.append(...values.slice(drawn.length).map((value) => h("li", { "data-number": isNumber(value) }, text(value))));
      drawn = values;
      const flows = isFlow(drawn.map((value) => stringText(value) ?? ""));
      attribute(list, "data-flow", flows);
      earlier.textContent = first ? `… ${first.toLocaleString("en")} earlier value${first === 1 ? "" : "s"}` : "";
      earlier.hidden = !first;
      attribute(list, "aria-label", model.get("label") || "Result");
      // What was never drawn before is not in the page yet.
      requestAnimationFrame(reach);
      const all = () => drawn.map(text).join(flows ? "" : "\n");
      model.set("actions", values.length ? [
        { id: "copy", label: "Copy", icon: "copy", run: () => host.copy(all()) },
        { id: "download", label: "Download", icon: "download", run: () => saveText(`${all()}\n`, "output.txt", "text/plain") },
      ] : []);
    };
    return follow(model, ["value"], show);
  },
};

adopt(`
.au-earlier{margin:0 0 8px;color:var(--au-muted);font-size:13px;line-height:20px}
.au-lines{list-style:none;margin:0;padding:0;max-height:min(60vh,640px);overflow:auto;overscroll-behavior:contain;font-size:16px;line-height:26px}
.au-lines li{white-space:pre-wrap;overflow-wrap:anywhere;min-height:26px;max-width:72ch}
.au-lines[data-flow]{max-width:72ch}
.au-lines[data-flow] li{display:inline}
.au-lines li[data-number]{font-variant-numeric:tabular-nums}
.au-lines li[data-number]+li[data-number]{border-top:1px solid var(--au-line)}
.au-lines li[data-number]{max-width:none;padding:4px 0}
.au-lines[data-above]{mask-image:linear-gradient(transparent,#000 40px)}
@media print{.au-lines{max-height:none;mask-image:none}}
`);
