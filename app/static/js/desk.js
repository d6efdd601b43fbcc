// @ts-check
// The desk: a button says its command, a form says a new topic or a new name. Everything goes through the outbox.

import "./leave.js";
import "./desk_state.js";
import { draftOf, keepDraft, recoverDrafts } from "./drafts.js";
import { enter } from "./enter.js";
import { loaded, say, waiting } from "./outbox.js";
import { rowOf } from "./rows.js";
import { uuid7 } from "./uuid7.js";

const add = /** @type {HTMLFormElement | null} */ (document.getElementById("desk-add"));
const rename = /** @type {HTMLDialogElement} */ (document.getElementById("desk-rename"));
const title = /** @type {HTMLInputElement} */ (document.getElementById("rename-title"));
const moved = /** @type {HTMLElement} */ (document.getElementById("rename-moved"));
const field = /** @type {HTMLInputElement | null} */ (document.getElementById("desk-new"));
const titles = field && enter(field);
const stolikId = () => Number(add?.dataset.stolik);
const ADDING = `add:${add?.dataset.stolik}`, RENAMING = `rename:${add?.dataset.stolik}`;

let adding = Promise.resolve();
/** @type {{topic_id: string, revision: number, next: string} | null} */
let renamed = null;

/** @param {string} id */
const line = (id) => document.getElementById(`desk-topic-${id}`);

/** Buttons that carry a whole command: pressed twice they say it once. @param {MouseEvent} event */
function pressed(event) {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (!button) return;
  const { say: kind } = button.dataset, fields = JSON.stringify(JSON.parse(button.dataset.fields ?? "{}"));
  if (kind && !said.has(kind + fields) && !waiting().some((row) => row.kind === kind && JSON.stringify(row.fields) === fields)) sayOnce(kind, fields);
  if ("rename" in button.dataset) openRename(/** @type {HTMLElement} */ (button.closest("[data-topic]")));
  if ("close" in button.dataset) rename.close();
}

const said = new Set(); // commands that are being kept now
/** @param {string} kind @param {string} fields */
async function sayOnce(kind, fields) {
  said.add(kind + fields);
  await say(kind, JSON.parse(fields));
  said.delete(kind + fields);
}

/** New topics keep the order in which they were typed, even while they wait. @returns {string | null} */
function end() {
  const sent = waiting().filter((row) => row.kind === "topic.push" && row.fields.stolik_id === stolikId() && row.fields.title && !line(row.id)).pop();
  const last = document.querySelector("#desk-listed > [data-topic]:last-of-type");
  return sent?.id ?? /** @type {HTMLElement | null} */ (last)?.dataset.topic ?? null;
}

const rememberAdding = () => keepDraft(ADDING, titles?.typed() ?? null);

/** @param {SubmitEvent} event */
function added(event) {
  event.preventDefault();
  const part = titles?.take();
  if (part) adding = adding.then(() => push(part)).catch((error) => { console.error("stoliki:", error); });
  field?.focus();
}

/** @param {import("./enter.js").Part} part */
async function push(part) {
  await say("topic.push", { stolik_id: stolikId(), title: part.text.trim(), after: end() }, { id: part.id });
  titles?.held(part);
  rememberAdding();
}

/** @param {HTMLElement} row @param {{text: string, revision: number, next: string, caret: number[]}} [draft] */
function openRename(row, draft) {
  renamed = { topic_id: row.dataset.topic ?? "", revision: draft?.revision ?? Number(row.dataset.revision), next: uuid7() };
  title.value = draft?.text ?? row.dataset.title ?? "";
  moved.hidden = true;
  rename.showModal();
  if (draft) title.setSelectionRange(draft.caret[0], draft.caret[1]);
  else title.select();
  watchName();
}

const rememberRenaming = () => keepDraft(RENAMING, renamed && { ...renamed, text: title.value, caret: [title.selectionStart, title.selectionEnd] });

/** Somebody else gave it a name meanwhile: say so, and what is saved now is said knowing that. */
function watchName() {
  const row = rename.open && renamed ? line(renamed.topic_id) : null;
  if (!row || !renamed || Number(row.dataset.revision) === renamed.revision) return;
  renamed.revision = Number(row.dataset.revision);
  moved.textContent = (moved.dataset.words ?? "").replace("{title}", () => row.dataset.title ?? "");
  moved.hidden = false;
}

/** The dialog is closed when the outbox holds the name. @param {SubmitEvent} event */
async function nameIt(event) {
  event.preventDefault();
  if (!renamed) return;
  const { next, ...named } = renamed, typed = title.value.trim();
  renamed = null;
  if (typed && typed !== line(named.topic_id)?.dataset.title) await say("topic.name", { stolik_id: stolikId(), ...named, title: typed }, { id: next });
  if (rename.open) rename.close();
}

function closedRename() {
  renamed = null;
  rememberRenaming();
}

async function recall() {
  titles?.recall(draftOf(ADDING));
  const draft = draftOf(RENAMING), row = draft && line(draft.topic_id);
  if (row && !rename.open) openRename(row, draft);
  await loaded;
  if (draft && rowOf(draft.next) && rename.open) rename.close();
}

document.addEventListener("click", pressed);
add?.addEventListener("submit", added);
field?.addEventListener("input", rememberAdding);
title.addEventListener("input", rememberRenaming);
rename.querySelector("form")?.addEventListener("submit", nameIt);
rename.addEventListener("close", closedRename);
for (const name of ["pushed", "healed"]) document.addEventListener(`stoliki:${name}`, watchName);
recall();
recoverDrafts().then((boxes) => { if (boxes.length) recall(); });
