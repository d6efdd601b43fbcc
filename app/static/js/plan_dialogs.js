// @ts-check
// A row of the plan is edited in a dialog; it closes when the outbox holds the command. What is typed is kept as it is typed: after a
// reload or a power cut the dialog stands open again, with the same words.

import { draftOf, keepDraft, recoverDrafts } from "./drafts.js";
import { loaded, say } from "./outbox.js";
import { fieldsOf, fill, typedIn } from "./plan_fields.js";
import { rowOf } from "./rows.js";
import { uuid7 } from "./uuid7.js";

/** @typedef {{button: string, fields: string, next: string}} Edited what is edited, as it was, and the id of what will be said */

const DRAFT = "dialog";
/** @type {Edited | null} */
let edited = null;
let saying = false; // pressed twice it is said once

/** @param {HTMLElement} button @param {Edited & {typed: Record<string, any>}} [draft] */
function open(button, draft) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById(`edit-${button.dataset.edit}`)), form = dialog?.querySelector("form");
  if (!dialog || !form) return;
  edited = { button: button.id, fields: draft?.fields ?? button.dataset.fields ?? "{}", next: draft?.next ?? uuid7() };
  fill(form, JSON.parse(edited.fields));
  if (draft) fill(form, draft.typed);
  dialog.showModal();
  const first = form.querySelector("input, select");
  if (!draft && first instanceof HTMLInputElement && first.type === "text") first.select();
}

/** @param {Event} event */
function remember(event) {
  const form = /** @type {HTMLElement} */ (event.target).closest("form");
  if (edited && form?.closest("dialog")) keepDraft(DRAFT, { ...edited, typed: typedIn(form) });
}

/** What has no box in the dialog stays as it was: the id of what is edited. @param {HTMLFormElement} form @param {string} was */
function words(form, was) {
  const { from, to, ...opened } = JSON.parse(was);
  return { before: { from, to, ...opened }, after: { ...opened, ...fieldsOf(form) } };
}

/** @param {SubmitEvent} event */
async function saved(event) {
  const form = /** @type {HTMLFormElement} */ (event.target), dialog = form.closest("dialog"), kind = form.dataset.kind;
  if (!dialog || !kind) return;
  event.preventDefault();
  if (!edited || saying) return;
  const { before, after } = words(form, edited.fields);
  saying = true;
  try {
    if (!kind.endsWith(".name") || isOther(form, before)) await say(kind, after, { id: edited.next });
    dialog.close();
  } finally {
    saying = false;
  }
}

/** @param {HTMLFormElement} form @param {Record<string, any>} before */
function isOther(form, before) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...form.elements].filter((box) => /** @type {HTMLInputElement} */ (box).name));
  return boxes.some((box) => {
    if (box.type === "radio") return box.checked && box.value !== String(before[box.name]);
    if (Array.isArray(before[box.name])) return box.checked !== before[box.name].includes(box.value);
    return box.type === "checkbox" ? box.checked !== before[box.name] : box.value.trim() !== String(before[box.name] ?? "");
  });
}

/** Saved or left as it was: nothing is kept of it. */
function forget() {
  edited = null;
  keepDraft(DRAFT, null);
}

/** Of another edition's plan, or of what is withdrawn now, nothing is opened. */
async function recall() {
  const draft = draftOf(DRAFT), button = draft && document.getElementById(draft.button);
  if (!button || document.querySelector("dialog[open]")) return;
  open(button, draft);
  await loaded;
  if (rowOf(draft.next)) /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[open]"))?.close();
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (button?.dataset.edit) open(button);
  if (button && "close" in button.dataset) button.closest("dialog")?.close();
});
document.addEventListener("submit", saved);
for (const name of ["input", "change"]) document.addEventListener(name, remember);
for (const dialog of document.querySelectorAll("dialog")) dialog.addEventListener("close", forget);
recall();
recoverDrafts().then((boxes) => { if (boxes.includes(DRAFT)) recall(); });
