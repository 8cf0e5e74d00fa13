import { literal } from "./call.js";
import { aria, h, style } from "./base.js";
import { isBlob } from "./wire.js";

await Promise.all([style("examples"), style("details")]);

/** @typedef {{start: number, total: number | null, numbers: number[], rows: any[][], results: string[], labels: string[], faults?: Record<string, string>}} Page */

const SEARCH_AFTER = 150;

/**
 * All example rows, in pages; those that did not travel with the page are asked for.
 * @param {import("./interface.js").Interface} form @param {() => void} [then] after a row is taken
 */
export function exampleTable(form, then) {
  const examples = /** @type {NonNullable<import("../types").Endpoint["examples"]>} */ (form.endpoint.examples);
  const { per_page: size = 10, columns, searchable, total: all = examples.rows.length } = examples;
  const shown = columns ? columns.map((/** @type {number} */ at) => ({ field: form.fields[at], at })) : form.fields.map((field, at) => ({ field, at }));
  const body = h("tbody");
  const where = h("span");
  const none = h("p.hint", { hidden: true }, "No example contains that.");
  const turn = (/** @type {number} */ by) => h("button.plain", { type: "button", onclick: () => show(at + by) }, by < 0 ? "Previous" : "Next");
  const [back, on] = [turn(-1), turn(1)];
  // Rows that are a picture each are looked at side by side.
  const first = shown.length === 1 ? examples.rows[0]?.[shown[0].at] : null;
  const tiles = isBlob(first) && first.type.startsWith("image/");
  let documented = (examples.results ?? []).some((result) => result);
  let at = 0;
  let asked = 0;
  let searched = "";

  /** @param {number} start @returns {Promise<Page>} */
  const ask = async (start) => {
    const numbers = Array.from({ length: all === null ? size : Math.min(size, all - start) }, (_, index) => start + index);
    const known = !searched && numbers.every((number) => examples.rows[number]);
    if (known) {
      const pick = (/** @type {any[] | undefined} */ list) => numbers.map((number) => list?.[number] ?? "");
      return { start, total: all, numbers, rows: pick(examples.rows), results: pick(examples.results), labels: pick(examples.labels) };
    }
    const page = await form.app.link.ask({ op: "examples", endpoint: form.endpoint.name, start, count: size, search: searched });
    page.numbers.forEach((/** @type {number} */ number, /** @type {number} */ index) => {
      if (page.faults?.[number]) return;
      examples.rows[number] = page.rows[index];
      (examples.labels ??= [])[number] = page.labels[index];
      (examples.results ??= [])[number] = page.results[index];
    });
    return page;
  };

  /** @param {any} value */
  const cell = (value) => {
    if (isBlob(value) && value.type.startsWith("image/")) return h("img", { src: form.app.host.fileUrl(value), alt: value.name, loading: "lazy", width: value.meta?.width, height: value.meta?.height });
    return typeof value === "string" ? value : value?.name ?? (value === null ? "" : literal(value, "", 40));
  };

  /** @param {Page} page */
  const draw = ({ start, total, numbers, rows, results, faults }) => {
    documented ||= results.some((result) => result);
    body.replaceChildren(
      ...rows.map((row, offset) => {
        const number = numbers[offset];
        const fault = faults?.[number];
        if (fault) return h("tr.wrong", null, h("td", null, String(number + 1)), h("td", { colspan: shown.length }, fault));
        const take = () => {
          form.use(number);
          then?.();
        };
        const cells = shown.map(({ field, at: column }) => h("td", null, field.input?.secret ? "•••" : cell(row[column] ?? null)));
        const use = h("button.link", { type: "button", "data-row": number, "aria-pressed": String(form.row === number), "aria-label": `Use example ${number + 1}`, onclick: take }, String(number + 1));
        return h("tr", { onclick: (/** @type {any} */ event) => event.target.closest("button") || take() }, h("td", null, use), cells, documented ? h("td.hint", null, results[offset] ?? "") : null);
      }),
    );
    none.hidden = rows.length > 0;
    const pages = total === null ? "…" : Math.max(1, Math.ceil(total / size)).toLocaleString("en");
    where.textContent = `${(at + 1).toLocaleString("en")} / ${pages}`;
    back.disabled = !at;
    on.disabled = total === null ? rows.length < size : start + size >= total;
  };

  /** @param {number} page */
  const show = async (page) => {
    const mine = ++asked;
    const known = !searched && examples.rows[page * size];
    if (!known) aria(body, "busy", true);
    try {
      const found = await ask(page * size);
      if (mine !== asked) return;
      at = page;
      draw(found);
    } catch (error) {
      if (mine === asked) where.textContent = error instanceof Error ? error.message : String(error);
    }
    body.removeAttribute("aria-busy");
  };

  let typing = 0;
  const search = searchable && h("input.filter.au-input", { type: "search", placeholder: `Search ${(all ?? 0).toLocaleString("en")} examples`, "aria-label": "Search examples", oninput: () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      searched = search.value.trim();
      show(0);
    }, SEARCH_AFTER);
  } });
  show(Math.max(0, Math.floor(form.row / size)));
  return h(
    ".example-table",
    { "data-tiles": tiles ? "" : null },
    search,
    h(".scroll", { tabindex: 0, role: "group", "aria-label": "Examples" }, h("table", null, h("thead", null, h("tr", null, h("th", null, h("span.unseen", null, "Row")), shown.map(({ field }) => h("th", { scope: "col" }, field.title)), documented ? h("th", { scope: "col" }, "Documented") : null)), body)),
    none,
    all === null || all > size ? h("p.pager", null, back, where, on) : null,
  );
}
