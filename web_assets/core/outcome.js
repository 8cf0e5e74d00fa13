import { announce, h, linkButton, style } from "./base.js";
import { callLine } from "./call.js";
import { ending } from "./ends.js";

await Promise.all([style("outcome"), style("details")]);

/** @param {number} count @param {string} noun */
const several = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

const UNFOLDED_LINES = 12;

/** All that a run printed, unfolded where it is short. @param {import("../types").Run} run */
function log({ printed: { text, count } }) {
  if (!text) return null;
  return h("details.log-all", { open: count <= UNFOLDED_LINES }, h("summary", null, `Log (${several(count, "line")})`), h("pre.code", { tabindex: 0, "aria-label": "Log" }, text));
}

/**
 * One sentence on how a run ended, and a way to go on.
 * @param {string} kind @param {import("../types").Run} run @param {any} data @param {() => void} again
 */
export const ended = (kind, run, data, again) =>
  h(".ended", null, h("p", null, ending(kind, data, run.streamed), " ", linkButton("Run again", again)), log(run));

/**
 * Show that a run did not end well.
 * @param {import("./course.js").Course} course @param {import("../types").Run} run @param {string} kind @param {any} data
 */
export function showEnd(course, run, kind, data) {
  const { sheet, form } = course;
  if (kind === "failed") {
    if (!run.streamed) sheet.results.hidden = sheet.also.hidden = true;
    course.made(run.inputs);
    course.say(failure(course, run, data));
    announce(`Failed: ${(data.message || data.type).slice(0, 200)}`);
    return;
  }
  course.say(ended(kind, run, data, () => form.run()));
  sheet.el.classList.toggle("old", !run.streamed);
  announce(ending(kind, data, run.streamed));
}

const REFUSALS = /** @type {Record<string, (message: any) => string>} */ ({
  full: ({ retry_after: wait }) => `Too many calls are waiting. Try again ${wait ? `in ${Math.ceil(wait)} s` : "in a moment"}.`,
  changed: () => "The app has changed meanwhile; the page is being brought up to date. Your inputs are kept: run again.",
  unknown: () => "The server does not know this call. It may have been started anew; run again.",
});

/** Why a run was refused, in words. @param {any} message @returns {string} */
export const refusal = (message) => REFUSALS[message.code]?.(message) ?? (message.message || "The server did not understand the call.");

/**
 * A failed call: its type, its message, a report to copy, the traceback folded.
 * @param {{app: import("../types").App, endpoint: import("../types").Endpoint, form: {run: () => void}}} course
 * @param {import("../types").Run} run @param {any} data
 */
export function failure({ app: { host }, endpoint, form }, run, data) {
  const message = data.message || (data.type ? "" : "The call failed.");
  const report = async () =>
    [`${data.type}: ${data.message}`, callLine(endpoint, run.inputs), data.id && `id ${data.id}`, data.traceback, (await import("./snippets.js")).python(endpoint, run.inputs)]
      .filter(Boolean)
      .join("\n\n");
  if (data.dialog && !run.past) host.dialog({ title: data.type, body: h("p.message", null, message) });
  return h(
    ".failure",
    null,
    data.dialog || !message ? null : h("p.type", null, data.type),
    h("p.message", null, message || data.type),
    run.streamed ? h("p.hint", null, "What came before stays.") : null,
    h(
      ".acts",
      null,
      h("button.plain", { type: "button", onclick: () => report().then(host.copy) }, "Copy report"),
      h("button.plain", { type: "button", onclick: () => form.run() }, "Run again"),
      data.id ? h("span.hint", null, `id ${data.id}`) : null,
    ),
    data.traceback ? h("details", null, h("summary", null, "Traceback"), h("pre.code", { tabindex: 0 }, data.traceback)) : null,
    log(run),
  );
}

/**
 * What the call did besides returning, one click away; the main thing unfolded.
 * @param {import("./course.js").Course} course @param {any} effects
 */
export function showEffects({ app: { host }, sheet, outputs }, { figures = [], files = [], changed = [], printed = "", main }) {
  const lines = printed ? printed.trimEnd().split("\n").length : 0;
  const parts = [
    { key: "figures", label: several(figures.length, "figure"), count: figures.length, draw: (/** @type {any} */ el) => figures.map((/** @type {any} */ one) => place(host, el, one.show, one.props, one.value)) },
    { key: "files", label: several(files.length, "file"), count: files.length, draw: (/** @type {any} */ el) => place(host, el, "file", { many: true }, files) },
    { key: "changed", label: several(changed.length, "changed file"), count: changed.length, draw: (/** @type {any} */ el) => place(host, el, "file", { many: true }, changed) },
    { key: "printed", label: `printed ${several(lines, "line")}`, count: lines, draw: (/** @type {any} */ el) => el.append(h("pre.code", { tabindex: 0 }, printed)) },
  ].filter((part) => part.count);
  // The function returned nothing: the main effect stands where its result would.
  const nothing = outputs.every((/** @type {any} */ { model }) => (model?.get("value")?.show ?? "nothing") === "nothing");
  sheet.results.classList.toggle("effect", !!main && nothing);
  const shownByResult = main && !nothing;
  const rest = parts.filter((part) => part.key !== main);
  const mainPart = parts.find((part) => part.key === main);
  const bodies = h(".also-bodies");
  if (mainPart && !shownByResult) mainPart.draw(bodies);
  const row = h("p.also-row", null, rest.length ? "Also: " : "");
  rest.forEach((part, index) => {
    const body = h(".also-body", { hidden: true });
    const button = h("button.link", { type: "button", "aria-expanded": "false", onclick: () => {
      if (!body.childNodes.length) part.draw(body);
      body.hidden = !body.hidden;
      button.setAttribute("aria-expanded", String(!body.hidden));
    } }, part.label);
    row.append(index ? " · " : "", button);
    bodies.append(body);
  });
  sheet.also.replaceChildren(...(mainPart && !shownByResult ? [bodies, row] : [row, bodies]));
  sheet.also.hidden = !parts.length;
}

/** @param {any} host @param {HTMLElement} el @param {string} kind @param {any} props @param {any} value */
function place(host, el, kind, props, value) {
  const spot = h(".value");
  el.append(spot);
  return host.mount(kind, props ?? {}, value, spot, "output");
}

/**
 * Put each fault at its field, and count them beside Run.
 * @param {import("./interface.js").Interface} form @param {{field: string, message: string}[]} errors
 */
export function showFaults(form, errors) {
  const belongs = (/** @type {string} */ path, /** @type {string} */ name) => path === name || (path.startsWith(name) && ".[".includes(path[name.length]));
  const faulty = form.fields.filter((field) => {
    const mine = errors.filter((error) => belongs(error.field, field.name));
    // What has parts shows a fault at the part that it belongs to.
    field.error("");
    const faults = mine.map((error) => ({ path: error.field.slice(field.name.length), message: error.message }));
    const own = mine.length ? field.model?.get("place")?.(faults) ?? faults : [];
    if (own.length) field.error(own.map((/** @type {any} */ { path, message }) => `${path} ${message}`.trim()).join("; "));
    return mine.length;
  });
  const homeless = errors.filter((error) => !faulty.some((field) => belongs(error.field, field.name)));
  if (homeless.length) form.course?.complain(homeless.map((error) => `${error.field} ${error.message}`).join("; "));
  const count = faulty.length ? several(faulty.length, "field") + " to correct" : "";
  form.tell(count);
  if (!faulty.length) return;
  faulty[0].el.closest(".more")?.classList.add("open");
  if (!form.live) faulty[0].focus();
  announce(count);
}
