// @ts-check
// The one question this house asks before it acts: what is taken out here never comes back.

import { heal } from "./hearing.js";
import { attention, discard, say } from "./outbox.js";

const LATER = 300; // ms: several pushes, one look
const list = /** @type {HTMLElement} */ (document.getElementById("redact-rows"));
const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("redact-ask"));
const now = /** @type {HTMLElement} */ (document.getElementById("redact-now"));
const stays = /** @type {HTMLTextAreaElement} */ (document.getElementById("redact-stays"));
const go = /** @type {HTMLButtonElement} */ (document.getElementById("redact-go"));
const state = /** @type {HTMLElement} */ (document.getElementById("redact-state"));
let asked = "", sent = "", timer = 0;

/** @param {string} id */
const textOf = (id) => document.querySelector(`#redact-${id} .redact-text`)?.textContent ?? "";

/** @param {string} id */
function ask(id) {
  asked = id;
  now.textContent = textOf(id);
  stays.value = stays.dataset.gone ?? "";
  weigh();
  dialog.showModal();
  stays.select();
}

/** Nothing would go: then nothing can be confirmed. */
function weigh() {
  go.disabled = !stays.value.trim() || stays.value.trim() === (now.textContent ?? "").trim();
}

/** @param {"waiting" | "done" | "refused"} how */
function tellState(how) {
  state.hidden = false;
  state.dataset.look = how === "refused" ? "alarm" : how === "waiting" ? "wait" : "";
  state.querySelector("use")?.setAttribute("href", how === "refused" ? "#i-alert" : how === "waiting" ? "#i-clock" : "#i-check");
  const words = state.querySelector("span");
  if (words) words.textContent = state.dataset[how] ?? "";
}

async function closed() {
  const id = asked;
  if (dialog.returnValue === "redact" && id) {
    tellState("waiting");
    const said = { stolik_id: Number(list.dataset.stolik), text: stays.value.trim() };
    sent = (await (id === "summary" ? say("summary.redact", said) : say("issue.redact", { ...said, issue_id: id }))).id;
  }
  dialog.returnValue = asked = "";
}

document.addEventListener("click", (event) => {
  const key = /** @type {HTMLElement} */ (event.target).closest("button");
  if (!key) return;
  if ("redact" in key.dataset) ask(/** @type {HTMLElement} */ (key.closest("[data-issue]")).dataset.issue ?? "");
  if ("copy" in key.dataset) { stays.value = now.textContent ?? ""; stays.focus(); weigh(); }
  if ("close" in key.dataset) dialog.close();
});
stays.addEventListener("input", weigh);
dialog.addEventListener("close", closed);
document.addEventListener("stoliki:pushed", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.ids.includes(sent)) tellState("done");
  clearTimeout(timer);
  timer = setTimeout(heal, LATER);
});
document.addEventListener("stoliki:outbox", () => {
  const refused = attention().find((row) => row.id === sent);
  if (!refused) return;
  tellState("refused");
  discard(refused.id);
});
