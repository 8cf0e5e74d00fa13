import { h, style } from "./base.js";

await style("entries");

/** The list of functions, when there are several. @param {import("../types").App} app */
export function index(app) {
  const { pages, endpoints } = app.document;
  const items = pages.map((page) => {
    const endpoint = endpoints.find(({ name }) => name === page.endpoint);
    const text = h("div", { html: page.description }).textContent.replace(/\s+/g, " ").trim();
    return h("a.entry", { href: "#" + encodeURIComponent(page.name) }, h("strong", null, page.title), text ? h("span", null, text) : null, endpoint ? h("code", null, endpoint.signature) : null);
  });
  return { el: h("nav.entries", { "aria-label": "Functions" }, items) };
}
