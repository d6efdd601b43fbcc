// @ts-check
// The page of the seats: a button says its command through the outbox, or asks the server for a new code, which is shown at once.

import "./desk_times.js";
import { heal } from "./hearing.js";
import { say } from "./outbox.js";

const LATER = 300; // ms: several pushes, one look
const SURE = 5000; // ms for the second press
const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("seat-new"));
const problem = /** @type {HTMLElement} */ (document.getElementById("seat-problem"));
const rules = /** @type {HTMLFormElement | null} */ (document.getElementById("seat-rules"));
let timer = 0;
/** Buttons that wait for their second press, and what stood on them. @type {Map<string, {words: string, timer: number}>} */
const armed = new Map();

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} words */
function complain(words) {
  problem.hidden = !words;
  const text = problem.querySelector("span");
  if (text) text.textContent = words;
  if (words) problem.scrollIntoView({ block: "nearest" });
}

/** What needs the secret is made by the server. @param {string} address @param {Record<string, string>} fields @param {DOMStringMap} [how] */
async function ask(address, fields, how = {}) {
  complain("");
  try {
    const headers = { "X-Stoliki": "1", Accept: "application/json" };
    const answer = await fetch(address, { method: "POST", headers, body: new URLSearchParams(fields), cache: "no-store" });
    const told = await answer.json();
    if (!answer.ok) return complain(told.error ?? problem.dataset.words);
    if (told.url) show(told, how);
    heal();
  } catch {
    complain(problem.dataset.words ?? "");
  }
}

/** @param {{url: string, code: string, qr: string}} told @param {DOMStringMap} how */
function show(told, { title = "", number, void: old }) {
  at("seat-new-head").textContent = title;
  at("seat-new-void").hidden = old === undefined;
  const paper = /** @type {HTMLAnchorElement} */ (at("seat-new-print"));
  paper.hidden = !number;
  paper.href = `/desk/papers/cards.pdf?stolik=${number}`;
  at("seat-new-qr").innerHTML = told.qr; // drawn by our server from a code of its own
  at("seat-new-code").textContent = told.code;
  const link = /** @type {HTMLAnchorElement} */ (at("seat-new-url"));
  link.href = link.textContent = told.url;
  if (!dialog.open) dialog.showModal();
}

/** What cannot be taken back is pressed twice within 5 s; a double click is one press. @param {HTMLButtonElement} button @param {MouseEvent} event */
function isSure({ id, dataset, firstChild }, event) {
  if (!dataset.sure) return true;
  if (armed.has(id)) return event.detail < 2 && disarm(id);
  armed.set(id, { words: firstChild?.textContent ?? "", timer: setTimeout(() => disarm(id), SURE) });
  showArmed();
  return false;
}

/** @param {string} id */
function disarm(id) {
  const { words = "", timer } = armed.get(id) ?? {}, button = document.getElementById(id);
  clearTimeout(timer);
  armed.delete(id);
  if (button?.firstChild) button.firstChild.textContent = words;
  delete button?.dataset.armed;
  return true;
}

/** After a heal, too: a busy desk heals all the time. */
function showArmed() {
  for (const id of armed.keys()) {
    const button = document.getElementById(id);
    if (!button?.firstChild) continue;
    button.firstChild.textContent = button.dataset.sure ?? "";
    button.dataset.armed = "";
  }
}

/** @param {MouseEvent} event */
function pressed(event) {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (!button) return;
  const { say: kind, post: address, fields = "{}", day } = button.dataset;
  if (kind) say(kind, JSON.parse(fields));
  if (address && isSure(button, event)) ask(address, JSON.parse(fields), button.dataset);
  if (day !== undefined) chooseDay(day);
  if ("close" in button.dataset) dialog.close();
}

/** @param {string} name */
const field = (name) => /** @type {HTMLInputElement} */ (rules?.elements.namedItem(name));

/** @param {string} day 2027-05-14, or "" for no hours */
function chooseDay(day) {
  field("opens").value = day && `${day}T07:00`;
  field("closes").value = day && `${day}T22:00`;
}

/** A moment as the field of a form wants it, by this place's clock. @param {string} ms */
const local = (ms) => ms && new Date(Number(ms) - new Date(Number(ms)).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
/** @param {string} value */
const moment = (value) => (value ? new Date(value).getTime() : null);

/** @param {SubmitEvent} event */
function sent(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form === rules) {
    event.preventDefault();
    const hours = { opens_at: moment(field("opens").value), closes_at: moment(field("closes").value) };
    say("seat.allow", { seat_ids: JSON.parse(form.dataset.seats ?? "[]"), again: !field("once").checked, approval: field("approval").checked, ...hours });
  } else if (form.dataset.post) {
    event.preventDefault();
    ask(form.dataset.post, Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])));
  }
}

for (const name of rules ? ["opens", "closes"] : []) field(name).value = local(field(name).dataset.at ?? "");
document.addEventListener("click", pressed);
document.addEventListener("submit", sent);
document.addEventListener("stoliki:healed", (event) => {
  showArmed();
  const fresh = /** @type {CustomEvent} */ (event).detail.document.getElementById("seat-rules");
  if (rules && fresh) rules.dataset.seats = fresh.dataset.seats;
});
document.addEventListener("stoliki:pushed", () => {
  clearTimeout(timer);
  timer = setTimeout(heal, LATER);
});
