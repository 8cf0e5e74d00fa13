/** A button that a listener waits for. */

import { control, follow, h } from "./parts.js";

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el }) {
    const node = h("button.au-button", { type: "button", onclick: () => model.send({ event: "click" }) });
    el.replaceChildren(node);
    const ends = [
      control(model, node),
      follow(model, ["text", "variant"], () => {
        node.textContent = model.get("text") || "Run";
        node.dataset.variant = model.get("variant") ?? "secondary";
      }),
      follow(model, ["busy"], () => {
        node.ariaBusy = model.get("busy") ? "true" : null;
      }),
    ];
    return () => ends.forEach((end) => end());
  },
};
