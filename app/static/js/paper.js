// @ts-check
// Paper notes, typed in later: stolik, kind, topic, the words, Enter. What was chosen stays for the next note of the sheet.

import "./leave.js";
import "./desk_state.js";
import { draftOf, keepDraft, recoverDrafts } from "./drafts.js";
import { enter } from "./enter.js";
import { say } from "./outbox.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("paper-form"));
const number = /** @type {HTMLInputElement} */ (document.getElementById("paper-number"));
const topic = /** @type {HTMLSelectElement} */ (document.getElementById("paper-topic"));
const text = /** @type {HTMLTextAreaElement} */ (document.getElementById("paper-text"));
const theme = /** @type {HTMLElement} */ (document.getElementById("paper-theme"));
const kinds = /** @type {RadioNodeList} */ (form.elements.namedItem("kind"));
const notes = enter(text), DRAFT = "paper";
let saying = Promise.resolve(), listed = "";

/** The topic list of the stolik whose number was typed. @returns {HTMLElement | null} */
const list = () => (/^[0-9]{1,6}$/.test(number.value) ? document.querySelector(`#paper-lists > [data-number="${Number(number.value)}"]`) : null);

/** Numbered as on the paper form, so that one digit finds it. @param {string} value @param {string} title */
const option = (value, title) => new Option(title, value);

function paintTopics() {
  const here = list(), titles = /** @type {HTMLElement[]} */ ([...(here?.children ?? [])]);
  number.setCustomValidity(number.value && !here ? form.dataset.missing ?? "" : "");
  theme.textContent = here ? here.dataset.theme ?? "" : number.value ? form.dataset.missing ?? "" : "";
  const words = titles.map((one) => `${one.dataset.topic} ${one.textContent}`).join("\n") + (here?.dataset.stolik ?? "");
  if (words === listed) return;
  listed = words;
  const chosen = topic.value;
  topic.replaceChildren(option("", form.dataset.loose ?? ""), ...titles.map((one, nth) => option(one.dataset.topic ?? "", `${nth + 1}. ${one.textContent}`)));
  topic.value = titles.some((one) => one.dataset.topic === chosen) ? chosen : "";
}

const remember = () => keepDraft(DRAFT, { typed: notes.typed(), number: number.value, kind: kinds.value, topic: topic.value });

async function recall() {
  const draft = draftOf(DRAFT);
  if (!draft) return;
  [number.value, kinds.value] = [draft.number ?? "", draft.kind || "problem"];
  paintTopics();
  topic.value = draft.topic ?? "";
  await notes.recall(draft.typed);
}

/** @param {SubmitEvent} event */
function saved(event) {
  event.preventDefault();
  const stolik = list(), part = stolik && notes.take();
  if (!stolik || !part) return;
  const fields = { stolik_id: Number(stolik.dataset.stolik), topic_id: topic.value || null, issue_kind: kinds.value, text: part.text.trim(), parked: false };
  saying = saying.then(async () => {
    await say("issue.transcribe", fields, { id: part.id });
    notes.held(part);
    remember();
  }).catch((error) => { console.error("stoliki:", error); });
  text.focus();
}

form.addEventListener("submit", saved);
form.addEventListener("input", () => { paintTopics(); remember(); });
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
for (const name of ["pushed", "healed"]) document.addEventListener(`stoliki:${name}`, paintTopics);
paintTopics();
recall();
recoverDrafts().then((boxes) => { if (boxes.includes(DRAFT)) recall(); });
