/**
 * Values stay as they travel, in models too: blobs, large integers, odd strings and floats are
 * tagged and a dict's own keys keep their escape, so that what goes back is exactly what came.
 */

/** @typedef {import("../types").Host} Host */

/**
 * Make an element: `h("button.quiet", {type: "button", onclick: go}, "Go")`.
 * @param {string} tag @param {Record<string, any> | null} [props] @param {...any} children
 * @returns {any}
 */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const el = document.createElement(name || "div");
  if (classes[0]) el.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) el.addEventListener(key.slice(2), value);
    else if (key === "html") el.innerHTML = value;
    else el.setAttribute(key, value === true ? "" : value);
  }
  el.append(...children.flat().filter((child) => child || child === ""));
  return el;
}

/** What is wrong with a field as long as its file is on its way. */
export const SENDING = "is still being sent";

const STROKES = /** @type {Record<string, string>} */ ({
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  expand: "M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7",
  switch: "M4 8h13l-4-4M20 16H7l4 4",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
});

/** @param {string} name one of the above, or a path on a 24 × 24 grid @returns {SVGElement} */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", name in STROKES ? "icon " + name : "icon");
  svg.appendChild(document.createElementNS(space, "path")).setAttribute("d", STROKES[name] ?? name);
  return svg;
}

/** A button that is only an icon. @param {string} name @param {string} label @param {(event: any) => void} onclick */
export const iconButton = (name, label, onclick) =>
  h("button.icon-button", { type: "button", "aria-label": label, title: label, onclick }, icon(name));

/** A button that looks like a link. @param {string} text @param {() => void} onclick */
export const linkButton = (text, onclick) => h("button.link", { type: "button", onclick }, text);

/** @param {string} selector @returns {any} */
export const find = (selector) => document.querySelector(selector);

/** @param {string} id a node's @param {string} prefix */
export const domId = (id, prefix) => prefix + id.replace(/[^\w-]/g, "-");

/** @param {Element} el @param {string} name @param {any} value */
export const aria = (el, name, value) => el.setAttribute("aria-" + name, String(value));

/**
 * Call at once after idle, then at most once a frame.
 * @param {() => void} fn
 */
export function paced(fn) {
  let waiting = false;
  let again = false;
  const next = () => {
    waiting = false;
    if (again) go();
  };
  const go = () => {
    again = waiting;
    if (waiting) return;
    waiting = true;
    fn();
    if (document.hidden) setTimeout(next, 50);
    else requestAnimationFrame(next);
  };
  return go;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 0.001) return "< 1 ms";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

let said = 0;
let saying = 0;
/** Say it to screen readers, at most about once a second; the newest wins. @param {string} text */
export function announce(text) {
  clearTimeout(saying);
  const say = () => {
    said = Date.now();
    find("#live").textContent = text;
  };
  saying = setTimeout(say, Math.max(0, said + 1000 - Date.now()));
}

const styles = /** @type {Record<string, Promise<any>>} */ ({});

/** Add a style sheet that not every page needs. @param {string} name */
export const style = (name) =>
  (styles[name] ??= new Promise((then) => {
    const href = new URL(`../styles/${name}.css`, import.meta.url).href;
    document.head.append(h("link", { rel: "stylesheet", href, onload: then, onerror: then }));
  }));

/** One component's state, as the anywidget front-end contract has it. */
export class Model {
  /**
   * @param {Record<string, any>} state
   * @param {{saved?: (model: Model) => void, sent?: (content: any) => void}} [hooks]
   */
  constructor(state, hooks = {}) {
    this.state = state;
    this.hooks = hooks;
    /** @type {Record<string, Set<(...args: any[]) => void>>} */
    this.handlers = {};
  }

  /** @param {string} key */
  get(key) {
    return this.state[key];
  }

  /** @param {string} key @param {any} value */
  set(key, value) {
    if (this.state[key] === value && (value === null || typeof value !== "object")) return;
    this.state[key] = value;
    for (const event of ["change:" + key, "change"])
      for (const handler of [...(this.handlers[event] ?? [])]) handler(value);
  }

  save_changes() {
    this.hooks.saved?.(this);
  }

  /** @param {string} event @param {(...args: any[]) => void} handler */
  on(event, handler) {
    (this.handlers[event] ??= new Set()).add(handler);
  }

  /** @param {string | null} [event] @param {((...args: any[]) => void) | null} [handler] */
  off(event, handler) {
    if (!event) this.handlers = {};
    else if (handler) this.handlers[event]?.delete(handler);
    else delete this.handlers[event];
  }

  /** @param {any} content */
  send(content) {
    this.hooks.sent?.(content);
  }
}

const loaded = /** @type {Record<string, Promise<any>>} */ ({});

/**
 * Load the module that draws a kind.
 * @param {string} kind @param {string} [url]
 */
export function load(kind, url) {
  const address = new URL(url ?? `../components/${kind}.js`, url ? document.baseURI : import.meta.url).href;
  return (loaded[address] ??= import(address).then(
    ({ default: found }) => (typeof found === "function" ? found() : found),
    (error) => {
      delete loaded[address];
      throw error;
    },
  ));
}

/**
 * Draw a component into an element.
 * @param {Host} host @param {string} kind @param {Record<string, any>} state
 * @param {HTMLElement} el @param {any} [hooks]
 */
export async function mount(host, kind, state, el, hooks) {
  const model = new Model(state, hooks);
  el.classList.add("kind-" + kind);
  /** @type {any} */ let cleanup;
  try {
    const module = await load(kind, state.module);
    await module.initialize?.({ model });
    cleanup = await module.render({ model, el, host });
  } catch (error) {
    console.error(error);
    el.replaceChildren(h("p.broken", null, `What shows “${kind}” failed to load. Reload the page to try again.`));
  }
  return {
    model,
    destroy() {
      cleanup?.();
      model.off();
      el.classList.remove("kind-" + kind);
      el.replaceChildren();
    },
  };
}
