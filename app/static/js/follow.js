// @ts-check
// A rewording of one's own rewording that is still under way: it is sent when it is known what became of the one before it.
// Was that taken, this one follows its revision; was it kept as a version beside somebody else's text, this one is too.

import { mine, rowOf } from "./rows.js";

/** @typedef {import("./rows.js").Row} Row */

/** @param {Row} row a new one @param {(row: Row) => boolean} unresolved @returns {Row} */
export function following(row, unresolved) {
  if (row.kind !== "issue.reword") return row;
  const before = mine().filter((one) => one.kind === row.kind && one.fields.issue_id === row.fields.issue_id && unresolved(one)).pop();
  return before ? { ...row, follows: before.id, fields: { ...row.fields, revision: before.fields.revision } } : row;
}

/** @param {Row} row @param {(row: Row) => boolean} unresolved */
export function blocked(row, unresolved) {
  const before = row.follows ? rowOf(row.follows) : undefined;
  return before !== undefined && unresolved(before);
}

/** The row as it is sent. @param {Row} row @returns {Row} */
export function placed(row) {
  if (!row.follows) return row;
  const before = rowOf(row.follows);
  const taken = before?.state === "recorded" && !document.querySelector(`[data-variant="${CSS.escape(before.id)}"]`);
  const revision = before && taken ? before.fields.revision + 1 : row.fields.revision;
  return { ...row, follows: undefined, fields: { ...row.fields, revision } };
}
