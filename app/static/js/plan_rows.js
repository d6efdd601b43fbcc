// @ts-check
// New rows of the plan: typed, with Enter after each, or pasted, one for each line.

import { draftOf, keepDraft, recoverDrafts } from "./drafts.js";
import { enter } from "./enter.js";
import { say } from "./outbox.js";
import { fieldsOf, refill } from "./plan_fields.js";

const NUMBERED = /^(?:(\d{1,3})[.)]\s*|[-–—•*]\s+|(\d{1,3})\t\s*)(?=\S)/;
const HOURS = /^(\d{1,2})[:.](\d{2})\s*(?:[-–—]\s*(\d{1,2})[:.](\d{2}))?\s+(?=\S)/;
let saying = Promise.resolve();

/** @param {string | undefined} hour @param {string | undefined} minute */
const clock = (hour, minute) => (hour && Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, "0")}:${minute}` : null);

/** What one line says besides its words: a number at its head, the hours. @param {HTMLFormElement} form @param {string} line */
function read(form, line) {
  const text = line.trim();
  if (form.dataset.lines !== "sitting") {
    const head = NUMBERED.exec(text), number = Number(head?.[1] ?? head?.[2]);
    return { name: head ? text.slice(head[0].length) : text, ...(number && form.dataset.push === "theme.push" ? { number } : {}) };
  }
  const head = HOURS.exec(text), starts = head && clock(head[1], head[2]);
  if (!head || !starts) return { title: text };
  return { title: text.slice(head[0].length), starts_at: starts, ends_at: clock(head[3], head[4]) };
}

/** @param {HTMLFormElement} form */
function rows(form) {
  const kind = form.dataset.push ?? "", box = /** @type {HTMLInputElement} */ (form.querySelector(".desk-add > div > input")), key = `plan:${kind}`;
  const typed = enter(box), remember = () => keepDraft(key, typed.typed());

  /** @param {string} line @param {{id?: string}} [how] @param {() => void} [held] */
  function push(line, how = {}, held = () => {}) {
    const fields = { ...fieldsOf(form), ...read(form, line) };
    saying = saying.then(async () => { await say(kind, fields, how); held(); remember(); }).catch((error) => { console.error("stoliki:", error); });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const part = typed.take();
    if (part) push(part.text, { id: part.id }, () => { typed.held(part); clearHours(form); });
    box.focus();
  });
  box.addEventListener("paste", (event) => {
    const lines = (event.clipboardData?.getData("text") ?? "").split(/\r?\n/).filter((line) => line.trim());
    if (lines.length < 2) return;
    event.preventDefault();
    for (const line of lines) push(line);
  });
  box.addEventListener("input", remember);
  typed.recall(draftOf(key));
  return { key, recall: () => typed.recall(draftOf(key)) };
}

/** The next sitting has other hours; its day, kind and room are often the same. @param {HTMLFormElement} form */
function clearHours(form) {
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[type=time]"))) box.value = "";
}

refill(document);
const all = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll("form[data-push]")]).map(rows);
for (const name of ["pushed", "healed"]) document.addEventListener(`stoliki:${name}`, () => refill(document));
recoverDrafts().then((boxes) => { for (const one of all) if (boxes.includes(one.key)) one.recall(); });
