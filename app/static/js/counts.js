// @ts-check
// Counts that are being tapped: each tap is on disk at once, as one command that is put right until the finger rests.

import { say, waiting } from "./outbox.js";
import { STOLIK, at } from "./page.js";

const REST = 400; // ms without a tap until a count is sent

/** @typedef {{count: number, kept: number | null, before: number | null, row: string, timer: number, saving: Promise<void> | null}} Tap */
/** @type {Map<string, Tap>} */
const tapped = new Map();
/** @type {(id: string, before: number | null, count: number) => void} */
let counted = () => {};
/** @param {typeof counted} tell what hears of a count at which the finger rested */
export const onCounted = (tell) => { counted = tell; };

export const PEOPLE = "people";
/** @param {string} id an issue's, or PEOPLE */
const place = (id) => at(id === PEOPLE ? "headcount" : `hands-${id}`);
/** @param {string} id @param {string} verb @returns {[string, Record<string, unknown>]} */
export const command = (id, verb) => (id === PEOPLE ? [`headcount.${verb}`, { stolik_id: STOLIK }] : [`tally.${verb}`, { stolik_id: STOLIK, issue_id: id }]);

/** The number this tablet has reached, sent or not; null: nobody has counted. @param {string} id @returns {number | null} */
export function reached(id) {
  const [kind, { issue_id }] = command(id, "");
  const mine = waiting().filter((row) => row.kind.startsWith(kind) && row.fields.issue_id === issue_id).pop();
  if (mine) return mine.fields.count;
  const shown = place(id);
  return shown && shown.dataset.count !== "" ? Number(shown.textContent) || 0 : null;
}

/** One more or one less. @param {string} id @param {number} step */
export function count(id, step) {
  const now = reached(id);
  const tap = tapped.get(id) ?? { count: now ?? 0, kept: now, before: now, row: "", timer: 0, saving: null };
  clearTimeout(tap.timer);
  tap.count = Math.max(0, tap.count + step);
  tap.timer = setTimeout(() => rested(id), REST);
  tapped.set(id, tap);
  tap.saving ??= save(id, tap).finally(() => { tap.saving = null; });
}

/** A tap that comes while the one before it is being kept is kept next. @param {string} id @param {Tap} tap */
async function save(id, tap) {
  while (tap.kept !== tap.count) {
    const reachedNow = tap.count, [kind, fields] = command(id, "count");
    tap.row = (await say(kind, { ...fields, count: reachedNow }, { amend: tap.row, rest: REST })).id;
    tap.kept = reachedNow;
  }
}

/** @param {string} id */
async function rested(id) {
  const tap = tapped.get(id);
  if (!tap) return;
  clearTimeout(tap.timer);
  tapped.delete(id);
  await tap.saving;
  if (tap.row && tap.count !== tap.before) counted(id, tap.before, tap.count);
}

/** The finger has gone on to something else. */
export const restAll = () => Promise.all([...tapped.keys()].map(rested));
