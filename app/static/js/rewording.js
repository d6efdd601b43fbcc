// @ts-check
// An issue is being reworded, or its versions merged, in the composer's box. The draft remembers which issue and which revision
// its author saw; who rewords is told when somebody else changes the same issue meanwhile.

import { focus, kind, lend, putBack, takeHome } from "./composer.js";
import { reword, versionsOf } from "./deeds.js";
import { boxesOf, draftOf, keepDraft, recoverDrafts } from "./drafts.js";
import { lastWording, revisionAfter } from "./follow.js";
import { loaded, unresolved } from "./outbox.js";
import { at, issueRow, textOf } from "./page.js";
import { rowOf } from "./rows.js";
import { mode, paintLine } from "./state_line.js";
import { uuid7 } from "./uuid7.js";
import { short, word } from "./words.js";

/** @typedef {{id: string, revision: number, next: string, after: string, before: {text: string, kind: string}, versions: import("./deeds.js").Version[]}} Wording */
/** @typedef {Wording & {text: string, kind: string, caret: number[], open: boolean}} Draft */

const text = at("text"), save = at("save");
/** @type {Wording & {saving?: boolean} | null} */
let wording = null;
let lent = false; // the box has its words

/** @param {string} id */
const box = (id) => `reword:${id}`;
/** @param {boolean} open */
function remember(open = true) {
  if (!wording || !lent || wording.saving) return;
  keepDraft(box(wording.id), { ...wording, text: text.value, kind: kind(), caret: [text.selectionStart, text.selectionEnd], open });
}

/** Issues whose rewording was begun and left. */
const begun = new Set(boxesOf("reword:").filter((name) => draftOf(name)).map((name) => name.slice("reword:".length)));
export function paintBegun() {
  for (const id of begun) {
    const row = issueRow(id);
    if (row && row.dataset.begun === undefined) row.dataset.begun = word("begun");
  }
}

/** @param {string} id nothing is begun there any more */
function over(id) {
  begun.delete(id);
  delete issueRow(id)?.dataset.begun;
}

/** @param {Wording} next @param {string} words @param {string} ofKind @param {number[]} [caret] */
async function start(next, words, ofKind, caret) {
  if (wording && lent && !wording.saving) begun.add(wording.id);
  remember(false);
  lent = false;
  wording = next;
  over(next.id);
  paintBegun();
  save.textContent = word("fix");
  tellWhat();
  await lend({ save: saveWording, remember, wanted: () => wording === next }, words, ofKind, caret);
  if (wording !== next) return;
  lent = true;
  remember();
}

function tellWhat() {
  mode.wording = wording ? word(wording.versions.length ? "merging" : "rewording", { text: short(wording.before.text) }) : "";
  mode.look = "";
  watch();
  paintLine();
}

/** Load an issue's words into the input; a rewording that was begun goes on where it was left. @param {string} id @param {string} [words] */
export async function startRewording(id, words) {
  const row = issueRow(id), draft = /** @type {Draft | null} */ (draftOf(box(id)));
  if (!row?.dataset.revision || wording?.id === id) { focus(); return; }
  const before = { text: textOf(row), kind: row.dataset.kind ?? "problem" };
  const now = { id, revision: Number(row.dataset.revision), next: uuid7(), after: lastWording(id, unresolved)?.id ?? "", before, versions: [] };
  if (draft && !words) await start({ ...draft, next: now.next }, draft.text, draft.kind, draft.caret);
  else await start(now, words ?? before.text, before.kind);
}

/** One text made of all versions: they stand below each other in the input, to be put together by hand. @param {string} id */
export async function startMerging(id) {
  const row = issueRow(id), versions = versionsOf(row), before = { text: textOf(row), kind: row?.dataset.kind ?? "problem" };
  const words = [before.text, ...versions.map((one) => one.text)].join("\n");
  await start({ id, revision: Number(row?.dataset.revision), next: uuid7(), after: lastWording(id, unresolved)?.id ?? "", before, versions }, words, before.kind);
}

function saveWording() {
  const mine = wording, typed = text.value;
  if (!mine || !lent || mine.saving || !typed.trim()) return;
  remember();
  mine.saving = true;
  reword({ ...mine, text: typed.trim(), kind: kind() }, () => {
    keepDraft(box(mine.id), null);
    if (wording === mine) leave(text.value.startsWith(typed) ? text.value.slice(typed.length).trimStart() : text.value);
  }).catch((error) => { mine.saving = false; console.error("stoliki:", error); });
}

/** @param {string} [typedOn] */
function leave(typedOn) {
  wording = null;
  lent = false;
  save.textContent = word("save");
  mode.wording = mode.look = "";
  takeHome(typedOn);
  paintLine();
}

/** @returns {boolean} whether there was something to stop */
export function stopRewording() {
  if (!wording) return false;
  if (!wording.saving) keepDraft(box(wording.id), null);
  leave();
  return true;
}

/** From the tray, to be put right: a rewording goes on as one, a note as a note. @param {string} words @param {Record<string, any>} fields */
export async function takeBack(words, fields) {
  if (fields.issue_id && issueRow(fields.issue_id)) { await startRewording(fields.issue_id, words); return; }
  if (wording) { begun.add(wording.id); remember(false); leave(); paintBegun(); }
  putBack(words, fields);
}

/** Somebody else changed what is being reworded: nothing is overwritten, and who rewords hears of it. */
function watch() {
  const row = wording && issueRow(wording.id);
  if (!wording || !row || wording.saving) return;
  const own = rowOf(wording.after), seen = own ? revisionAfter(own) : wording.revision, now = Number(row.dataset.revision);
  const moved = now !== wording.revision && now !== seen, gone = row.dataset.state === "withdrawn";
  const told = gone ? word("moved-withdrawn") : moved ? word("moved-on", { text: short(textOf(row)) }) : "";
  if (!told || mode.wording === told) return;
  [mode.wording, mode.look] = [told, "wait"];
  paintLine();
}

/** After a reload the rewording that was open is open again. */
async function recall() {
  for (const name of boxesOf("reword:")) {
    const draft = /** @type {Draft | null} */ (draftOf(name));
    if (!draft?.open || wording) continue;
    if (!issueRow(draft.id)) { putBack(draft.text, {}); keepDraft(name, null); continue; }
    const { text: words, kind: ofKind, caret, open, ...rest } = draft;
    await start(rest, words, ofKind, caret);
    await loaded;
    if (rowOf(rest.next) && wording?.next === rest.next) stopRewording();
    else if (wording?.next === rest.next) { wording.next = uuid7(); remember(); }
  }
}

recall();
recoverDrafts().then((boxes) => { if (boxes.some((name) => name.startsWith("reword:"))) recall(); });
for (const name of ["pushed", "healed"]) document.addEventListener(`stoliki:${name}`, watch);
