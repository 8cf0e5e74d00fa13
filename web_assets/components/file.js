/** Files: chosen, dropped or pasted and sent at once; and files as a result, with a preview. */

import { adopt, attribute, edit, follow, h, icon, isBlob, SENDING } from "./parts.js";
import { save, sizeText } from "./saving.js";
import { dropZone, fits } from "./zone.js";

const FILE = "M14 3H6v18h12V7zM14 3v4h4";
const UPLOAD = "M12 15V4M7 9l5-5 5 5M5 20h14";

const MOST_FILES = 1000;
const PREVIEW_BYTES = 64_000;
const TEXTUAL = /^text\/|[/+](json|xml|yaml|toml|javascript|csv)$/;

/** @typedef {import("./contract").Blob} Blob */
/** @typedef {{ name: string, type: string, size: number, blob: Blob | null, share: number, fault: string }} Entry */

/** @param {any} value @returns {Blob[]} */
const blobsOf = (value) => (Array.isArray(value) ? value : [value]).filter(isBlob);

/** @param {import("./contract").Context} context */
function input(context) {
  const { model, el, host } = context;
  const many = Boolean(model.get("many"));
  const folder = Boolean(model.get("folder"));
  /** @type {string[]} */
  const accept = model.get("accept") ?? [];
  /** @type {Entry[]} */
  let entries = [];
  let gone = false;

  const report = () => {
    const ready = entries.flatMap(({ blob }) => blob ?? []);
    const waiting = entries.some(({ blob, fault }) => !blob && !fault);
    const value = many ? (ready.length || !model.get("optional") ? ready : null) : (ready[0] ?? null);
    edit(model, waiting ? null : value, waiting ? SENDING : null);
  };
  const take = async (/** @type {File[]} */ files) => {
    const count = files.length + (many ? entries.length : 0);
    refused.hidden = count <= MOST_FILES;
    if (count > MOST_FILES) {
      refused.textContent = `${count.toLocaleString("en")} files are too many; at most ${MOST_FILES.toLocaleString("en")} are taken at once.`;
      return host.announce(refused.textContent);
    }
    const added = files.map((file) => {
      const fault = fits(file, accept) ? "" : `is not one of ${accept.join(", ")}`;
      return { file, entry: { name: file.name, type: file.type, size: file.size, blob: null, share: 0, fault } };
    });
    entries = [...(many ? entries : []), ...added.map(({ entry }) => entry)];
    draw();
    report();
    for (const { file, entry } of added) if (!entry.fault) await upload(file, entry);
  };
  const upload = async (/** @type {File} */ file, /** @type {Entry} */ entry) => {
    try {
      entry.blob = await host.upload(file, (share) => {
        entry.share = share;
        progress();
      });
      host.announce(`${entry.name} was sent`);
    } catch (error) {
      entry.fault = error instanceof Error ? error.message : String(error);
    }
    if (gone || !entries.includes(entry)) return;
    draw();
    report();
  };
  const drop = (/** @type {Entry} */ entry) => {
    entries = entries.filter((other) => other !== entry);
    draw();
    report();
    zone.chooser.focus();
  };
  const progress = () => [...rows.children].forEach((row, i) => {
    /** @type {HTMLElement} */ (row).style.setProperty("--share", String(entries[i].share));
  });
  const rows = h("ul.au-files");
  const invite = h(".au-invite", null, icon(UPLOAD), h("b", null, folder ? "Choose a folder" : many ? "Choose files" : "Choose a file"),
    h("span", null, h("span.au-by-mouse", null, "or drop or paste", accept.length > 0 && " · "), accept.join(" ")));
  const refused = h("p.au-files-refused", { role: "alert", hidden: true });
  const zone = dropZone(context, { accept, many, folder, take, inside: [rows, invite, refused] });
  const draw = () => {
    invite.hidden = entries.length > 0 && !many;
    rows.hidden = !entries.length;
    attribute(zone.box, "data-full", entries.length > 0);
    rows.replaceChildren(...entries.map((entry) => row(entry, model.get("disabled") ? null : () => drop(entry), host)));
    progress();
  };
  el.replaceChildren(zone.box);
  const end = follow(model, ["value", "disabled"], () => {
    const given = blobsOf(model.get("value"));
    const shown = entries.flatMap(({ blob }) => blob?.$blob ?? []);
    const waiting = entries.some(({ blob }) => !blob);
    if (!waiting && given.map((blob) => blob.$blob).join() !== shown.join())
      entries = given.map((blob) => ({ ...blob, blob, share: 1, fault: "" }));
    draw();
  });
  return () => {
    gone = true;
    end();
    zone.end();
  };
}

/** @param {Entry} entry @param {(() => void) | null} remove @param {import("./contract").Host} host */
function row({ name, type, size, blob, fault }, remove, host) {
  const note = fault || (blob ? sizeText(size) : `sending, ${sizeText(size)}`);
  return h("li.au-file", { "data-fault": Boolean(fault), "data-sending": !blob && !fault }, mark(blob, type, host),
    h("span.au-file-name", null, name), h("span.au-file-note", null, note),
    remove && h("button.au-inside", { type: "button", "aria-label": `Remove ${name}`, onclick: remove }, icon("close")));
}

/** @param {Blob | null} blob @param {string} type @param {import("./contract").Host} host */
function mark(blob, type, host) {
  if (!blob || !/^image\/(png|jpeg|gif|webp)$/.test(type)) return icon(FILE);
  return h("img", { src: host.fileUrl(blob), alt: "" });
}

