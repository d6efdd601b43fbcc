// @ts-check
// The outbox: what is typed is on disk before it is shown, and is forgotten only when the server has answered for it.
// queued -> recorded (kept 72 h as the tail, for a server that lost its database) | attention (in the tray).

import { epoch, heal, newest, pause, tell } from "./hearing.js";
import { fitting, post } from "./post.js";
import { forget, keep, kept } from "./store.js";
import { uuid7 } from "./uuid7.js";

const MOST = 50; // commands a batch
const TAIL = 72 * 3600 * 1000; // ms
const MISSING = 10 * 60 * 1000; // ms that a missing thing is waited for
const MISSING_AGAIN = 5000; // ms
const CAP = 2000; // ms, the longest back-off
const SEAT_AGAIN = 15_000; // ms
const body = document.body.dataset;
const PLACE = body.place ?? body.channels ?? "", SEAT = body.seat ?? "";

/** @typedef {{id: string, kind: string, fields: Record<string, any>, typed_at: number, n: number, place: string, seat: string, epoch: string,
 *   state: "queued" | "recorded" | "attention", seq?: number, code?: string, message?: string, missing_since?: number, not_before?: number}} Row */

/** @type {Map<string, Row>} */
const rows = new Map();
const seen = new Set(); // ids a push has brought: what they did is on the page
let most = MOST, busy = false, tries = 0;
let wake = () => {};
/** @type {"" | "net" | "seat" | "busy"} */
let problem = "";

/** @param {Row} row */
const isMine = (row) => row.place === PLACE && row.seat === SEAT;
const mine = () => [...rows.values()].filter(isMine).sort((a, b) => a.n - b.n);
export const attention = () => mine().filter((row) => row.state === "attention");
export const queued = () => mine().filter((row) => row.state === "queued" && !seen.has(row.id));
export const trouble = () => problem;
/** Typed here for another stolik or seat: shown, never sent from here. */
export const strangers = () => [...rows.values()].filter((row) => !isMine(row) && row.state !== "recorded");
/** Not yet seen on the page by push or by a page at or past its seq. */
export const waiting = () =>
  mine().filter((row) => !seen.has(row.id) && (row.state === "queued" || (row.state === "recorded" && row.seq !== undefined && row.seq > newestPage)));
let newestPage = Number(body.seq);

/** Say something to the server. Resolves when it is kept. @param {string} kind @param {Record<string, unknown>} fields @returns {Promise<Row>} */
export async function say(kind, fields) {
  await loaded;
  const n = Math.max(0, ...[...rows.values()].map((row) => row.n)) + 1;
  /** @type {Row} */
  const row = { id: uuid7(), kind, fields, typed_at: Date.now(), n, place: PLACE, seat: SEAT, epoch: epoch(), state: "queued" };
  rows.set(row.id, row);
  try {
    await keep(row);
  } finally {
    changed();
    flush();
  }
  return row;
}

/** From the tray: once more. @param {string} id */
export async function again(id) {
  const row = rows.get(id);
  if (!row) return;
  await put(row, { state: "queued", code: undefined, message: undefined, missing_since: undefined, not_before: undefined });
  flush();
}

/** From the tray: nobody needs it. @param {string} id */
export async function discard(id) {
  rows.delete(id);
  await forget(id);
  changed();
}

/** Send what waits, oldest first, one batch at a time. */
export async function flush() {
  await loaded;
  if (busy) return;
  busy = true;
  try {
    for (let batch = ready(); batch.length; batch = ready()) {
      const rest = await send(batch);
      if (rest) await nap(rest);
    }
  } finally {
    busy = false;
  }
}

/** @returns {Row[]} */
function ready() {
  const queued = mine().filter((row) => row.state === "queued" && (row.not_before ?? 0) <= performance.now());
  return fitting(queued, most);
}

