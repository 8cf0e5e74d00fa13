/** What something was recognised as: one large word, and how sure each class is. */

import { adopt, follow, h } from "./parts.js";

/** @typedef {{ label: string, confidence: number }} Class */

/** @param {Class[]} classes */
function bars(classes) {
  const shares = classes.every(({ confidence }) => confidence >= 0 && confidence <= 1);
  const most = shares ? 1 : Math.max(...classes.map(({ confidence }) => Math.abs(confidence))) || 1;
  return h("ol.au-classes", null, classes.map(({ label, confidence }) => {
    const row = h("li", null, h("span.au-class", null, label), h("span.au-share", null, shares ? percent(confidence) : number(confidence)));
    row.style.setProperty("--share", String(Math.abs(confidence) / most));
    return row;
  }));
}

/** @param {number} share */
const percent = (share) => `${share > 0 && share < 0.1 ? (100 * share).toFixed(1) : Math.round(100 * share)} %`;

/** @param {number} value */
const number = (value) => value.toLocaleString("en", { maximumSignificantDigits: 4 });

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el, host }) {
    return follow(model, ["value"], () => {
      const { label = "", confidences = [] } = model.get("value") ?? {};
      el.replaceChildren(h("p.au-top-class", { "data-long": label.length > 40 }, label), confidences.length ? bars(confidences) : "");
      model.set("actions", model.get("value") ? [{ id: "copy", label: "Copy", icon: "copy", run: () => host.copy(label) }] : []);
    });
  },
};

adopt(`
.au-top-class{margin:0;font-size:32px;line-height:1.2;font-weight:600;letter-spacing:-.01em;overflow-wrap:anywhere}
.au-top-class[data-long]{font-size:20px}
.au-classes{list-style:none;margin:20px 0 0;padding:0;display:grid;gap:10px}
.au-classes li{position:relative;display:flex;justify-content:space-between;gap:16px;padding-bottom:8px;font-size:14px}
.au-classes li::before,.au-classes li::after{content:"";position:absolute;inset:auto 0 0;height:4px;border-radius:4px;background:var(--au-sunken)}
.au-classes li::after{right:calc(100% - 100%*var(--share));background:var(--au-line-strong)}
.au-classes li:first-child::after{background:var(--au-accent)}
.au-class{min-width:0;overflow-wrap:anywhere}
.au-share{color:var(--au-muted);font-variant-numeric:tabular-nums;white-space:nowrap}
`);
