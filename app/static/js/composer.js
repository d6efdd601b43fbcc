// @ts-check
// The foot of the page: one focused input. Enter saves; the form is cleared only when the outbox holds what was typed.

import { record } from "./deeds.js";
import { draftOf, keepDraft, recoverDrafts } from "./drafts.js";
import { enter } from "./enter.js";
import { loaded } from "./outbox.js";
import { paint, toEnd, view } from "./log.js";
import { at } from "./page.js";

const form = at("composer"), text = at("text");
const notes = enter(text);
let saving = Promise.resolve();
/** The note that is set aside while an issue is being reworded. @type {{typed: import("./enter.js").Typed | null, kind: string} | null} */
let aside = null;
/** What Enter does while an issue is being reworded. @typedef {{save: () => void, remember: () => void, wanted: () => boolean}} Mode */
/** @type {Mode | null} */
let mode = null;

export const kind = () => form.elements.kind.value;
export const focus = () => text.focus({ preventScroll: true });
/** @param {string} wanted */
export const setKind = (wanted) => { form.elements.kind.value = wanted; remember(); };

export function remember() {
  mode?.remember();
  const typed = aside ? aside.typed : notes.typed();
  keepDraft("note", { typed, kind: aside ? aside.kind : kind(), topic: view.topic, parked: form.elements.parked.checked });
}

function recall() {
  const draft = draftOf("note");
  if (!draft) return;
  form.elements.kind.value = draft.kind || "problem";
  form.elements.parked.checked = Boolean(draft.parked);
  view.topic = draft.topic ?? "";
  notes.recall(draft.typed).then(remember);
}

function submit() {
  if (mode) { mode.save(); return; }
  const part = notes.take();
  if (!part) return;
  const said = { issue_kind: kind(), topic_id: view.topic || null, text: part.text.trim(), parked: form.elements.parked.checked };
  saving = record(said, part.id, () => {
    paint();
    toEnd();
    notes.held(part);
    remember();
  }).catch((error) => { console.error("stoliki:", error); });
}

/** Lend the box to a rewording, when the notes are kept: what was being typed is set aside, whole. @param {Mode} wording @param {string} words @param {string} ofKind @param {number[]} [caret] */
export async function lend(wording, words, ofKind, caret = [words.length, words.length]) {
  for (let last = null; last !== saving;) { last = saving; await last; }
  if (!wording.wanted()) return;
  aside ??= { typed: notes.typed(), kind: kind() };
  mode = wording;
  [text.value, form.elements.kind.value, form.dataset.mode] = [words, ofKind, "reword"];
  remember();
  focus();
  text.setSelectionRange(...caret);
}

/** The note comes back, and after it what was typed on meanwhile. @param {string} [typedOn] */
export function takeHome(typedOn = "") {
  if (!aside) return;
  const { typed, kind: before } = aside;
  mode = aside = null;
  delete form.dataset.mode;
  [text.value, form.elements.kind.value] = [(typed?.text ?? "") + typedOn, before];
  if (!typedOn) text.setSelectionRange(...(typed?.caret ?? [0, 0]));
  remember();
  focus();
}

/** A refused text comes back to be put right. What is being typed is not lost. @param {string} words @param {Record<string, any>} fields */
export function putBack(words, fields) {
  text.value = text.value.trim() ? `${text.value.trimEnd()}\n${words}` : words;
  if (fields.issue_kind) form.elements.kind.value = fields.issue_kind;
  remember();
  focus();
}

recall();
recoverDrafts().then((boxes) => { if (boxes.includes("note")) loaded.then(recall); });
form.addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  submit();
  focus();
});
text.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  if (!event.repeat) form.requestSubmit();
});
text.addEventListener("input", () => {
  if (view.open) { view.open = ""; paint(); }
  remember();
});
document.addEventListener("selectionchange", () => { if (document.activeElement === text && text.value) remember(); });
form.addEventListener("change", remember);
document.addEventListener("stoliki:topic", remember);
