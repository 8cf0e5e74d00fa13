import { isTagged } from "./wire.js";

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Tag the strings that JSON cannot carry. @param {any} value @returns {any} */
export function pack(value) {
  if (typeof value === "string" && LONE.test(value))
    return { $: "str", v: Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)) };
  if (!value || typeof value !== "object" || isTagged(value)) return value;
  if (Array.isArray(value)) return value.map(pack);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)]));
}
