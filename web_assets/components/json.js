/** Lists and dicts: a two-column list where they are flat, else a tree that opens on demand. */

import { adopt, follow, h, isBlob, isNumber, numberText, stringText, unescape } from "./parts.js";
import { save, saveText, sizeText } from "./saving.js";

const AT_ONCE = 100;
const FLAT_MOST = 60;
const SHORT = 60;
const MOST_COLUMNS = 16;
const COPY_MOST = 5_000_000;

/** @param {any} value */
const isLeaf = (value) => value === null || typeof value !== "object" || "$" in value || isBlob(value);

/** @param {any} value @returns {[string, any][]} */
const entriesOf = (value) =>
  Array.isArray(value) ? value.map((item, i) => [String(i), item]) : Object.entries(value).map(([key, item]) => [unescape(key), item]);

/** @param {any} value @param {string} [indent] @param {string} [margin] @returns {string} */
export function jsonText(value, indent = "", margin = "\n") {
  if (isNumber(value)) return { nan: "NaN", inf: "Infinity", "-inf": "-Infinity" }[numberText(value) ?? ""] ?? numberText(value) ?? "";
  const text = stringText(value);
  if (text != null) return JSON.stringify(text);
  if (isBlob(value)) return JSON.stringify(value.name);
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const list = Array.isArray(value);
  const inner = indent ? margin + indent : "";
  const parts = entriesOf(value).map(([key, item]) =>
    inner + (list ? "" : `${JSON.stringify(key)}:${indent && " "}`) + jsonText(item, indent, inner || margin));
  const [open, close] = list ? "[]" : "{}";
  return parts.length ? open + parts.join(",") + (indent && margin) + close : open + close;
}

/** A value that holds no others, with its type. @param {any} value @param {boolean} quote @param {import("./contract").Host} host */
function leaf(value, quote, host) {
  if (isBlob(value)) return h("a", { href: host.fileUrl(value), download: value.name }, `${value.name} (${sizeText(value.size)})`);
  if (isNumber(value)) return h("span.au-leaf", { "data-type": "number" }, numberText(value));
  const text = stringText(value);
  if (text != null) return h("span.au-leaf", { "data-type": "text" }, quote ? h("i", null, "“") : "", text, quote ? h("i", null, "”") : "");
  return h("span.au-leaf", { "data-type": "word" }, value === null ? "None" : value === true ? "True" : "False");
}

/** What a closed branch holds, in a few words. @param {any} value */
function summary(value) {
  const count = entriesOf(value).length;
  const text = count <= 8 && entriesOf(value).every(([, item]) => isLeaf(item)) ? jsonText(value, "").replaceAll(",", ", ").replaceAll(":", ": ") : "";
  if (text && text.length <= SHORT) return text;
  return Array.isArray(value) ? `${count} ${count === 1 ? "item" : "items"}` : `${count} ${count === 1 ? "key" : "keys"}`;
}

/** @param {string} key @param {any} value @param {boolean} open @param {import("./contract").Host} host */
function branch(key, value, open, host) {
  const name = h("span.au-key", null, key);
  if (isLeaf(value)) return h("li", null, name, leaf(value, true, host));
  if (!entriesOf(value).length) return h("li", null, name, h("span.au-leaf", { "data-type": "word" }, Array.isArray(value) ? "[]" : "{}"));
  const details = h("details", { ontoggle: () => {
    if (details.open && !details.lastElementChild.matches("ul")) details.append(level(value, host));
  } }, h("summary", null, name, h("span.au-hint", null, summary(value))));
  details.open = open;
  return h("li", null, details);
}

/** @param {any} value @param {import("./contract").Host} host */
function level(value, host, open = false) {
  const entries = entriesOf(value);
  const list = h("ul");
  let shown = 0;
  const more = h("button.au-link", { type: "button", onclick: () => add() });
  const add = () => {
    more.remove();
    const next = entries.slice(shown, shown + AT_ONCE);
    list.append(...next.map(([key, item]) => branch(key, item, open && entries.length <= 8, host)));
    shown += next.length;
    const left = entries.length - shown;
    if (left <= 0) return;
    more.textContent = `Show ${Math.min(left, AT_ONCE)} more of ${left.toLocaleString("en")}`;
    list.append(h("li", null, more));
  };
  add();
  return list;
}

/** Whether a list holds rows of one length: a small matrix, pairs. @param {any} value */
function isGrid(value) {
  if (!Array.isArray(value) || value.length < 2 || value.length > FLAT_MOST) return false;
  const width = value[0]?.length;
  return width > 0 && width <= MOST_COLUMNS && value.every((row) => Array.isArray(row) && row.length === width && row.every(isLeaf));
}

/** @param {any[][]} rows @param {import("./contract").Host} host */
function grid(rows, host) {
  const line = (/** @type {any[]} */ row) => h("tr", null, row.map((item) => h("td", { "data-type": isNumber(item) ? "number" : "text" }, leaf(item, false, host))));
  return h(".au-rows", { tabindex: 0, role: "region", "aria-label": "Rows" }, h("table", null, h("tbody", null, rows.map(line))));
}

