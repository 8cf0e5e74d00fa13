import { copy, keys, menu } from "./overlay.js";
import { commandLine, curl, linkTo, python } from "./snippets.js";

/** @typedef {import("../types").Endpoint} Endpoint */
/** @typedef {Record<string, any>} Inputs */

/** The ways to copy a call. @param {HTMLElement} button @param {Endpoint} endpoint @param {Inputs} inputs */
export function shareMenu(button, endpoint, inputs) {
  const ways = /** @type {[string, (endpoint: Endpoint, inputs: Inputs) => string][]} */ ([
    ["Python", python], ["command line", commandLine], ["curl", curl], ["link", linkTo],
  ]);
  menu(button, ways.map(([label, write]) => ({ label: "Copy as " + label, run: () => copy(write(endpoint, inputs)) })));
}

/** The page's own menu; on a phone there is no other. @param {any} page @param {HTMLElement} button */
export function pageMenu(page, button) {
  const { view, phone } = page;
  /** @type {{label: string, note?: string, run: () => void}[]} */
  const items = [{ label: "Keys", note: "?", run: keys }];
  if (view?.toggle)
    items.unshift(
      { label: "Copy link to these inputs", run: () => copy(linkTo(view.endpoint, view.values())) },
      { label: "Reset inputs", run: () => view.reset() },
      ...(view.toggle.hidden ? [] : [{ label: view.live ? "Stop running on every change" : "Run on every change", run: () => view.setLive(!view.live) }]),
    );
  if (phone.matches) items.push({ label: "API", run: async () => (await import("./drawer.js")).drawer(page, button) });
  menu(button, items);
}
