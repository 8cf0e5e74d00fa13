/** @param {any} value @returns {boolean} */
export const isBlob = (value) => typeof value?.$blob === "string";

/** @param {any} value @returns {boolean} */
export const isTagged = (value) => value !== null && typeof value === "object" && "$" in value;

/** A dict's key as the user knows it. @param {string} key */
export const unescape = (key) => (key.startsWith("$") ? key.slice(1) : key);

/** @param {any} a @param {any} b */
export const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/**
 * A number, or a tagged integer, as text: as Python writes it.
 * @param {any} value @returns {string}
 */
export function showNumber(value) {
  const text = String(value?.v ?? value);
  if (!text.includes("x")) return text;
  return (text[0] === "-" ? "-" : "") + BigInt(text.replace("-", ""));
}
