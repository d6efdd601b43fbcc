// @ts-check
// What an answer makes of a row.

import { epoch } from "./hearing.js";
import { mine } from "./rows.js";

/** @typedef {import("./rows.js").Row} Row */

const TAIL = 72 * 3600 * 1000; // ms
const MISSING = 10 * 60 * 1000; // ms that a missing thing is waited for
const ABSOLUTE = new Set(["tally.count", "headcount.count"]);

/** Recorded, waiting for a thing that another tablet may still bring, or in the tray. @param {Row} row @param {import("./post.js").Answer} answer
 * @param {number} date the server's @returns {Row} */
export function judged(row, { status, seq, code, message }, date) {
  if (status === "recorded") return { ...row, state: "recorded", seq, epoch: epoch(), recorded_at: date || undefined };
  const now = Date.now(), since = row.missing_since && row.missing_since <= now ? row.missing_since : now;
  if (code === "unknown_reference" && now - since < MISSING) return { ...row, missing_since: since };
  return { ...row, state: "attention", code, message };
}

/** Another tab sent this count before the finger had rested: the number that was reached is said anew. @param {Row} row @param {import("./post.js").Answer} answer */
export const mustBeSaidAnew = (row, { code }) => code === "id_reuse" && ABSOLUTE.has(row.kind);

/** What the tail need not keep any more, by the server's clock. @param {number} date @returns {string[]} */
export const outgrown = (date) => mine().filter((row) => row.state === "recorded" && date - (row.recorded_at ?? date) > TAIL).map((row) => row.id);

/** A ballot that was taken stays on no tablet. @param {Row} row @param {import("./post.js").Answer} answer */
export const leavesNothing = (row, { status }) => row.kind === "ballot.cast" && status === "recorded";
