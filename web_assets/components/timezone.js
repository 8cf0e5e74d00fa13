/** A time zone, found by typing a part of its name. */

import { edit, follow } from "./parts.js";

/** The names that the browser knows, and UTC, which some leave out. */
function zones() {
  const known = /** @type {any} */ (Intl).supportedValuesOf?.("timeZone") ?? [];
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([own, "UTC", ...known])].filter(Boolean);
}

export default {
  /** @param {import("./contract").Context} context */
  async render({ model, el, host }) {
    const choices = zones().map((name) => ({ label: name.replaceAll("_", " "), value: name }));
    const props = { choices, look: "dropdown", custom: true, id: model.get("id"), describedby: model.get("describedby"), label: model.get("label") };
    const { model: inner, destroy } = await host.mount("choice", props, model.get("value") ?? null, el, "input");
    inner.send = (/** @type {any} */ content) => model.send(content);
    const taken = () => {
      const value = inner.get("value") ?? null;
      if (value !== (model.get("value") ?? null)) edit(model, value, inner.get("draft_error") ?? null);
    };
    inner.on("change:value", taken);
    const ends = follow(model, ["value", "disabled", "invalid"], () => {
      inner.set("value", model.get("value") ?? null);
      inner.set("disabled", Boolean(model.get("disabled")));
      inner.set("invalid", Boolean(model.get("invalid")));
    });
    return () => (ends(), destroy());
  },
};
