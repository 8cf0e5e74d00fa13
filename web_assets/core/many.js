import { aria, h, style } from "./base.js";

await style("many");

const SHORT = new Set(["number", "switch", "choice", "any"]);
const SEEN_ON_PHONES = 4;

/**
 * Lay out many fields: short ones pair up, the rest folds (on phones from the fifth field; from 13
 * fields on everywhere all that have a default, in their sections, with a filter above).
 * @param {import("./interface.js").Interface} form
 */
export function arrange({ fields, grid, form, el: page, chips }) {
  const many = fields.length > 12;
  for (const { el, node } of fields) el.classList.toggle("short", SHORT.has(node.kind) || (node.kind === "moment" && node.props.part !== "datetime"));
  let shown = fields.filter(({ input }, index) => input?.required || (!many && index < SEEN_ON_PHONES));
  if (!shown.length) shown = fields.slice(0, SEEN_ON_PHONES);
  const rest = fields.filter((field) => !shown.includes(field));
  if (rest.length) {
    const button = h("button.more-toggle", { type: "button", onclick: () => open(!more.classList.contains("open")) }, `More options (${rest.length})`);
    const more = h(".more", { "data-when": many ? "always" : "phone" }, button, h(".more-body", null, sections(rest)));
    const open = (/** @type {boolean} */ yes) => {
      more.classList.toggle("open", yes);
      aria(button, "expanded", yes);
    };
    open(false);
    grid.replaceChildren(...shown.map(({ el }) => el), more);
  }
  if (!many) return;
  const filter = h("input.filter.au-input", { type: "search", placeholder: `Filter ${fields.length} inputs`, "aria-label": "Filter inputs", oninput: () => {
    const wanted = filter.value.trim().toLowerCase();
    form.classList.toggle("filtering", !!wanted);
    for (const { el, name, title, node } of fields)
      el.classList.toggle("unmatched", ![name, title, node.props.summary].join(" ").toLowerCase().includes(wanted));
  } });
  form.prepend(filter);
  // The inputs scroll by themselves as far as the window leaves them room below the page's head.
  new ResizeObserver(() => page.style.setProperty("--from", `${page.getBoundingClientRect().top + scrollY + (chips.offsetHeight && chips.offsetHeight + 20)}px`)).observe(page);
}

/** @param {import("./field.js").Field[]} fields */
function sections(fields) {
  let last = "";
  return fields.flatMap(({ input, el }) => {
    const section = input?.section ?? "";
    const title = section && section !== last ? [h("h2.section", null, section)] : [];
    last = section;
    return [...title, el];
  });
}
