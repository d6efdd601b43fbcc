// @ts-check
// The outbox: what is typed is on disk before it is shown, and is forgotten only when the server has answered for it.
// queued -> recorded (kept 72 h as the tail, for a server that lost its database) | attention (in the tray).

import { blocked, following, placed } from "./follow.js";
import { epoch, heal, pause, tell } from "./hearing.js";
import { held, hold, holdFor, lift, restOn } from "./holds.js";
import { alive } from "./link.js";
import { naps } from "./naps.js";
import { fitting, giveUpStalled, post } from "./post.js";
import { SEAT, fresh, keep, load, mine, rowOf, strangers } from "./rows.js";
import { uuid7 } from "./uuid7.js";
import { judged, leavesNothing, mustBeSaidAnew, outgrown } from "./verdict.js";

/** @typedef {import("./rows.js").Row} Row */
export { strangers };

const MOST = 50; // commands a batch
const MISSING_AGAIN = 5000; // ms until what names a missing thing is sent again
const ANOTHER_TAB = 3000; // ms a tab has to send what it said, before this one does
const CAP = 1000; // ms, the longest back-off: a server that came back hears at once what waits
const SEAT_AGAIN = 15_000; // ms
const DARK_AGAIN = 8000; // ms between two questions whether it is still dark (reach.js): the link knows first when it is over
const STUCK = 1500; // ms a rewording waits for the push of the one before it
const body = document.body.dataset;
const { rest: nap, wake } = naps();

const seen = new Set(); // ids a push has brought: what they did is on the page
const unsent = new Set(); // ids said on this page and never posted: they may still be amended
let most = MOST, tries = 0, newestPage = Number(body.seq);
/** @type {Promise<void> | null} */
let draining = null;
/** @type {import("./post.js").Problem | ""} */
let problem = "";
let dark = false, againAt = 0; // a batch was not heard, and nobody since; performance.now() when a busy server may be asked again

export const attention = () => mine().filter((row) => row.state === "attention");
export const queued = () => mine().filter((row) => row.state === "queued" && !seen.has(row.id));
export const trouble = () => problem;
export const secondsToRest = () => Math.max(0, Math.ceil((againAt - performance.now()) / 1000));
/** @param {Row} row */
export const unresolved = (row) => !seen.has(row.id) && (row.state === "queued" || (row.state === "recorded" && row.seq !== undefined && row.seq > newestPage));
/** Not yet seen on the page by push or by a page at or past its seq. */
export const waiting = () => mine().filter(unresolved);

/** Say something to the server. Resolves when it is kept. `amend`: the row it puts right if that was not sent yet; `rest`: ms in which it may
 * be amended; `after`: the rewording that its author had made before. @param {string} kind @param {Record<string, unknown>} fields @param {{id?: string, amend?: string, rest?: number, after?: string}} [how] @returns {Promise<Row>} */
export async function say(kind, fields, { id = uuid7(), amend = "", rest = 0, after = "" } = {}) {
  await loaded;
  const old = unsent.has(amend) ? rowOf(amend) : undefined;
  const row = old ? { ...old, fields } : following(fresh(id, kind, fields), unresolved, after);
  unsent.add(row.id);
  if (rest) hold(row.id);
  await keep([row]);
  if (rest) restOn(row.id, rest, flush);
  else lift();
  flush();
  return row;
}

/** From the tray: once more. @param {string} id */
export async function again(id) {
  const row = rowOf(id);
  if (row?.state !== "attention") return;
  await keep([{ ...row, state: "queued", code: undefined, message: undefined, missing_since: undefined }]);
  flush();
}

/** From the tray: nobody needs it. @param {string} id */
export const discard = (id) => keep([], [id]);
/** Send what waits, oldest first, one batch at a time. Resolves when nothing more can be sent now. */
export function flush() {
  draining ??= drain();
  return draining;
}

async function drain() {
  try {
    await loaded;
    for (let batch = ready(); batch.length; batch = ready()) {
      const rest = await send(batch);
      if (rest) await (problem === "busy" ? pause(rest) : nap(rest)); // a busy server gets the time that it has asked for, others are asked when the network is back
    }
  } finally {
    draining = null;
    if (isStuck()) setTimeout(() => { if (isStuck()) heal(); }, STUCK);
  }
}

