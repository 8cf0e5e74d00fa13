/** Mounts components on their own, with the page's real models and a host made of tables. */

import { h, icon, mount } from "../web_assets/core/base.js";

const log = { sent: [], saved: [], copied: [], said: [], asked: [] };
let number = 0;

/** A table of any length whose cells follow from their place. */
function cell(row, column) {
  const at = (row * 7919) % 100_003;
  return [
    row, `name ${at}`, at / 1000 - 50 + (row % 7) / 8, row % 3 === 0, row % 11 === 0 ? null : `2024-0${1 + (row % 9)}-1${row % 10}`,
    [row, row + 1],
  ][column % 6];
}

const orders = new Map();

function rows(blob, { start, count, sort, search, filters }) {
  const { rows: total, columns } = blob.meta;
  log.asked.push({ start, count, sort, search, filters });
  if (window.failure) return Promise.reject(new Error(window.failure));
  const key = JSON.stringify([total, sort, search, filters]);
  if (!orders.has(key)) {
    let order = Array.from({ length: total }, (_, i) => i);
    if (search) order = order.filter((i) => String(cell(i, 1)).includes(search));
    for (const [column, text] of Object.entries(filters ?? {})) order = order.filter((i) => String(cell(i, Number(column))).includes(text));
    if (sort) {
      const [column, way] = sort;
      order.sort((a, b) => {
        const [x, y] = [cell(a, column), cell(b, column)];
        return (x < y ? -1 : x > y ? 1 : 0) * (way === "up" ? 1 : -1);
      });
    }
    orders.set(key, order);
  }
  const order = orders.get(key);
  const page = order.slice(start, start + count).map((i) => columns.map((_, c) => cell(i, c)));
  return Promise.resolve({ total: order.length, start, rows: page });
}

const host = {
  h,
  icon,
  upload: async (file, progress) => {
    if (file.name.includes("refused")) throw new Error("The file is larger than 200 MB.");
    progress(0.5);
    await window.gate;
    progress(1);
    const id = `u${++number}`;
    await fetch(`/keep/${id}`, { method: "PUT", body: file });
    return { $blob: id, name: file.name, type: file.type || "application/octet-stream", size: file.size, meta: {} };
  },
  fileUrl: (blob, name) => `files/${blob.$blob}/${encodeURIComponent(name ?? blob.name)}`,
  frameUrl: (blob) => `frame/${blob.$blob}`,
  rows: async (blob, query) => (window.delay ? new Promise((done) => setTimeout(() => done(rows(blob, query)), window.delay)) : rows(blob, query)),
  copy: (text) => log.copied.push(text),
  announce: (text) => log.said.push(text),
  mount: (kind, props, value, el, mode) => mount(host, kind, { ...props, value, mode }, el),
};

window.models = [];
window.log = log;
window.cell = cell;

/** Draw one component; inputs in a frame with a label, outputs on a sheet. */
window.show = async (kind, props, value, mode = "input") => {
  const id = `c${window.models.length}`;
  const room = h(mode === "input" ? ".control" : ".output");
  const frame = mode === "input"
    ? h(".field", null, h(".field-head", null, kind !== "button" && h("label", { for: id, id: `${id}-label` }, props.label ?? kind)), h(".control-row", null, room))
    : h(".sheet", null, h(".results", null, room));
  if (props.spread) frame.classList.add("spread");
  document.querySelector("#stage").append(frame);
  const state = { label: kind, ...props, value, mode, id, invalid: false, disabled: false };
  const { model, destroy } = await mount(host, kind, state, room, {
    saved: (from) => log.saved.push(from.get("value")),
    sent: (content) => log.sent.push(content),
  });
  window.models.push(model);
  model.frame = frame;
  model.destroy = () => {
    destroy();
    frame.remove();
  };
  return id;
};

/** Take down all that a test has put up, and forget what it was told. */
window.clearStage = () => {
  for (const model of window.models.splice(0)) model.destroy();
  for (const told of Object.values(log)) told.length = 0;
  for (const name of ["gate", "openGate", "failure", "delay", "node", "refused", "lent"]) delete window[name];
  // What a test put in the place of the browser's own.
  delete navigator.mediaDevices?.getUserMedia;
  document.querySelector("#stage").replaceChildren();
  document.querySelector("#live").replaceChildren();
  document.activeElement.blur();
  scrollTo(0, 0);
};
document.documentElement.dataset.ready = "";
