import { literal } from "./call.js";
import { h, style } from "./base.js";

await style("more");

const PER_PAGE = 10;

/**
 * All example rows, in pages.
 * @param {import("./interface.js").Interface} form @param {() => void} [then] after a row is taken
 */
export function exampleTable(form, then) {
  const { rows = [], results = [] } = form.endpoint.examples ?? {};
  const pages = Math.ceil(rows.length / PER_PAGE);
  const documented = results.some((result) => result);
  const body = h("tbody");
  const where = h("span");
  const turn = (/** @type {number} */ by) => h("button.plain", { type: "button", onclick: () => show(at + by) }, by < 0 ? "Previous" : "Next");
  const [back, on] = [turn(-1), turn(1)];
  let at = 0;
  const show = (/** @type {number} */ page) => {
    at = page;
    body.replaceChildren(
      ...rows.slice(at * PER_PAGE, (at + 1) * PER_PAGE).map((row, offset) => {
        const index = at * PER_PAGE + offset;
        const take = () => {
          form.use(index);
          then?.();
        };
        const cells = form.fields.map((field, column) => {
          const value = row[column] ?? null;
          return h("td", null, field.input?.secret ? "•••" : typeof value === "string" ? value : value?.name ?? literal(value, "", 40));
        });
        const use = h("button.link", { type: "button", "data-row": index, "aria-pressed": String(form.row === index), "aria-label": `Use example ${index + 1}`, onclick: take }, String(index + 1));
        return h("tr", { onclick: (/** @type {any} */ event) => event.target.closest("button") || take() }, h("td", null, use), cells, documented ? h("td.hint", null, results[index] ?? "") : null);
      }),
    );
    where.textContent = `${at + 1} / ${pages}`;
    back.disabled = !at;
    on.disabled = at + 1 === pages;
  };
  show(Math.max(0, Math.floor(form.row / PER_PAGE)));
  return h(
    ".example-table",
    null,
    h(".scroll", { tabindex: 0, role: "group", "aria-label": "Examples" }, h("table", null, h("thead", null, h("tr", null, h("th", null, h("span.unseen", null, "Row")), form.fields.map((field) => h("th", { scope: "col" }, field.title)), documented ? h("th", { scope: "col" }, "Documented") : null)), body)),
    pages > 1 ? h("p.pager", null, back, where, on) : null,
  );
}
