/** A tuple of values of different kinds: one field for each, in order. */

import { group } from "./group.js";

export default {
  /** @param {import("./contract").Context} context */
  render(context) {
    /** @type {{ kind: string, props: Record<string, any> }[]} */
    const parts = context.model.get("parts") ?? [];
    const described = parts.map(({ kind, props }, index) => ({ kind, props, label: "", spoken: `${context.model.get("label") || "Value"} ${index + 1}`, step: `[${index}]` }));
    return group(context, described, {
      take: (value, index) => value?.[index] ?? null,
      make: (values) => (values.every((value) => value === null) ? null : values),
    });
  },
};
