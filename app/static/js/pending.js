// @ts-check
// What waits, seen already: the effect of each kept command is painted over the rows that the server rendered.

import { versionsOf } from "./deeds.js";
import { heal } from "./hearing.js";
import { paintJoined } from "./joining.js";
import { at, issueRow, show } from "./page.js";
import { word } from "./words.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./deeds.js").Facts & {hands?: number | null, settled?: boolean}} Effect */

const FRESH = 700; // ms until a row that waits is marked as waiting

/** @param {Row} row @param {HTMLElement | null} on @returns {Effect} */
function effect({ kind, fields }, on) {
  switch (kind) {
    case "issue.withdraw": return { state: "withdrawn" };
    case "issue.restore": case "issue.split": return { state: "live" };
    case "issue.merge": return { state: "merged" };
    case "issue.park": return { parked: fields.parked };
    case "issue.sort": return { topic_id: fields.topic_id };
    case "issue.classify": return { issue_kind: fields.issue_kind };
    case "issue.reword": return fields.revision >= Number(on?.dataset.revision ?? 0) ? { text: fields.text } : {};
    case "issue.settle": return { settled: true, text: versionsOf(on).find((one) => one.id === fields.text_of)?.text };
    case "issue.undo": return fields.back;
    case "tally.count": case "tally.recount": return { hands: fields.count };
    default: return {};
  }
}

/** @param {HTMLElement} row @param {string} name @param {string} value */
function mark(row, name, value) {
  if (row.dataset[name] !== value) row.dataset[name] = value;
}

/** @param {HTMLElement} on @param {Effect} facts */
function paintEffect(on, { state, parked, topic_id, issue_kind, text, hands, settled }) {
  if (state !== undefined) mark(on, "state", state);
  if (parked !== undefined) mark(on, "parked", parked ? "yes" : "no");
  if (topic_id !== undefined) mark(on, "topic", topic_id ?? "");
  if (settled) mark(on, "settled", "");
  if (issue_kind !== undefined) {
    mark(on, "kind", issue_kind);
    on.querySelector(".kind use")?.setAttribute("href", `#i-${issue_kind}`);
  }
  if (text !== undefined) show(on.querySelector(".issue-said .issue-text"), text);
  if (hands !== undefined) show(on.querySelector(".hands .figure"), String(hands ?? 0));
}

let over = new Set(); // ids of the commands painted over the page

/** What was painted over a page that has the command already (and perhaps a later one) does not go by itself. @param {Row[]} pending */
function uncover(pending) {
  const now = new Set(pending.map(({ id }) => id));
  if ([...over].some((id) => !now.has(id))) heal();
  over = now;
}
document.addEventListener("stoliki:pushed", (event) => { for (const id of /** @type {CustomEvent} */ (event).detail.ids) over.delete(id); });
document.addEventListener("stoliki:healed", () => over.clear());

/** @param {Row[]} pending oldest first @param {HTMLElement[]} rows */
export function paintPending(pending, rows) {
  uncover(pending);
  const waits = new Set();
  for (const row of pending) {
    if (row.kind.startsWith("headcount.")) show(at("headcount"), row.fields.count === null ? "–" : String(row.fields.count));
    const on = row.fields.issue_id ? issueRow(row.fields.issue_id) : null;
    if (!on) continue;
    paintEffect(on, effect(row, on));
    if (row.fields.into_id) paintJoined(row.kind.slice("issue.".length), /** @type {any} */ (row.fields));
    if (Math.abs(Date.now() - row.typed_at) > FRESH) waits.add(on);
  }
  for (const row of rows) {
    if (waits.has(row)) mark(row, "note", word("waits"));
    else if (row.dataset.note) delete row.dataset.note;
  }
}
