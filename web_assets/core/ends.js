import { duration } from "./base.js";

/** The kinds of event that end a run. */
export const TERMINAL = new Set(["done", "failed", "cancelled", "timed_out", "lost", "expired"]);

const HOW = /** @type {Record<string, string>} */ ({
  queued: "Stopped before it began.",
  asked: "Stopped: the call ended when it was asked to.",
  interrupted: "Stopped: the call was interrupted.",
  left: "Stopped here; the call goes on for the others in its batch.",
  fenced: "Stopped here. The call itself did not end and may still be at work.",
});

const ENDS = /** @type {Record<string, (data: any) => string>} */ ({
  cancelled: ({ how }) => HOW[how] ?? "Stopped.",
  timed_out: ({ limit }) => `Stopped after ${duration(limit)}, the time limit.`,
  lost: ({ reason }) => `The call was lost: ${reason || "its process ended"}. Nothing of it runs any more; your inputs are kept.`,
  expired: ({ reason }) => (reason ? `It never began: ${reason}.` : "It waited too long in the queue and was given up."),
});

/**
 * What happened, and what stays, in words.
 * @param {string} kind @param {any} data @param {boolean} streamed whether values came before the end
 */
export const ending = (kind, data, streamed) => [ENDS[kind](data), streamed && "What came before stays."].filter(Boolean).join(" ");
