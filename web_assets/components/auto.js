/** A result that says itself how it is shown: draws that kind, and updates it in place. */

import { follow, h } from "./parts.js";

/** The kind that draws a shown value: one with more than its value needs a module for that. @param {any} shown */
export const kindOf = (shown) =>
  shown?.lead || shown?.other || shown?.note || (shown?.show === "text" && shown.value?.includes?.("\x1b")) ? "beside" : (shown?.show ?? "");

/** What that kind is given. @param {any} shown @param {string} kind */
export const valueOf = (shown, kind) => (kind === "beside" ? shown : shown?.value);

export default {
  /** @param {import("./contract").Context} context */
  render({ model, el, host }) {
    /** @type {import("./contract").Mounted | null} */
    let child = null;
    let kind = "";
    let busy = false;
    let gone = false;

    const show = async () => {
      if (busy) return;
      busy = true;
      // A value that comes while a module loads is taken up when it has loaded.
      for (let shown; !gone && shown !== model.get("value");) {
        shown = model.get("value");
        await draw(shown);
      }
      busy = false;
    };
    const draw = async (/** @type {any} */ shown) => {
      if (child && kind === kindOf(shown)) return update(shown);
      const old = child;
      child = null;
      kind = kindOf(shown);
      if (!kind) {
        old?.destroy();
        el.replaceChildren();
        return model.set("actions", []);
      }
      const box = h("div");
      const props = { label: model.get("label"), ...shown.props };
      const made = await host.mount(kind, props, valueOf(shown, kind), box, "output");
      old?.destroy();
      if (gone) return made.destroy();
      el.replaceChildren(box);
      child = made;
      const { model: inner } = made;
      follow(inner, ["actions"], () => {
        if (child === made) model.set("actions", inner.get("actions") ?? []);
      });
    };
    const update = (/** @type {any} */ shown) => {
      for (const [key, value] of Object.entries(shown.props ?? {})) child?.model.set(key, value);
      child?.model.set("value", valueOf(shown, kind));
    };
    const end = follow(model, ["value"], () => {
      const shown = model.get("value");
      if (!busy && child && kind === kindOf(shown)) update(shown);
      else show();
    });
    return () => {
      gone = true;
      end();
      child?.destroy();
    };
  },
};
