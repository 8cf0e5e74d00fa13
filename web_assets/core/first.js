/** What every page needs at once, each after those it needs itself. The server sends it as one file. */
export * as wire from "./wire.js";
export * as base from "./base.js";
export * as parts from "../components/parts.js";
export * as field from "./field.js";
export * as sheet from "./sheet.js";
export * as form from "./interface.js";
