// @ts-check
// A row of the plan is edited in a dialog; it closes when the outbox holds the command.

import { say } from "./outbox.js";
import { fieldsOf, fill } from "./plan_fields.js";

/** @param {HTMLElement} button */
function open(button) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById(`edit-${button.dataset.edit}`)), form = dialog?.querySelector("form");
  if (!dialog || !form) return;
  const { fields = "{}" } = button.dataset;
  form.dataset.opened = fields;
  fill(form, JSON.parse(fields));
  dialog.showModal();
  const first = form.querySelector("input, select");
  if (first instanceof HTMLInputElement && first.type === "text") first.select();
}

/** What has no box in the dialog stays as it was: the id of what is edited. @param {HTMLFormElement} form */
function words(form) {
  const { from, to, ...opened } = JSON.parse(form.dataset.opened ?? "{}");
  return { before: { from, to, ...opened }, after: { ...opened, ...fieldsOf(form) } };
}

/** @param {SubmitEvent} event */
async function saved(event) {
  const form = /** @type {HTMLFormElement} */ (event.target), dialog = form.closest("dialog"), kind = form.dataset.kind;
  if (!dialog || !kind) return;
  event.preventDefault();
  const { before, after } = words(form);
  if (!kind.endsWith(".name") || isOther(form, before)) await say(kind, after);
  dialog.close();
}

/** @param {HTMLFormElement} form @param {Record<string, any>} before */
function isOther(form, before) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...form.elements].filter((box) => /** @type {HTMLInputElement} */ (box).name));
  return boxes.some((box) => {
    if (box.type === "radio") return box.checked && box.value !== String(before[box.name]);
    return box.type === "checkbox" ? box.checked !== before[box.name] : box.value.trim() !== String(before[box.name] ?? "");
  });
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (button?.dataset.edit) open(button);
  if (button && "close" in button.dataset) button.closest("dialog")?.close();
});
document.addEventListener("submit", saved);
