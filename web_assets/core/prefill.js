/**
 * Texts of the link become inputs; what cannot be read is told at its field.
 * @param {import("./link.js").Link} link @param {import("./interface.js").Interface} view @param {import("../types").App} app
 */
export async function prefill(link, view, app) {
  const names = new Set(view.fields.map((field) => field.name));
  const texts = Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => names.has(name)));
  if (!Object.keys(texts).length) return;
  try {
    const { values, errors } = await link.ask({ op: "prefill", endpoint: view.endpoint.name, texts });
    view.fill(values, errors);
  } catch (error) {
    app.notice({ level: "warning", text: `The link's inputs could not be read: ${/** @type {Error} */ (error).message}` });
  }
}
