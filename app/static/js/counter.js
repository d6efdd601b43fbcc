// @ts-check
// The quick card: somebody comes by, says a thing, and goes. One box, Enter, and the card is empty for the next person.

import "./leave.js";
import { draftOf, keepDraft, recoverDrafts } from "./drafts.js";
import { enter } from "./enter.js";
import { say } from "./outbox.js";

const THANKS = 4000; // ms
const form = /** @type {HTMLFormElement} */ (document.getElementById("card"));
const text = /** @type {HTMLTextAreaElement} */ (document.getElementById("card-text"));
const topic = /** @type {HTMLSelectElement | null} */ (document.getElementById("card-topic"));
const done = /** @type {HTMLElement} */ (document.getElementById("card-done"));
const kinds = /** @type {RadioNodeList} */ (form.elements.namedItem("kind"));
const notes = enter(text), DRAFT = "card";
let saying = Promise.resolve(), timer = 0;

const remember = () => keepDraft(DRAFT, { typed: notes.typed(), kind: kinds.value, topic: topic?.value ?? "" });

async function recall() {
  const draft = draftOf(DRAFT);
  if (!draft) return;
  kinds.value = draft.kind || "idea";
  if (topic) topic.value = draft.topic ?? "";
  await notes.recall(draft.typed);
}

/** What the last person chose is nothing to the next one. */
function empty() {
  kinds.value = "idea";
  if (topic) topic.value = "";
  done.hidden = false;
  clearTimeout(timer);
  timer = window.setTimeout(() => { done.hidden = true; }, THANKS);
}

/** @param {SubmitEvent} event */
function saved(event) {
  event.preventDefault();
  const part = notes.take();
  if (!part) return;
  const fields = { stolik_id: Number(document.body.dataset.stolik), topic_id: topic?.value || null, issue_kind: kinds.value, text: part.text.trim(), parked: false };
  saying = saying.then(async () => {
    await say("issue.record", fields, { id: part.id });
    notes.held(part);
    empty();
    remember();
  }).catch((error) => { console.error("stoliki:", error); });
  text.focus();
}

form.addEventListener("submit", saved);
form.addEventListener("input", remember);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
recall();
recoverDrafts().then((boxes) => { if (boxes.includes(DRAFT)) recall(); });
