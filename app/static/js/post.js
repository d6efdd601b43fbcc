// @ts-check
// POST /commands: one batch, and what came of it. A 2xx counts only with our header and one answer per id: captive portals answer 200 too.

import { epoch, heal, rehearsal } from "./hearing.js";

const MOST_BYTES = 60_000; // of 65,536: room for the envelope
const PATIENCE = [4000, 7000, 10_000]; // ms to answer, the longer the more often it did not
const OLDEST = 72 * 3600 * 1000; // ms
const LONGEST_WAIT = 300; // s, of a Retry-After
const MOVED = 1000; // ms until the page that heals has loaded itself anew
const STALLED = 1000; // ms under way that are long when the link has just come back

/** @typedef {{id: string, kind: string, fields: Record<string, unknown>, typed_at: number}} Sendable */
/** @typedef {{id: string, status: "recorded" | "refused", seq: number, code?: string, message?: string}} Answer */
/** @typedef {"net" | "seat" | "busy" | "server"} Problem */
/** @typedef {{answers?: Answer[], epoch?: string, wait?: number, split?: {code: string, message: string}, problem?: Problem, unheard?: boolean, renewed?: boolean, date?: number}} Outcome `unheard`: nothing at all came back; `renewed`: it was given up because the network is another one */

/** @type {{stop: AbortController, since: number, renewed: boolean} | null} */
let underWay = null;
let late = 0; // in a row

/** How long ago it was typed, by this tablet's own clock at both ends. @param {Sendable} row */
function command({ id, kind, fields, typed_at }) {
  return { id, kind, age_ms: Math.min(OLDEST, Math.max(0, Math.round(Date.now() - typed_at))), ...fields };
}

/** The oldest rows that fit one batch. @template {Sendable} T @param {T[]} rows @param {number} most @returns {T[]} */
export function fitting(rows, most) {
  const measure = new TextEncoder();
  let bytes = 0, count = 0;
  for (const row of rows.slice(0, most)) {
    bytes += measure.encode(JSON.stringify(command(row))).length + 1;
    if (count && bytes > MOST_BYTES) break;
    count += 1;
  }
  return rows.slice(0, count);
}

/** @param {Sendable[]} rows @param {string} seat @returns {Promise<Outcome>} */
export async function post(rows, seat) {
  const mine = { stop: new AbortController(), since: performance.now(), renewed: false };
  const timer = setTimeout(() => { late += 1; mine.stop.abort(); }, PATIENCE[Math.min(late, PATIENCE.length - 1)]);
  underWay = mine;
  try {
    const answer = await fetch("/commands", {
      method: "POST", cache: "no-store", redirect: "error", signal: mine.stop.signal,
      headers: { "Content-Type": "application/json", "X-Stoliki": "1", ...(seat ? { "X-Stoliki-Seat": seat } : {}) },
      body: JSON.stringify({ v: 1, epoch: epoch(), commands: rows.map(command) }),
    });
    const outcome = await judge(answer, rows);
    late = 0;
    return outcome;
  } catch {
    return { problem: "net", unheard: mine.stop.signal.aborted, renewed: mine.renewed };
  } finally {
    clearTimeout(timer);
    underWay = null;
  }
}

/** The network is back: what went into the old one will not be answered. The same may be sent again. */
export function giveUpStalled() {
  if (!underWay || performance.now() - underWay.since < STALLED) return;
  underWay.renewed = true;
  underWay.stop.abort();
}

/** @param {Response} answer @param {Sendable[]} rows @returns {Promise<Outcome>} */
async function judge(answer, rows) {
  if (answer.headers.get("X-Stoliki") !== "1") return { problem: answer.status >= 500 && answer.status !== 511 ? "server" : "net" };
  if (answer.status === 401 || answer.status === 403) return { problem: "seat" };
  const said = await answer.json();
  if (answer.status === 413 || answer.status === 400) return { split: { code: answer.status === 413 ? "too_long" : "invalid", message: said.error } };
  if (answer.status === 409 && (said.rehearsal || rehearsal())) { heal(); return { problem: "net", wait: MOVED }; } // nothing of one goes into the other
  if (answer.status === 409) return { epoch: said.epoch };
  if (answer.status === 429 || answer.status === 503) {
    return { problem: "busy", wait: Math.min(LONGEST_WAIT, Number(answer.headers.get("Retry-After")) || 1) * 1000 };
  }
  const wanted = new Set(rows.map((row) => row.id));
  const whole = answer.ok && said.answers?.length === wanted.size && said.answers.every((/** @type {Answer} */ one) => wanted.delete(one.id));
  return whole ? { answers: said.answers, date: Date.parse(answer.headers.get("Date") ?? "") } : { problem: answer.status >= 500 ? "server" : "net" };
}
