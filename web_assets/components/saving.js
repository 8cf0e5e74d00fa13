/** Sizes of files for people, and files for people to keep. */

import { h } from "./parts.js";

/** A length in bytes, for people. @param {number} bytes */
export function sizeText(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), 4);
  const share = bytes / 1000 ** power;
  return `${share < 10 ? share.toFixed(1) : Math.round(share)} ${" kMGT"[power]}B`;
}

/** Let the browser save what a link points at. @param {string} url @param {string} name */
export function save(url, name) {
  h("a", { href: url, download: name }).click();
}

/** @param {string} text @param {string} name @param {string} type */
export function saveText(text, name, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  save(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
