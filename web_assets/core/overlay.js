import { announce, aria, find, h, iconButton, style } from "./base.js";

await Promise.all([style("overlay"), style("details")]);

const CLOSE = "M6 6l12 12M18 6 6 18";

/** @param {{title: string, body?: string | Node, actions?: Node[], wide?: boolean}} options @returns {HTMLDialogElement} */
export function dialog({ title, body, actions, wide }) {
  const close = () => box.close();
  const box = h(
    "dialog" + (wide ? ".wide" : ""),
    {
      "aria-labelledby": "dialog-title",
      onclose: () => {
        removeEventListener("hashchange", close);
        box.remove();
      },
    },
    h("header", null, h("h2", { id: "dialog-title" }, title), iconButton(CLOSE, "Close", close)),
    h(".dialog-body", { tabindex: wide ? 0 : undefined }, body ?? ""),
    actions?.length ? h("footer", null, actions) : null,
  );
  find("#autoui").append(box);
  // It belongs to the page that it was opened on.
  addEventListener("hashchange", close);
  box.showModal();
  return box;
}

/** Copy text; where no clipboard is allowed, show it selected. @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = h("textarea.code", { readonly: true, rows: 5, "aria-label": "Text to copy" });
    field.value = text;
    const box = dialog({ title: "Copy", body: field });
    field.select();
    if (!document.execCommand("copy")) return;
    box.close();
  }
  toast("Copied");
}

const COPIED_FOR = 1600;
const MOST_TOASTS = 4;

/**
 * A short word at the page's edge; further ones stack, and each goes by itself unless a person is at it.
 * @param {string} text @param {string} [level] `info` or `warning` for what a function says; absent for the page's own
 */
export function toast(text, level) {
  const spot = find("#toast");
  spot.setAttribute("role", "region");
  aria(spot, "label", "Notices");
  const box = h("div.toast", { "data-level": level }, h("span", null, text), level ? iconButton(CLOSE, "Dismiss", () => go()) : null);
  const go = () => {
    box.classList.remove("on");
    setTimeout(() => box.remove(), 250);
  };
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(go, level ? Math.min(20_000, 4000 + 60 * text.length) : COPIED_FOR);
  };
  for (const type of ["pointerenter", "focusin"]) box.addEventListener(type, () => clearTimeout(timer));
  for (const type of ["pointerleave", "focusout"]) box.addEventListener(type, wait);
  // The page's own words take turns; what a function says stands beside each other.
  if (!level) spot.querySelector(".toast:not([data-level])")?.remove();
  spot.append(box);
  while (spot.children.length > MOST_TOASTS) spot.firstChild.remove();
  requestAnimationFrame(() => box.classList.add("on"));
  announce(level === "warning" ? "Warning: " + text : text);
  wait();
}

/**
 * Open a menu at a button.
 * @param {HTMLElement} button @param {{label: string, note?: string, run: () => void}[]} items
 */
export function menu(button, items) {
  const list = h(
    ".menu",
    { role: "menu", popover: "auto", "aria-label": button.getAttribute("aria-label") },
    items.map((item) =>
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          onclick: () => {
            list.hidePopover();
            item.run();
          },
        },
        h("span", null, item.label),
        item.note ? h("kbd", null, item.note) : null,
      ),
    ),
  );
  list.addEventListener("toggle", (/** @type {any} */ event) => {
    if (event.newState !== "closed") return;
    aria(button, "expanded", false);
    list.remove();
  });
  list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...list.children];
    all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
  });
  button.after(list);
  aria(button, "expanded", true);
  list.showPopover();
  const at = button.getBoundingClientRect();
  const below = at.bottom + 4;
  const fits = below + list.offsetHeight <= innerHeight - 8;
  list.style.top = `${fits ? below : Math.max(8, at.top - 4 - list.offsetHeight)}px`;
  list.style.left = `${Math.max(8, Math.min(at.right - list.offsetWidth, innerWidth - list.offsetWidth - 8))}px`;
  list.firstChild.focus();
}

/** Show an output as large as the window. @param {import("../types").Host} host @param {any} output */
export function expand(host, { model, spec, label }) {
  const body = h(".expanded");
  const box = dialog({ title: label, body, wide: true });
  const drawn = host.mount(spec.kind, spec.props, model.get("value"), body, "output");
  box.addEventListener("close", () => drawn.then(({ destroy }) => destroy()));
}

/** The list of keys. */
export function keys() {
  const mac = /Mac|iP/.test(navigator.platform);
  const rows = [[mac ? "⌘ ↵" : "Ctrl ↵", "Run"], ["↵", "Run, from a field of one line"], ["Esc", "Stop"], [mac ? "⌥ 1–9" : "Alt 1–9", "Take an example"], ["?", "This list"]];
  dialog({ title: "Keys", body: h("dl.keys", null, rows.map(([key, what]) => [h("dt", null, h("kbd", null, key)), h("dd", null, what)]).flat()) });
}