/** @param {any} value @param {import("./contract").Host} host */
function draw(value, host) {
  if (isLeaf(value)) return h(".au-json-leaf", null, leaf(value, false, host));
  const entries = entriesOf(value);
  if (!entries.length) return h(".au-aside", null, Array.isArray(value) ? "An empty list" : "An empty dict");
  if (entries.length <= FLAT_MOST && entries.every(([, item]) => isLeaf(item)))
    return h("dl.au-pairs", { "data-list": Array.isArray(value) }, entries.map(([key, item]) =>
      h("div", null, h("dt", null, key), h("dd", null, leaf(item, false, host)))));
  if (isGrid(value)) return grid(value, host);
  return h(".au-tree", null, level(value, host, true));
}

/** @param {import("./contract").Blob} blob @param {import("./contract").Host} host */
function drawLarge(blob, host) {
  const { preview } = blob.meta ?? {};
  return [
    typeof preview === "string" ? h("pre.au-peek-json", { tabindex: 0, "aria-label": "The beginning" }, preview) : draw(preview ?? null, host),
    h(".au-aside", null, `The beginning of ${sizeText(blob.size)}. Download it to see all.`),
  ];
}

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el, host }) {
    return follow(model, ["value"], () => {
      const value = model.get("value") ?? null;
      const name = `${(model.get("label") || "result").toLowerCase().replace(/\W+/g, "-")}.json`;
      if (isBlob(value)) {
        el.replaceChildren(h(".au-json", null, drawLarge(value, host)));
        return model.set("actions", [
          { id: "download", label: "Download", icon: "download", run: () => save(host.fileUrl(value), value.name) },
        ]);
      }
      el.replaceChildren(h(".au-json", null, draw(value, host)));
      model.set("actions", [
        { id: "copy", label: "Copy", icon: "copy", run: () => host.copy(jsonText(value, "  ").slice(0, COPY_MOST)) },
        { id: "download", label: "Download", icon: "download", run: () => saveText(jsonText(value, "  "), name, "application/json") },
      ]);
    });
  },
};

adopt(`
.au-json{font-size:14px;line-height:22px}
.au-pairs{margin:-5px 0;display:grid;grid-template-columns:fit-content(40%) 1fr}
.au-pairs>div{display:grid;grid-column:1/-1;grid-template-columns:subgrid;column-gap:24px;padding:7px 0;border-top:1px solid var(--au-line)}
.au-pairs>div:first-child{border-top:0}
.au-pairs dt{color:var(--au-muted);overflow-wrap:anywhere}
.au-pairs dd{margin:0;min-width:0}
.au-pairs[data-list=""] dt{font-variant-numeric:tabular-nums;text-align:right}
.au-pairs[data-list=""]>div{column-gap:16px}
.au-rows{margin:-5px 0;overflow-x:auto}
.au-rows table{border-collapse:collapse;min-width:min(100%,240px)}
.au-rows td{padding:7px 24px 7px 0;border-top:1px solid var(--au-line);vertical-align:top}
.au-rows tr:first-child td{border-top:0}
.au-rows td[data-type=number]{text-align:right}
.au-leaf{overflow-wrap:anywhere;white-space:pre-wrap}
.au-leaf[data-type=number]{font-variant-numeric:tabular-nums}
.au-leaf[data-type=word],.au-leaf i{color:var(--au-muted);font-style:normal}
.au-tree{margin-left:-16px;font:13px/22px var(--au-mono);overflow-x:auto}
.au-tree ul{list-style:none;margin:0;padding:0}
.au-tree ul ul{margin-left:6px;padding-left:13px;border-left:1px solid var(--au-line)}
.au-tree li{padding-left:16px}
.au-tree li:has(>.au-leaf){display:flex}
.au-tree li:has(>details){padding-left:0}
.au-tree summary{display:flex;gap:0;list-style:none;cursor:pointer;border-radius:4px}
.au-tree summary::-webkit-details-marker{display:none}
.au-tree summary::before{content:"";flex:none;width:5px;height:5px;margin:7px 7px 0 2px;border:solid var(--au-muted);border-width:0 1.5px 1.5px 0;rotate:-45deg;transition:rotate .12s}
.au-tree details[open]>summary::before{rotate:45deg;margin-top:6px}
.au-tree summary:hover{background:var(--au-sunken)}
.au-tree summary:focus-visible{outline:2px solid var(--au-ring);outline-offset:-1px}
.au-key{color:var(--au-muted);flex:none;margin-right:10px}
.au-key::after{content:":"}
.au-hint{color:var(--au-muted);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.au-tree details[open]>summary>.au-hint{visibility:hidden}
@media (pointer:coarse){.au-tree summary{padding-block:6px}}
.au-json-leaf{font-size:16px}
.au-peek-json{margin:0 0 8px;max-height:480px;overflow:auto;font:13px/20px var(--au-mono);background:var(--au-sunken);border-radius:var(--au-radius);padding:12px 14px}
`);
