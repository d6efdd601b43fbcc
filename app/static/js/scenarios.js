// @ts-check
// A scenario is changed part by part in a dialog: the house's own become a copy. What is typed is kept as it is typed.

import { draftOf, keepDraft, recoverDrafts } from "./drafts.js";
import { loaded, say } from "./outbox.js";
import { rowOf } from "./rows.js";
import { uuid7 } from "./uuid7.js";

/** @typedef {{key: string, title: string | null, minutes: number, sentence: string | null}} Step */
/** @typedef {{id: string, next: string, name: string, steps: Step[]}} Edited `id` "": a new one; `next`: the id of what will be said */

const BOX = "scenario", MINUTES = 5;
const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("scenario-dialog")), form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
const list = /** @type {HTMLElement} */ (document.getElementById("scenario-steps")), sum = /** @type {HTMLElement} */ (document.getElementById("scenario-sum"));
const row = /** @type {HTMLTemplateElement} */ (document.getElementById("scenario-step")).content;
const name = /** @type {HTMLInputElement} */ (form.elements.namedItem("name"));
/** @type {{id: string, next: string} | null} */
let edited = null;

/** @param {Element} part @param {string} field @returns {HTMLInputElement} */
const box = (part, field) => /** @type {HTMLInputElement} */ (part.querySelector(`[name="${field}"]`));

/** @param {Step} step */
function part(step) {
  const made = /** @type {HTMLElement} */ (row.firstElementChild?.cloneNode(true));
  for (const field of /** @type {const} */ (["key", "title", "minutes", "sentence"])) box(made, field).value = String(step[field] ?? "");
  return made;
}

/** Empty boxes show the words of the kind, which every language has. */
function paint() {
  let minutes = 0;
  for (const made of list.children) {
    const kind = /** @type {HTMLSelectElement} */ (made.querySelector("select")).selectedOptions[0];
    box(made, "title").placeholder = kind?.textContent ?? "";
    box(made, "sentence").placeholder = kind?.dataset.sentence ?? "";
    minutes += Number(box(made, "minutes").value) || 0;
  }
  const words = (sum.dataset.words ?? "").replace("{n}", String(minutes));
  if (sum.textContent !== words) sum.textContent = words;
  for (const key of /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll('[data-step-do="drop"]'))) key.disabled = list.children.length < 2;
  /** @type {HTMLButtonElement} */ (form.querySelector('[data-step-do="add"]')).disabled = list.children.length >= Number(form.dataset.most);
}

/** @returns {Step[]} */
const steps = () => [...list.children].map((made) => ({
  key: box(made, "key").value, title: box(made, "title").value.trim() || null,
  minutes: Number(box(made, "minutes").value), sentence: box(made, "sentence").value.trim() || null,
}));
const remember = () => { if (edited) keepDraft(BOX, { ...edited, name: name.value, steps: steps() }); };

/** @param {Edited} wanted */
function open(wanted) {
  edited = { id: wanted.id, next: wanted.next };
  name.value = wanted.name;
  list.replaceChildren(...wanted.steps.map(part));
  if (!dialog.open) dialog.showModal();
  paint();
}

/** @param {string} wish @param {Element | null} at */
function change(wish, at) {
  if (wish === "add") {
    const made = part({ key: "talk", title: null, minutes: MINUTES, sentence: null });
    list.append(made);
    box(made, "key").focus();
  }
  if (wish === "up" && at?.previousElementSibling) at.previousElementSibling.before(at);
  if (wish === "down" && at?.nextElementSibling) at.nextElementSibling.after(at);
  if (wish === "drop") {
    const near = at?.nextElementSibling ?? at?.previousElementSibling;
    at?.remove();
    if (near) box(near, "key").focus();
  }
  paint();
  remember();
}

/** The dialog is closed when the outbox holds the command. */
async function saved() {
  if (!edited) return;
  const { id, next } = edited, words = { name: name.value.trim(), steps: steps() };
  edited = null;
  if (id) await say("scenario.name", { scenario_id: id, ...words }, { id: next });
  else await say("scenario.push", { edition_id: Number(form.dataset.edition), ...words }, { id: next });
  dialog.close();
}

async function recall() {
  const draft = draftOf(BOX);
  if (!draft || dialog.open) return;
  await loaded;
  if (rowOf(draft.next)) keepDraft(BOX, null);
  else open(draft);
}

document.addEventListener("click", (event) => {
  const key = /** @type {HTMLElement} */ (event.target).closest("button");
  if (key?.dataset.stepDo) {
    change(key.dataset.stepDo, key.closest(".scenario-step"));
    if (["up", "down"].includes(key.dataset.stepDo)) key.focus();
  } else if (key?.dataset.steps) {
    open({ id: key.dataset.scenario ?? "", next: uuid7(), name: key.dataset.name ?? "", steps: JSON.parse(key.dataset.steps) });
    name.select();
  }
});
for (const heard of ["input", "change"]) form.addEventListener(heard, () => { paint(); remember(); });
form.addEventListener("submit", (event) => { event.preventDefault(); saved(); });
dialog.addEventListener("close", () => { edited = null; keepDraft(BOX, null); });
recall();
recoverDrafts().then((boxes) => { if (boxes.includes(BOX)) recall(); });
