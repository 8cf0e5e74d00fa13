/** A date, a time, or both: the browser's own fields, with seconds kept and a way to say "now". */

import { adopt, control, edit, follow, h, submitOnEnter } from "./parts.js";

/** @typedef {"date" | "time" | "datetime"} Part */

/** @type {Record<Part, string>} */
const TYPES = { date: "date", time: "time", datetime: "datetime-local" };
const ZONE = /(?<=:\d\d(?:\.\d+)?)(?:Z|[+-]\d\d:?\d\d(?::\d\d)?)$/i;
const SHAPE = /^(\d{4,}-\d\d-\d\d)?[T ]?(\d\d:\d\d)?(:\d\d)?(\.\d+)?/;

/**
 * What the field holds; the shape of a value tells it where nothing else does.
 * @param {import("./contract").Model} model @returns {Part}
 */
function partOf(model) {
  const given = model.get("part");
  if (given) return given;
  const [, date, time] = SHAPE.exec(model.get("value") ?? model.get("minimum") ?? "") ?? [];
  return date && !time ? "date" : time && !date ? "time" : "datetime";
}

/** @param {number} n */
const two = (n) => String(n).padStart(2, "0");

/** This moment on the person's clock. @param {Part} part */
function now(part) {
  const at = new Date();
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return part === "date" ? date : part === "time" ? time : `${date}T${time}`;
}

/** How far the person's clock is from UTC. */
function offset() {
  const minutes = -new Date().getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** What the browser's field takes: no zone, at most milliseconds. @param {string} text */
const local = (text) => text.replace(ZONE, "").replace(" ", "T").replace(/(\.\d{3})\d+$/, "$1");

/** @param {Part} part @param {string} text */
function fineness(part, text) {
  const [, , , seconds, fraction] = SHAPE.exec(text) ?? [];
  if (part === "date") return null;
  return fraction ? "0.001" : seconds && seconds !== ":00" ? "1" : null;
}

/** @param {import("./contract").Context} context */
function input({ model, el }) {
  const part = partOf(model);
  let zone = "";
  const take = (/** @type {string} */ text) => edit(model, text ? text + zone : null);
  const node = h("input.au-input", {
    type: TYPES[part],
    min: local(model.get("minimum") ?? ""),
    max: local(model.get("maximum") ?? ""),
    oninput: () => take(node.value),
    onkeydown: (/** @type {KeyboardEvent} */ event) => submitOnEnter(model, event),
  });
  const mark = h("span.au-zone-name");
  const quick = h("button.au-quiet", {
    type: "button",
    onclick: () => {
      take(now(part));
      node.focus();
    },
  }, part === "date" ? "Today" : "Now");
  el.replaceChildren(h(".au-moment", null, node, mark, quick));
  const ends = [
    control(model, node),
    follow(model, ["disabled"], () => (quick.disabled = Boolean(model.get("disabled")))),
    follow(model, ["value"], () => {
      const text = model.get("value") ?? "";
      zone = ZONE.exec(text)?.[0] ?? (model.get("aware") ? offset() : "");
      mark.textContent = zone;
      mark.hidden = !zone;
      const shown = local(text);
      if (node.value === shown) return;
      node.step = fineness(part, shown) ?? "";
      node.value = shown;
    }),
  ];
  return () => ends.forEach((end) => end());
}

/** @param {string} text @param {Part} part */
function inWords(text, part) {
  const at = new Date(part === "time" ? `2000-01-01T${local(text)}` : local(text) + (part === "date" ? "T00:00" : ""));
  if (Number.isNaN(at.getTime())) return "";
  if (part === "time") return "";
  const zone = ZONE.exec(text)?.[0] ?? "";
  const day = at.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  return part === "date" ? day : `${day}${zone && `, UTC${/z/i.test(zone) ? "" : zone}`}`;
}

/** @param {import("./contract").Context} context */
function output({ model, el, host }) {
  const exact = h("div.au-text", { "data-size": "short" });
  const words = h("div.au-aside");
  el.replaceChildren(exact, words);
  return follow(model, ["value"], () => {
    const text = String(model.get("value") ?? "");
    exact.textContent = text.replace("T", " ");
    words.textContent = inWords(text, partOf(model));
    model.set("actions", [{ id: "copy", label: "Copy", icon: "copy", run: () => host.copy(text) }]);
  });
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};

adopt(`
.au-moment{display:flex;flex-wrap:wrap;align-items:center;gap:4px}
.au-moment > .au-input{flex:1 1 10em;min-width:min(100%,10em);appearance:none}
.au-moment > .au-quiet{min-width:64px}
.au-zone-name{padding-left:6px;color:var(--au-muted);font-size:13px}
`);
