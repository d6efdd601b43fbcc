// @ts-check
// A rewording of one's own rewording that is still under way: it is sent when it is known what became of the one before it.
// Was that taken, this one follows its revision; was it kept as a version beside somebody else's text, this one is too.

import { mine, rowOf } from "./rows.js";

/** @typedef {import("./rows.js").Row} Row */

/** This page's last rewording of an issue that is still under way. @param {string} id @param {(row: Row) => boolean} unresolved */
export const lastWording = (id, unresolved) => mine().filter((one) => one.kind === "issue.reword" && one.fields.issue_id === id && unresolved(one)).pop();

/** `after`: the rewording under way when this one was begun. @param {Row} row a new one @param {(row: Row) => boolean} unresolved @param {string} [after] @returns {Row} */
export function following(row, unresolved, after = "") {
  if (row.kind !== "issue.reword") return row;
  const before = lastWording(row.fields.issue_id, unresolved) ?? rowOf(after);
  return before ? { ...row, follows: before.id, fields: { ...row.fields, revision: before.fields.revision } } : row;
}

/** The revision that a rewording made, or leaves as it is: refused, or kept as a version. @param {Row} before @returns {number} */
export function revisionAfter(before) {
  const taken = before.state !== "attention" && !document.querySelector(`[data-variant="${CSS.escape(before.id)}"]`);
  return before.fields.revision + (taken ? 1 : 0);
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
  return { ...row, follows: undefined, fields: before ? { ...row.fields, revision: revisionAfter(before) } : row.fields };
}
