/** A record: one field for each of its values. */

import { group, spoken } from "./group.js";

/** A name as it travels as a key: `$` at its beginning is doubled. @param {string} name */
const key = (name) => (name.startsWith("$") ? "$" + name : name);

export default {
  /** @param {import("./contract").Context} context */
  render(context) {
    /** @type {{ name: string, kind: string, props: Record<string, any>, keeps?: boolean }[]} */
    const parts = context.model.get("parts") ?? [];
    const described = parts.map(({ name, kind, props }) => ({ kind, props, label: props.label || spoken(name), step: "." + name }));
    return group(context, described, {
      take: (value, index) => value?.[key(parts[index].name)] ?? null,
      make: (values) => {
        /** @type {Record<string, any>} */
        const made = {};
        parts.forEach(({ name, props, keeps }, index) => {
          if (values[index] !== null || (props.optional && !keeps)) made[key(name)] = values[index];
        });
        return made;
      },
    });
  },
};
