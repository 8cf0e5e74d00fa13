import { h } from "./base.js";

/**
 * Wear the page's own style sheets, as a new version of it has them; the old ones go when the new
 * ones are there, so that nothing is seen without either.
 * @param {string[]} urls
 */
export async function wear(urls) {
  const old = /** @type {HTMLLinkElement[]} */ ([...document.querySelectorAll("link[data-look]")]);
  if (old.map((link) => link.getAttribute("href")).join() === urls.join()) return;
  await Promise.all(
    urls.map((href) => new Promise((then) => document.head.append(h("link", { rel: "stylesheet", href, "data-look": true, onload: then, onerror: then })))),
  );
  for (const link of old) link.remove();
}
