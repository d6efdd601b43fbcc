// @ts-check
// The stolik's summary: written in a few sentences, read to the table, confirmed by it. What is typed is a draft until it is saved;
// somebody else's newer words are never replaced unseen.

import { tell } from "./hearing.js";
import { draftOf, keepDraft, recoverDrafts } from "./drafts.js";
import { say, waiting } from "./outbox.js";
import { STOLIK, at, show } from "./page.js";
import { counted, word } from "./words.js";

const BOX = "summary", MOST = 3; // sentences
const dialog = /** @type {HTMLDialogElement} */ (at("summary")), text = /** @type {HTMLTextAreaElement} */ (at("summary-text"));
const save = /** @type {HTMLButtonElement} */ (at("summary-save")), seal = /** @type {HTMLButtonElement} */ (at("summary-seal"));
let seen = 0; // the revision on which the words in the box rest
let saving = false;

/** @typedef {{revision: number, text: string, sealed: boolean, waits: boolean}} Summary */

/** The summary with what this tablet has said of it already, sent or not. @returns {Summary} */
export function summaryNow() {
  const page = at("summary-now").dataset;
  const now = { revision: Number(page.revision), text: at("summary-words")?.textContent ?? "", sealed: page.sealed === "yes", waits: false };
  for (const { kind, fields } of waiting()) {
    if (!kind.startsWith("summary.") || fields.revision !== now.revision) continue;
    now.waits = true;
    if (kind === "summary.record") Object.assign(now, { revision: now.revision + 1, text: fields.text, sealed: false });
    else now.sealed = true;
  }
  return now;
}

const typed = () => text.value.trim();
const sentences = () => typed().split(/[.!?…]+(?=\s|$)/).filter((part) => part.trim()).length;
const remember = () => keepDraft(BOX, typed() && typed() !== summaryNow().text ? { text: text.value, seen } : null);

export function paintSummary() {
  const now = summaryNow(), changed = typed() !== now.text;
  if (!saving && now.revision !== seen) {
    if (!changed || !dialog.open) seen = now.revision;
    else if (now.text) warn(now);
  }
  show(at("summary-state"), now.revision ? word(now.waits ? "summary-waits" : now.sealed ? "summary-sealed" : "summary-open") : "");
  at("summary-state").dataset.sealed = now.sealed ? "yes" : "no";
  const many = sentences();
  show(at("summary-count"), many > MOST ? counted("too-many-sentences", many) : word("summary-room", { n: String(600 - text.value.length) }));
  save.disabled = !typed() || !changed;
  save.dataset.look = save.disabled ? "" : "primary";
  seal.disabled = !now.revision || now.sealed || changed;
  seal.dataset.look = seal.disabled ? "" : "primary";
}

/** Somebody else has saved other words meanwhile: what is saved now is said knowing them. @param {Summary} now */
function warn(now) {
  seen = now.revision;
  show(at("summary-moved"), word("summary-moved", { text: now.text }));
  at("summary-moved").hidden = false;
}

export function openSummary() {
  const draft = draftOf(BOX), now = summaryNow();
  text.value = draft?.text ?? now.text;
  seen = draft?.seen ?? now.revision;
  at("summary-moved").hidden = true;
  if (!dialog.open) dialog.showModal();
  text.focus();
  paintSummary();
}

/** The box lets go of the words when the outbox holds them. */
async function saved() {
  const words = typed();
  if (!words || saving || words === summaryNow().text) return;
  saving = true;
  try {
    await say("summary.record", { stolik_id: STOLIK, text: words, revision: seen });
    seen += 1;
    keepDraft(BOX, null);
    at("summary-moved").hidden = true;
  } finally {
    saving = false;
  }
  paintSummary();
  (seal.disabled ? text : seal).focus();
}

/** Read out, and confirmed by the people at the table. */
export async function sealSummary() {
  const { revision, sealed } = summaryNow();
  if (!revision || sealed || typed() !== summaryNow().text) return;
  await say("summary.seal", { stolik_id: STOLIK, revision });
  dialog.close();
  tell("deed", { word: "did-seal", text: "" });
}
export const closeSummary = () => dialog.close();

dialog.querySelector("form")?.addEventListener("submit", (event) => { event.preventDefault(); saved(); });
text.addEventListener("input", () => { remember(); paintSummary(); });
recoverDrafts().then((boxes) => { if (boxes.includes(BOX) && dialog.open) openSummary(); });
