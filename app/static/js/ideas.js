// @ts-check
// What phones have sent, read by a person: let in as it is, put right and let in, or refused. Everything goes through the outbox, and
// what was decided stands aside at once, until the server has answered.

import "./desk_state.js";
import "./desk_times.js";
import { say, waiting } from "./outbox.js";

/** @typedef {HTMLElement} Row */

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("idea-wording"));
const text = /** @type {HTMLTextAreaElement} */ (document.getElementById("wording-text"));
const kind = /** @type {HTMLSelectElement} */ (document.getElementById("wording-kind"));
const chosen = /** @type {HTMLSelectElement | null} */ (document.getElementById("ideas-stolik"));
let worded = ""; // the idea that is being put right

/** Of the counter, or chosen at the desk; null where there is none. */
const stolikId = () => Number(document.body.dataset.stolik ?? chosen?.value) || null;
/** @param {string} id */
const decided = (id) => waiting().some((row) => row.fields.idea_id === id);

/** @param {string} id @param {string} words @param {string} [sort] */
function admit(id, words, sort = "idea") {
  const stolik = stolikId();
  if (stolik !== null) say("issue.admit", { stolik_id: stolik, idea_id: id, topic_id: null, issue_kind: sort, text: words, parked: false });
}

/** @type {Record<string, (id: string, words: string) => unknown>} */
const DEEDS = {
  admit: (id, words) => admit(id, words),
  refuse: (id) => say("idea.refuse", { stolik_id: stolikId(), idea_id: id }),
  restore: (id) => say("idea.restore", { stolik_id: stolikId(), idea_id: id }),
  word: (id, words) => {
    worded = id;
    text.value = words;
    kind.value = "idea";
    dialog.showModal();
  },
};

/** @param {MouseEvent} event */
function pressed(event) {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button"));
  const row = /** @type {Row | null | undefined} */ (button?.closest("[data-idea]")), id = row?.dataset.idea ?? "";
  if (button && "close" in button.dataset) dialog.close();
  if (!button?.dataset.deed || !id || decided(id)) return;
  DEEDS[button.dataset.deed]?.(id, row?.querySelector(".idea-text")?.textContent ?? "");
}

function paint() {
  for (const row of /** @type {NodeListOf<Row>} */ (document.querySelectorAll("[data-idea]"))) {
    row.toggleAttribute("data-decided", decided(row.dataset.idea ?? ""));
  }
}

dialog.querySelector("form")?.addEventListener("submit", () => {
  if (worded && text.value.trim() && !decided(worded)) admit(worded, text.value.trim(), kind.value);
});
dialog.addEventListener("close", () => { worded = ""; });
document.addEventListener("click", pressed);
for (const name of ["outbox", "pushed", "healed"]) document.addEventListener(`stoliki:${name}`, paint);
paint();
