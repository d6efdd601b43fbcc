// @ts-check
// What this browser has to say: the rows of the outbox in memory, as they are on disk, and alike in every tab. A row is never
// changed in place: the changed one is written, and is true from then on.

import { epoch, newest, rehearsal, tell } from "./hearing.js";
import { kept, write } from "./store.js";

const body = document.body.dataset;
export const PLACE = body.place ?? body.channels ?? "", SEAT = body.seat ?? "";

/** @typedef {{id: string, kind: string, fields: Record<string, any>, typed_at: number, n: number, place: string, seat: string, epoch: string,
 *   page?: string, label?: string, rehearsal?: string, state: "queued" | "recorded" | "attention", seq?: number, recorded_at?: number, follows?: string,
 *   code?: string, message?: string, missing_since?: number}} Row */

/** @type {Map<string, Row>} */
const rows = new Map();
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("stoliki:outbox") : null;
let top = 0;

/** What was typed in the real hall waits while there is a rehearsal, and what was typed in one is nothing to any other. @param {Row} row */
const isOfNow = (row) => (row.rehearsal ?? "") === rehearsal();
/** @param {Row} row */
const isMine = (row) => row.place === PLACE && row.seat === SEAT && isOfNow(row);
export const mine = () => [...rows.values()].filter(isMine).sort((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1));
/** Typed here for another stolik or seat: shown, never sent from here. */
export const strangers = () => [...rows.values()].filter((row) => isOfNow(row) && !isMine(row) && row.state !== "recorded");
/** @param {string} id */
export const rowOf = (id) => rows.get(id);

/** A new row, not kept yet. @param {string} id @param {string} kind @param {Record<string, any>} fields @returns {Row} */
export function fresh(id, kind, fields) {
  top += 1;
  const from = { place: PLACE, seat: SEAT, page: location.pathname + location.search, label: body.label, rehearsal: rehearsal() || undefined };
  return { id, kind, fields, typed_at: Date.now(), n: top, ...from, epoch: epoch(), state: "queued" };
}

/** On disk first; then this page and the other tabs know it. @param {Row[]} changed @param {string[]} [gone] */
export async function keep(changed, gone = []) {
  if (!changed.length && !gone.length) return;
  await write(changed, gone);
  take(changed, gone);
  tabs?.postMessage({ changed, gone });
}

/** @param {Row[]} changed @param {string[]} gone */
function take(changed, gone) {
  for (const row of changed) { rows.set(row.id, row); top = Math.max(top, row.n); }
  for (const id of gone) rows.delete(id);
  tell("outbox");
}

/** Another tab has answered for it already: what is known to be recorded there stays so. @param {Row} theirs */
function isNews(theirs) {
  const ours = rows.get(theirs.id);
  return !(ours?.state === "recorded" && theirs.state !== "recorded" && ours.epoch === theirs.epoch);
}
tabs?.addEventListener("message", ({ data }) => {
  const changed = data.changed.filter(isNews), unknown = changed.filter((/** @type {Row} */ row) => !rows.has(row.id));
  take(changed, data.gone);
  tell("tabs", { ids: unknown.map((/** @type {Row} */ row) => row.id) });
});

/** What the disk holds. Recorded in a database that is no more, it is to be said again. */
export async function load() {
  const left = [], gone = [];
  for (const row of await kept()) {
    if (rows.has(row.id)) continue;
    if (row.rehearsal && !isOfNow(row) && !body.kept) {
      gone.push(row.id);
      if (isUnheard(row)) left.push({ ...row, rehearsal: undefined, state: "attention", code: "rehearsal", message: body.leftOver });
      continue;
    }
    const lost = row.state === "recorded" && (row.epoch !== epoch() || row.seq > newest());
    rows.set(row.id, lost && isMine(row) ? { ...row, state: "queued", seq: undefined } : row);
    top = Math.max(top, row.n);
  }
  await keep(left, gone.filter((id) => !left.some((row) => row.id === id)));
  tell("outbox");
}

/** Words that no server has ever had: a rehearsal is forgotten, but whether these belong to it a person says. @param {Row} row */
const isUnheard = (row) => row.state === "queued" && row.kind === "issue.record" && !rehearsal();