/** @param {import("./contract").Context} context */
function output({ model, el, host }) {
  return follow(model, ["value"], () => {
    const blobs = blobsOf(model.get("value"));
    const alone = blobs.length === 1;
    el.replaceChildren(h("div.au-results", null, blobs.flatMap((blob) => [
      alone && model.get("preview") !== false && preview(blob, host), card(blob, host, !alone),
    ])));
    const [first] = blobs;
    model.set("actions", alone
      ? [{ id: "download", label: "Download", icon: "download", run: () => save(host.fileUrl(first), first.name) }]
      : []);
  });
}

/** @param {Blob} blob @param {import("./contract").Host} host @param {boolean} small */
function card(blob, host, small) {
  return h("a.au-card", { href: host.fileUrl(blob), download: blob.name },
    small ? mark(blob, blob.type, host) : icon(FILE),
    h("span.au-file-name", null, blob.name),
    h("span.au-file-note", null, `${typeText(blob)} · ${sizeText(blob.size)}`),
    icon("download"));
}

/** @param {Blob} blob */
function typeText({ name, type }) {
  const suffix = /\.(\w{1,8})$/.exec(name)?.[1];
  return suffix ? suffix.toUpperCase() : type === "application/octet-stream" ? "File" : type;
}

/** @param {Blob} blob @param {import("./contract").Host} host */
function preview(blob, host) {
  const url = host.fileUrl(blob);
  const [family] = blob.type.split("/");
  if (family === "image") return picture(blob, url);
  if (family === "audio") return h("audio", { src: url, controls: true, preload: "metadata", "aria-label": blob.name });
  if (family === "video") return h("video", { src: url, controls: true, preload: "metadata", "aria-label": blob.name });
  if (!TEXTUAL.test(blob.type) || blob.size > PREVIEW_BYTES) return null;
  const room = h("pre.au-peek", { tabindex: 0, "aria-label": `What ${blob.name} holds` });
  const lines = Number(blob.meta?.lines) || Math.ceil(blob.size / 40);
  room.style.setProperty("--lines", String(Math.min(lines, 14)));
  fetch(url).then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText)))).then(
    (text) => (room.textContent = text),
    (error) => (room.textContent = `No preview: ${error.message}`),
  );
  return room;
}

/** @param {Blob} blob @param {string} url */
function picture({ name, meta }, url) {
  const image = h("img.au-shown", { src: url, alt: name });
  if (meta?.width && meta?.height) {
    image.style.aspectRatio = `${meta.width} / ${meta.height}`;
    image.style.width = `min(100%, ${meta.width}px, calc(60vh * ${meta.width / meta.height}))`;
  }
  return image;
}

export default {
  /** @param {import("./contract").Context} context */
  render: (context) => (context.model.get("mode") === "output" ? output(context) : input(context)),
};

adopt(`
.au-files{list-style:none;margin:0;padding:4px;contain:inline-size}
.au-files + .au-invite{border-top:1px solid var(--au-line);min-height:44px;padding-block:8px}
.au-files[hidden] + .au-invite{border-top:0;min-height:64px;padding-block:14px}
.au-files-refused{margin:0;padding:0 12px 10px;color:var(--au-danger);font-size:13px}
.au-files-refused[hidden]{display:none}
.au-file{position:relative;display:flex;align-items:center;gap:10px;padding:2px 2px 2px 10px;min-height:36px;border-radius:4px;font-size:14px}
.au-file::after{content:"";position:absolute;left:10px;right:10px;bottom:0;height:2px;border-radius:2px;background:var(--au-accent);transform:scaleX(var(--share,0));transform-origin:0 0;opacity:0;transition:transform .12s linear,opacity .3s .2s}
.au-file[data-sending]::after{opacity:1;transition:transform .12s linear}
.au-file>.icon,.au-card>.icon{color:var(--au-muted);flex:none}
.au-file img,.au-card img{width:28px;height:28px;object-fit:cover;border-radius:4px;flex:none}
.au-file-name{flex:0 1 auto;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.au-file-note{flex:1 1 0;min-width:min-content;white-space:nowrap;color:var(--au-muted);font-size:13px;font-variant-numeric:tabular-nums;overflow:hidden;text-overflow:ellipsis}
.au-file[data-fault] .au-file-note{color:var(--au-danger);min-width:40%;white-space:normal}
.au-file .au-inside{position:static}
.au-results{display:grid;grid-template-columns:minmax(0,1fr);gap:12px}
.au-card{display:flex;align-items:center;gap:10px;min-height:44px;padding:4px 14px;border:1px solid var(--au-line);border-radius:var(--au-radius);color:inherit;text-decoration:none;font-size:14px;transition:border-color .12s}
.au-card:hover{border-color:var(--au-line-strong)}
.au-card:focus-visible{outline:2px solid var(--au-ring);outline-offset:2px}
.au-results .au-card + .au-card{margin-top:-8px}
.au-peek{margin:0;padding:12px 14px;min-height:calc(var(--lines)*20px);max-height:360px;overflow:auto;box-sizing:content-box;border-radius:var(--au-radius);background:var(--au-sunken);font:13px/20px var(--au-mono);tab-size:4}
.au-peek:focus-visible{outline:2px solid var(--au-ring)}
.au-shown{display:block;height:auto;max-width:100%}
.au-results audio{width:100%}
.au-results video{width:100%;max-height:70vh;background:#000;border-radius:var(--au-radius)}
`);
