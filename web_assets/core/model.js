import { announce, copy, dialog, h, icon } from "./dom.js";

/** One component's state, as the anywidget front-end contract has it. */
export class Model {
  /**
   * @param {Record<string, any>} state
   * @param {{saved?: (model: Model) => void, sent?: (content: any) => void}} [hooks]
   */
  constructor(state, hooks = {}) {
    this.state = state;
    this.hooks = hooks;
    /** @type {Map<string, Set<(...args: any[]) => void>>} */
    this.handlers = new Map();
  }

  /** @param {string} key */
  get(key) {
    return this.state[key];
  }

  /** @param {string} key @param {any} value */
  set(key, value) {
    const old = this.state[key];
    if (old === value && (value === null || typeof value !== "object")) return;
    this.state[key] = value;
    for (const event of ["change:" + key, "change"])
      for (const handler of [...(this.handlers.get(event) ?? [])]) handler(value);
  }

  save_changes() {
    this.hooks.saved?.(this);
  }

  /** @param {string} event @param {(...args: any[]) => void} handler */
  on(event, handler) {
    if (!this.handlers.has(event)) this.handlers.set(event, new Set());
    this.handlers.get(event)?.add(handler);
  }

  /** @param {string | null} [event] @param {((...args: any[]) => void) | null} [handler] */
  off(event, handler) {
    if (!event) this.handlers.clear();
    else if (handler) this.handlers.get(event)?.delete(handler);
    else this.handlers.delete(event);
  }

  /** @param {any} content */
  send(content) {
    this.hooks.sent?.(content);
  }
}

const loaded = /** @type {Map<string, Promise<any>>} */ (new Map());

/**
 * Load the module that draws a kind.
 * @param {string} kind @param {string} [url]
 */
export function load(kind, url) {
  const address = url ? new URL(url, document.baseURI).href : `../components/${kind}.js`;
  let module = loaded.get(address);
  if (!module) {
    module = import(address).then((found) => (typeof found.default === "function" ? found.default() : found.default));
    module.catch(() => loaded.delete(address));
    loaded.set(address, module);
  }
  return module;
}

/**
 * Draw a component into an element.
 * @param {import("../types").Host} host @param {string} kind @param {Record<string, any>} state
 * @param {HTMLElement} el @param {any} [hooks]
 */
export async function mount(host, kind, state, el, hooks) {
  const model = new Model(state, hooks);
  el.classList.add("kind-" + kind);
  let cleanup = /** @type {any} */ (undefined);
  try {
    const module = await load(kind, state.module);
    await module.initialize?.({ model });
    cleanup = await module.render({ model, el, host });
  } catch (error) {
    console.error(error);
    el.replaceChildren(h("p.broken", null, `The part of the page that shows “${kind}” failed to load. Reload the page to try again.`));
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

/**
 * What every component may ask of the page.
 * @param {any} link @returns {import("../types").Host}
 */
export function makeHost(link) {
  /** @type {import("../types").Host} */
  const host = {
    h,
    icon,
    copy,
    announce,
    dialog,
    upload: (file, onProgress, name) => upload(link.session, file, onProgress, name),
    fileUrl: (blob, name) => `files/${blob.$blob}/${encodeURIComponent(name ?? blob.name)}`,
    frameUrl: (blob) => `frame/${blob.$blob}`,
    rows: (table, query) => link.ask({ op: "rows", table: table.$blob, ...query }),
    mount(kind, props, value, el, mode = "output") {
      const owner = /** @type {import("../types").Host} */ (this ?? host);
      return mount(owner, kind, { ...props, value, mode }, el);
    },
  };
  return host;
}

/**
 * @param {string} session @param {File | Blob} file @param {(part: number) => void} [onProgress] @param {string} [name]
 * @returns {Promise<import("../types").BlobReference>}
 */
function upload(session, file, onProgress, name) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", "uploads");
    request.setRequestHeader("Authorization", "Bearer " + session);
    request.setRequestHeader("X-File-Name", encodeURIComponent(name ?? /** @type {any} */ (file).name ?? "file"));
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress?.(event.loaded / (event.total || 1));
    request.onload = () => {
      const answer = request.response;
      if (request.status < 300 && answer) resolve(answer);
      else reject(new Error(answer?.detail ?? `The server refused the file (${request.status}).`));
    };
    request.onerror = () => reject(new Error("The file could not be sent: the connection was lost."));
    request.send(file);
  });
}
