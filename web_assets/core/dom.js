/**
 * Make an element: `h("button.quiet", {type: "button", onclick: go}, "Go")`.
 * @param {string} tag @param {Record<string, any> | null} [props] @param {...any} children
 * @returns {any}
 */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const el = document.createElement(name || "div");
  if (classes.length) el.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) el.addEventListener(key.slice(2), value);
    else if (key === "html") el.innerHTML = value;
    else el.setAttribute(key, value === true ? "" : value);
  }
  el.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return el;
}

const ICONS = /** @type {Record<string, string>} */ ({
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  expand: "M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  check: "M5 12.5 10 17 19 7",
  down: "M6 9.5l6 6 6-6",
  back: "M14 6l-6 6 6 6",
  plus: "M12 5v14M5 12h14",
  upload: "M12 15V4M7 9l5-5 5 5M5 20h14",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20",
  switch: "M4 8h13l-4-4M20 16H7l4 4",
});

/** @param {string} name @returns {SVGElement} */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", name);
  path.setAttribute("d", ICONS[name] ?? "");
  svg.append(path);
  return svg;
}

/** A button that is only an icon. @param {string} name @param {string} label @param {(event: any) => void} run */
export const iconButton = (name, label, run) =>
  h("button.icon-button", { type: "button", "aria-label": label, title: label, onclick: run }, icon(name));

/** @param {string} selector @returns {any} */
export const find = (selector) => document.querySelector(selector);

/** @param {() => void} then */
export function nextFrame(then) {
  if (document.hidden) setTimeout(then, 50);
  else requestAnimationFrame(then);
}

/**
 * Call at once after idle, then at most once a frame.
 * @param {() => void} fn
 */
export function paced(fn) {
  let waiting = false;
  let again = false;
  const go = () => {
    if (waiting) {
      again = true;
      return;
    }
    waiting = true;
    fn();
    nextFrame(() => {
      waiting = false;
      if (again) {
        again = false;
        go();
      }
    });
  };
  return go;
}

/** @param {number} bytes */
export const hex = (bytes) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 0.001) return "< 1 ms";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** @param {number} count @param {string} noun */
export const several = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

let said = 0;
let saying = 0;
/** Say it to screen readers, at most about once a second; the newest wins. @param {string} text */
export function announce(text) {
  clearTimeout(saying);
  saying = setTimeout(
    () => {
      said = Date.now();
      find("#live").textContent = text;
    },
    Math.max(0, said + 1000 - Date.now()),
  );
}

/** @param {{title: string, body?: string | Node, actions?: Node[], wide?: boolean}} options @returns {HTMLDialogElement} */
export function dialog({ title, body, actions, wide }) {
  const box = h(
    "dialog" + (wide ? ".wide" : ""),
    { "aria-labelledby": "dialog-title", onclose: () => box.remove() },
    h("header", null, h("h2", { id: "dialog-title" }, title), iconButton("close", "Close", () => box.close())),
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
    button.setAttribute("aria-expanded", "false");
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
  button.setAttribute("aria-expanded", "true");
  list.showPopover();
  const at = button.getBoundingClientRect();
  list.style.top = `${Math.min(at.bottom + 4, innerHeight - list.offsetHeight - 8)}px`;
  list.style.left = `${Math.max(8, Math.min(at.right - list.offsetWidth, innerWidth - list.offsetWidth - 8))}px`;
  list.firstChild.focus();
}
