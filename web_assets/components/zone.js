/** Where files come in: by choosing, dropping or pasting. */

import { adopt, attribute, control, follow, h } from "./parts.js";

/**
 * Whether a file fits a list of suffixes and media types.
 * @param {{ name: string, type: string }} file @param {string[]} accept
 */
export const fits = (file, accept) =>
  !accept.length || accept.some((rule) => {
    if (rule.startsWith(".")) return file.name.toLowerCase().endsWith(rule.toLowerCase());
    return rule.endsWith("/*") ? file.type.startsWith(rule.slice(0, -1)) : file.type === rule;
  });

/**
 * @param {import("./contract").Context} context
 * @param {{ accept: string[], many: boolean, folder?: boolean, take: (files: File[]) => void, inside: (Node | null)[] }} options
 */
export function dropZone({ model }, { accept, many, folder = false, take, inside }) {
  const chooser = h("input.au-hidden", {
    type: "file", accept: accept.join(","), multiple: many, webkitdirectory: folder,
    onchange: () => {
      receive(chooser.files);
      chooser.value = "";
    },
  });
  const receive = (/** @type {Iterable<File> | null | undefined} */ files) => {
    const all = [...(files ?? [])];
    if (!all.length || model.get("disabled")) return false;
    take(many ? all : all.slice(0, 1));
    return true;
  };
  let depth = 0;
  const hover = (/** @type {number} */ change) => {
    depth = Math.max(0, depth + change);
    attribute(box, "data-over", depth > 0);
  };
  const box = h("div.au-drop", {
    onclick: (/** @type {Event} */ event) => {
      const target = /** @type {Element} */ (event.target);
      if (!target.closest("button, input, a, video, audio")) chooser.click();
    },
    ondragenter: (/** @type {DragEvent} */ event) => (event.preventDefault(), hover(1)),
    ondragover: (/** @type {DragEvent} */ event) => event.preventDefault(),
    ondragleave: () => hover(-1),
    ondrop: (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      hover(-depth);
      receive(event.dataTransfer?.files);
    },
  }, chooser, inside);
  const pasted = (/** @type {ClipboardEvent} */ event) => {
    if (event.defaultPrevented || !event.clipboardData?.files.length || pasteTarget() !== box) return;
    if (receive(event.clipboardData.files)) event.preventDefault();
  };
  document.addEventListener("paste", pasted);
  const ends = [
    control(model, chooser),
    follow(model, ["invalid", "disabled"], () => {
      attribute(box, "data-invalid", Boolean(model.get("invalid")));
      attribute(box, "data-disabled", Boolean(model.get("disabled")));
    }),
    () => document.removeEventListener("paste", pasted),
  ];
  return { box, chooser, end: () => ends.forEach((end) => end()) };
}

/** Of all zones: the one in use, else the first empty one, else the first. */
function pasteTarget() {
  const zones = [...document.querySelectorAll(".au-drop:not([data-disabled])")];
  return zones.find((zone) => zone.matches(":focus-within, :hover"))
    ?? zones.find((zone) => !zone.hasAttribute("data-full")) ?? zones[0];
}

adopt(`
.au-drop{position:relative;border:1px dashed var(--au-line-strong);border-radius:var(--au-radius);background:var(--au-surface);cursor:pointer;transition:background .12s,border-color .12s}
.au-drop:hover{background:color-mix(in oklab,var(--au-surface),var(--au-sunken) 60%)}
@media (hover:none){.au-by-mouse{display:none}}
.au-drop[data-over]{border-color:var(--au-accent);background:var(--au-accent-soft)}
.au-drop[data-over] *{pointer-events:none}
.au-drop:has(.au-hidden:focus-visible){outline:2px solid var(--au-ring);outline-offset:2px}
.au-drop[data-invalid]{border-color:var(--au-danger)}
.au-drop[data-disabled]{opacity:.55;cursor:default}
.au-drop[data-full]{border-style:solid}
.au-invite{display:flex;align-items:center;justify-content:center;flex-wrap:wrap;gap:2px 10px;padding:14px 16px;min-height:64px;box-sizing:border-box;color:var(--au-muted);font-size:13px;text-align:center}
.au-verb{display:inline-flex;align-items:center;gap:10px;padding:0;border:0;border-radius:var(--au-radius);background:none;color:inherit;font:inherit;cursor:inherit}
.au-verb:focus-visible{outline:2px solid var(--au-ring);outline-offset:6px}
.au-invite b{font-weight:500;color:var(--au-text);font-size:14px}
.au-invite .icon{width:18px;height:18px}
`);
