// @ts-check
// The foot of the page: one focused input. Enter saves; the form is cleared only when the outbox holds what was typed.

import { record, reword } from "./deeds.js";
import { enter } from "./enter.js";
import { paint, toEnd, view } from "./log.js";
import { at, issueRow, textOf } from "./page.js";
import { mode, paintLine } from "./state_line.js";
import { short, word } from "./words.js";

const DRAFT = `stoliki:draft:${document.body.dataset.place}`;
const form = at("composer"), text = at("text"), save = at("save");
/** @type {{id: string, revision: number, aside: {text: string, kind: string}} | null} what is being reworded */
let rewording = null;
let saving = Promise.resolve();
const notes = enter(text);

export const kind = () => form.elements.kind.value;
export const focus = () => text.focus({ preventScroll: true });
/** @param {string} wanted */
export const setKind = (wanted) => { form.elements.kind.value = wanted; remember(); };

function remember() {
  const draft = { text: rewording ? rewording.aside.text : text.value, kind: rewording ? rewording.aside.kind : kind(), topic: view.topic, parked: form.elements.parked.checked };
  try { localStorage.setItem(DRAFT, JSON.stringify(draft)); } catch { /* the draft lives as long as the page */ }
}

function recall() {
  let draft = null;
  try { draft = JSON.parse(localStorage.getItem(DRAFT) ?? "null"); } catch { /* nothing to recall */ }
  if (!draft) return;
  if (!text.value) text.value = draft.text ?? "";
  form.elements.kind.value = draft.kind || "problem";
  form.elements.parked.checked = Boolean(draft.parked);
  view.topic = draft.topic ?? "";
}

/** What was typed on while the outbox wrote. @param {string} kept */
const rest = (kept) => (text.value.startsWith(kept) ? text.value.slice(kept.length).trimStart() : text.value);

async function saveRewording() {
  if (!rewording || !text.value.trim()) return;
  const { id, revision } = rewording, typed = text.value;
  await reword(id, typed.trim(), revision, kind());
  const typedOn = rest(typed);
  stopRewording();
  text.value += typedOn;
  remember();
}

/** @param {string} typed @param {Parameters<typeof record>[0]} said */
async function saveNote(typed, said) {
  await record(said);
  paint();
  toEnd();
  notes.held(typed);
  remember();
}

/** @returns {Promise<void>} */
async function submit() {
  if (rewording) { saving = saving.then(saveRewording); return saving; }
  const typed = notes.take();
  if (!typed) return;
  const said = { issue_kind: kind(), topic_id: view.topic || null, text: typed.trim(), parked: form.elements.parked.checked };
  saving = saving.then(() => saveNote(typed, said));
  return saving;
}

/** Load an issue's words into the input. @param {string} id */
export function startRewording(id) {
  const row = issueRow(id);
  if (!row) return;
  const aside = rewording?.aside ?? { text: text.value, kind: kind() };
  rewording = { id, revision: Number(row.dataset.revision), aside };
  [text.value, form.elements.kind.value, form.dataset.mode] = [textOf(row), row.dataset.kind ?? "problem", "reword"];
  save.textContent = word("fix");
  mode.text = word("rewording", { text: short(textOf(row)) });
  paintLine();
  focus();
  text.setSelectionRange(text.value.length, text.value.length);
}

/** @returns {boolean} whether there was something to stop */
export function stopRewording() {
  if (!rewording) return false;
  [text.value, form.elements.kind.value] = [rewording.aside.text, rewording.aside.kind];
  rewording = null;
  delete form.dataset.mode;
  save.textContent = word("save");
  mode.text = "";
  remember();
  paintLine();
  focus();
  return true;
}

/** A refused text comes back to be put right. What is being typed is not lost. @param {string} words @param {Record<string, any>} fields */
export function takeBack(words, fields) {
  stopRewording();
  text.value = text.value.trim() ? `${text.value.trimEnd()}\n${words}` : words;
  if (fields.issue_kind) form.elements.kind.value = fields.issue_kind;
  remember();
  focus();
}

recall();
form.addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  submit().catch((error) => { saving = Promise.resolve(); console.error("stoliki:", error); });
  focus();
});
text.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  form.requestSubmit();
});
text.addEventListener("input", () => {
  if (view.open) { view.open = ""; paint(); }
  remember();
});
form.addEventListener("change", remember);
document.addEventListener("stoliki:topic", remember);
