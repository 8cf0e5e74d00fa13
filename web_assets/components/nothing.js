/** The result of a call that gave nothing: one quiet word. */

import { follow, h, icon } from "./parts.js";

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el }) {
    const word = h("span");
    el.replaceChildren(h(".au-nothing", null, icon("check"), word));
    return follow(model, ["value"], () => (word.textContent = model.get("value")?.text ?? "Done"));
  },
};
