/**
 * Values stay as they travel, in models too: blobs, large integers, odd strings and floats are
 * tagged and a dict's own keys keep their escape, so that what goes back is exactly what came.
 */

/** @param {any} value @returns {boolean} */
export const isBlob = (value) => typeof value?.$blob === "string";

/** @param {any} value @returns {boolean} */
export const isTagged = (value) => value !== null && typeof value === "object" && "$" in value;

/** A dict's key as the user knows it. @param {string} key */
export const unescape = (key) => (key.startsWith("$") ? key.slice(1) : key);

/**
 * A number, or a tagged integer, as text: as Python writes it.
 * @param {any} value @returns {string}
 */
export function showNumber(value) {
  if (typeof value !== "number") {
    const text = String(value?.v ?? value);
    if (!text.includes("x")) return text;
    return (text[0] === "-" ? "-" : "") + BigInt(text.replace("-", ""));
  }
  if (Number.isNaN(value)) return "nan";
  return Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Tag what JSON cannot carry. @param {any} value @returns {any} */
export function pack(value) {
  if (typeof value === "number" && !Number.isFinite(value)) return { $: "float", v: showNumber(value) };
  if (typeof value === "string" && LONE.test(value))
    return { $: "str", v: Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)) };
  if (!value || typeof value !== "object" || isTagged(value)) return value;
  if (Array.isArray(value)) return value.map(pack);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)]));
}

/** @param {any} a @param {any} b */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