const sendable = () => mine().filter((row) => row.state === "queued" && !held(row.id));
const isStuck = () => sendable().some((row) => blocked(row, unresolved));

/** The next batch: it ends before a rewording that has to know what became of the one before it. @returns {Row[]} */
function ready() {
  const rows = sendable(), stop = rows.findIndex((row) => blocked(row, unresolved));
  return fitting(stop < 0 ? rows : rows.slice(0, stop), most);
}

/** @param {Row[]} rows @returns {Promise<number>} ms to rest */
async function send(rows) {
  if (dark && !(await alive()) && dark) return DARK_AGAIN;
  const batch = rows.map(placed);
  for (const row of batch) unsent.delete(row.id);
  await keep(batch.filter((row) => !rows.includes(row)));
  const outcome = await post(batch, SEAT);
  problem = outcome.problem ?? "";
  dark = Boolean(outcome.unheard && !outcome.renewed);
  let rest = outcome.wait ?? 0;
  againAt = rest ? performance.now() + rest : 0;
  if (outcome.answers) {
    [most, tries] = [MOST, 0];
    await settle(outcome.answers, outcome.date ?? NaN);
  } else if (outcome.epoch) {
    await requeue(outcome.epoch);
    heal();
    rest = 200;
  } else if (outcome.split) {
    await split(batch, outcome.split);
  } else if (!rest) {
    tries += 1;
    rest = problem === "seat" ? SEAT_AGAIN : dark || outcome.renewed ? 0 : Math.random() * Math.min(CAP, 250 * 2 ** tries);
  }
  tell("outbox");
  return rest;
}

/** @param {Row[]} batch one the server found too large, or did not understand @param {{code: string, message: string}} why */
async function split(batch, why) {
  most = Math.max(1, Math.floor(batch.length / 2));
  if (batch.length === 1) await keep([{ ...batch[0], state: "attention", ...why }]);
}

/** @param {import("./post.js").Answer[]} answers @param {number} date the server's */
async function settle(answers, date) {
  const changed = [], gone = outgrown(date);
  for (const answer of answers) {
    const row = rowOf(answer.id);
    if (!row) continue;
    if (answer.code === "redacted" || mustBeSaidAnew(row, answer) || leavesNothing(row, answer)) gone.push(row.id);
    else changed.push(judged(row, answer, date));
    if (mustBeSaidAnew(row, answer)) changed.push({ ...row, id: uuid7() });
  }
  holdFor(changed.filter(({ state }) => state === "queued").map(({ id }) => id), MISSING_AGAIN, flush);
  await keep(changed, gone);
  if (changed.length < answers.length || changed.some((row) => row.state === "attention")) heal();
}

/** Another database: the tail and the queue go again, in order; ids it knows are answered, the others apply. @param {string} now @param {boolean} always @param {number} beyond */
async function requeue(now, always = false, beyond = 0) {
  if (now === epoch() && !always) return;
  body.epoch = now;
  const tail = mine().filter((one) => one.state === "recorded" && (one.seq ?? Infinity) > beyond);
  for (const row of tail) seen.delete(row.id);
  await keep(tail.map((row) => ({ ...row, state: "queued", seq: undefined })));
}

function networkIsBack() {
  dark = false;
  giveUpStalled();
  wake();
  flush();
}

export const loaded = load();
loaded.then(flush);

/** @param {string} name @param {(detail: any) => unknown} act */
const on = (name, act) => document.addEventListener(`stoliki:${name}`, (event) => act(/** @type {CustomEvent} */ (event).detail));
const noticed = () => { tell("outbox"); flush(); };
on("pushed", ({ ids }) => { for (const id of ids) seen.add(id); noticed(); });
on("healed", async ({ seq }) => { newestPage = seq; await requeue(epoch(), true, seq); noticed(); }); // beyond it: answered just now, or forgotten
on("abreast", ({ seq }) => { if (seq > newestPage && waiting().some((row) => row.state === "recorded")) { newestPage = seq; noticed(); } });
on("epoch", async (detail) => { await requeue(detail.epoch, true); flush(); });
on("link", ({ state }) => { if (state === "live") networkIsBack(); });
on("disk", async ({ ok, unread }) => { if (ok && unread) { await load(); flush(); } });
on("tabs", ({ ids }) => holdFor(ids, ANOTHER_TAB, flush));
addEventListener("online", networkIsBack);
