import { announce, aria, find, h, iconButton, style } from "./base.js";

await style("more");

const CLOSE = "M6 6l12 12M18 6 6 18";

/** @param {{title: string, body?: string | Node, actions?: Node[], wide?: boolean}} options @returns {HTMLDialogElement} */
export function dialog({ title, body, actions, wide }) {
  const box = h(
    "dialog" + (wide ? ".wide" : ""),
    { "aria-labelledby": "dialog-title", onclose: () => box.remove() },
    h("header", null, h("h2", { id: "dialog-title" }, title), iconButton(CLOSE, "Close", () => box.close())),
    h(".dialog-body", { tabindex: wide ? 0 : undefined }, body ?? ""),
    actions?.length ? h("footer", null, actions) : null,
  );
  find("#autoui").append(box);
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

let fading = 0;
/** @param {string} text */
export function toast(text) {
  const spot = find("#toast");
  spot.textContent = text;
  spot.classList.add("on");
  announce(text);
  clearTimeout(fading);
  fading = setTimeout(() => spot.classList.remove("on"), 1600);
}

/**
 * Open a menu at a button.
 * @param {HTMLElement} button @param {{label: string, note?: string, run: () => void}[]} items
 */
export function menu(button, items) {
  const list = h(
    ".menu",
    { role: "menu", popover: "auto" },
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
  list.style.top = `${Math.min(at.bottom + 4, innerHeight - list.offsetHeight - 8)}px`;
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

/** The page's own menu. @param {any} page @param {HTMLElement} button */
export function pageMenu({ view }, button) {
  /** @type {{label: string, note?: string, run: () => void}[]} */
  const items = [
    { label: "Keys", note: "?", run: keys },
    { label: "HTTP API", run: () => open("openapi.json", "_blank", "noopener") },
  ];
  if (view?.fields)
    items.unshift(
      { label: "Copy link to these inputs", run: async () => copy((await import("./share.js")).linkTo(view.endpoint, view.values())) },
      { label: "Reset inputs", run: () => view.reset() },
      ...(view.toggle.hidden ? [] : [{ label: view.live ? "Stop running on every change" : "Run on every change", run: () => view.setLive(!view.live) }]),
    );
  menu(button, items);
}
