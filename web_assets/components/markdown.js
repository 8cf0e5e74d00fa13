/** Text with headings, lists, code and formulas, made into clean HTML by the server. */

import { follow, h } from "./parts.js";

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