/** @param {Row[]} batch @returns {Promise<number>} ms to rest */
async function send(batch) {
  const outcome = await post(batch, SEAT);
  problem = outcome.problem ?? "";
  let rest = outcome.wait ?? 0;
  if (outcome.answers) {
    [most, tries] = [MOST, 0];
    for (const answer of outcome.answers) await settle(answer);
  } else if (outcome.epoch) {
    await requeue(outcome.epoch);
    heal();
    rest = 200;
  } else if (outcome.split) {
    rest = await split(batch);
  } else if (!rest) {
    tries += 1;
    rest = problem === "seat" ? SEAT_AGAIN : Math.random() * Math.min(CAP, 250 * 2 ** tries);
  }
  changed();
  return rest;
}

/** @param {Row[]} batch a batch the server found too large, or did not understand */
async function split(batch) {
  most = Math.max(1, Math.floor(batch.length / 2));
  if (batch.length === 1) await put(batch[0], { state: "attention", code: "invalid", message: "" });
  return 0;
}

/** @param {import("./post.js").Answer} answer */
async function settle({ id, status, seq, code, message }) {
  const row = rows.get(id);
  if (!row) return;
  if (status === "recorded") { await put(row, { state: "recorded", seq, epoch: epoch() }); return; }
  const since = row.missing_since ?? Date.now();
  if (mayCome(code) && Date.now() - since < MISSING) {
    await put(row, { missing_since: since, not_before: performance.now() + MISSING_AGAIN });
    setTimeout(flush, MISSING_AGAIN + 50);
    return;
  }
  await put(row, { state: "attention", code, message, not_before: undefined });
  heal();
}

/** What it names may still arrive, from another tablet or from this queue. @param {string} [code] */
function mayCome(code) {
  return code === "unknown_reference";
}

/** Another database: the tail and the queue go again, in order; ids it knows are answered, the others apply. @param {string} now @param {boolean} always */
async function requeue(now, always = false) {
  if (now === epoch() && !always) return;
  body.epoch = now;
  for (const row of mine().filter((one) => one.state === "recorded")) {
    seen.delete(row.id);
    await put(row, { state: "queued", seq: undefined });
  }
}

/** @param {Row} row @param {Partial<Row>} values */
async function put(row, values) {
  Object.assign(row, values);
  const { not_before, ...lasting } = row;
  await keep(lasting);
  changed();
}

/** @param {number} ms */
function nap(ms) {
  return Promise.race([pause(ms), new Promise((resolve) => { wake = () => resolve(undefined); })]);
}

const changed = () => tell("outbox");

async function load() {
  for (const row of await kept()) {
    if (row.state === "recorded" && Date.now() - row.typed_at > TAIL) { forget(row.id); continue; }
    const lost = row.state === "recorded" && (row.epoch !== epoch() || row.seq > newest());
    rows.set(row.id, lost && isMine(row) ? { ...row, state: "queued", seq: undefined } : row);
  }
  changed();
}

const loaded = load();
loaded.then(flush);

document.addEventListener("stoliki:pushed", (event) => {
  for (const id of /** @type {CustomEvent} */ (event).detail.ids) seen.add(id);
  changed();
});
document.addEventListener("stoliki:healed", (event) => {
  newestPage = /** @type {CustomEvent} */ (event).detail.seq;
  changed();
});
document.addEventListener("stoliki:epoch", async (event) => {
  await requeue(/** @type {CustomEvent} */ (event).detail.epoch, true);
  flush();
});
document.addEventListener("stoliki:link", (event) => { if (/** @type {CustomEvent} */ (event).detail.state === "live") { wake(); flush(); } });
document.addEventListener("stoliki:reload", (event) => { /** @type {CustomEvent} */ (event).detail.wait.push(flush()); });
addEventListener("online", () => { wake(); flush(); });
addEventListener("beforeunload", (event) => { if (mine().some((row) => row.state === "queued")) event.preventDefault(); });
