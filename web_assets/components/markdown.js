/** Text with headings, lists, code and formulas, made into clean HTML by the server. */

import { adopt, follow, h } from "./parts.js";

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el, host }) {
    const prose = h(".au-prose");
    const plain = h(".au-text", { "data-size": "long", hidden: true });
    el.replaceChildren(prose, plain);
    let raw = false;
    const show = () => {
      const { html = "", source = "" } = model.get("value") ?? {};
      prose.innerHTML = html;
      for (const link of prose.querySelectorAll("a[href]:not([href^='#'])"))
        Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
      for (const wide of prose.querySelectorAll("pre")) wide.tabIndex = 0;
      for (const table of prose.querySelectorAll("table")) {
        const room = h(".au-scroll", { tabindex: 0, role: "group", "aria-label": "Table" });
        table.replaceWith(room);
        room.append(table);
      }
      plain.textContent = source;
      prose.hidden = raw;
      plain.hidden = !raw;
      if (!source) return;
      model.set("actions", [
        { id: "switch", label: raw ? "Formatted" : "Plain text", icon: "switch", run: () => ((raw = !raw), show()) },
        { id: "copy", label: "Copy", icon: "copy", run: () => host.copy(source) },
      ]);
    };
    return follow(model, ["value"], show);
  },
};

adopt(`
.au-prose{max-width:72ch;font-size:16px;line-height:1.65;overflow-wrap:break-word}
.au-prose > *{margin:0 0 0.8em}
.au-prose > :last-child{margin-bottom:0}
.au-prose :is(h1,h2,h3,h4){margin:1.4em 0 0.5em;font-weight:600;line-height:1.3;letter-spacing:-0.01em}
.au-prose > :first-child{margin-top:0}
.au-prose h1{font-size:24px}
.au-prose h2{font-size:20px}
.au-prose :is(h3,h4){font-size:16px}
.au-prose :is(ul,ol){padding-left:1.4em}
.au-prose li::marker{color:var(--au-muted)}
.au-prose pre{padding:12px 14px;border-radius:var(--au-radius);background:var(--au-sunken);font-size:13px;line-height:20px;overflow-x:auto}
.au-prose :not(pre) > code{padding:1px 5px;border-radius:4px;background:var(--au-sunken);font-size:0.88em}
.au-prose blockquote{margin-inline:0;padding-left:14px;border-left:2px solid var(--au-line-strong);color:var(--au-muted)}
.au-prose img{max-width:100%;height:auto}
.au-prose hr{border:0;border-top:1px solid var(--au-line)}
.au-prose>p:only-child>math[display=block]{font-size:26px;padding:4px 0}
.au-scroll{overflow-x:auto}
.au-prose table{border-collapse:collapse;font-size:14px;line-height:20px}
.au-prose :is(th,td){padding:6px 20px 6px 0;border-bottom:1px solid var(--au-line);text-align:left;vertical-align:top}
`);
