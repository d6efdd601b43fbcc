// @ts-check
// The desk: a button says its command, a form says a new topic or a new name. Everything goes through the outbox.

import { enter } from "./enter.js";
import { again, attention, discard, say, trouble, waiting } from "./outbox.js";

const state = /** @type {HTMLElement} */ (document.getElementById("desk-state"));
const tray = /** @type {HTMLElement} */ (document.getElementById("desk-tray"));
const refused = /** @type {HTMLTemplateElement} */ (document.getElementById("desk-refused"));
const add = /** @type {HTMLFormElement | null} */ (document.getElementById("desk-add"));
const rename = /** @type {HTMLDialogElement} */ (document.getElementById("desk-rename"));
const title = /** @type {HTMLInputElement} */ (document.getElementById("rename-title"));
const moved = /** @type {HTMLElement} */ (document.getElementById("rename-moved"));

const field = /** @type {HTMLInputElement | null} */ (document.getElementById("desk-new"));
const titles = field && enter(field);

let diskFails = false;
let lastAdded = "", adding = Promise.resolve();
/** @type {{topic_id: string, revision: number} | null} */
let renamed = null;

const stolikId = () => Number(add?.dataset.stolik);
/** @param {string} id */
const line = (id) => document.getElementById(`desk-topic-${id}`);

/** Buttons that carry a whole command. @param {MouseEvent} event */
function pressed(event) {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (!button) return;
  if (button.dataset.say) say(button.dataset.say, JSON.parse(button.dataset.fields ?? "{}"));
  if ("rename" in button.dataset) openRename(/** @type {HTMLElement} */ (button.closest("[data-topic]")));
  if ("close" in button.dataset) rename.close();
  const row = /** @type {HTMLElement | null} */ (button.closest("[data-command]"))?.dataset.command;
  if (row && "again" in button.dataset) again(row);
  if (row && "discard" in button.dataset) discard(row);
}

/** New topics keep the order in which they were typed, even while they wait. */
function end() {
  const sent = lastAdded && !line(lastAdded) && waiting().some((row) => row.id === lastAdded);
  const last = document.querySelector("#desk-listed > [data-topic]:last-of-type");
  return sent ? lastAdded : (/** @type {HTMLElement | null} */ (last)?.dataset.topic ?? null);
}

/** @param {SubmitEvent} event */
function added(event) {
  event.preventDefault();
  const typed = titles?.take();
  if (typed) adding = adding.then(() => push(typed));
  field?.focus();
}

/** @param {string} typed */
async function push(typed) {
  lastAdded = (await say("topic.push", { stolik_id: stolikId(), title: typed.trim(), after: end() })).id;
  titles?.held(typed);
}

/** @param {HTMLElement} row */
function openRename(row) {
  renamed = { topic_id: row.dataset.topic ?? "", revision: Number(row.dataset.revision) };
  title.value = row.dataset.title ?? "";
  moved.hidden = true;
  rename.showModal();
  title.select();
}

/** Somebody else gave it a name meanwhile: say so, and what is saved now is said knowing that. */
function watchName() {
  const row = rename.open && renamed ? line(renamed.topic_id) : null;
  if (!row || !renamed || Number(row.dataset.revision) === renamed.revision) return;
  renamed.revision = Number(row.dataset.revision);
  moved.textContent = (moved.dataset.words ?? "").replace("{title}", row.dataset.title ?? "");
  moved.hidden = false;
}

function closedRename() {
  const typed = title.value.trim();
  if (rename.returnValue === "save" && renamed && typed && typed !== line(renamed.topic_id)?.dataset.title) {
    say("topic.name", { stolik_id: stolikId(), ...renamed, title: typed });
  }
  rename.returnValue = "";
  renamed = null;
}

/** What stands in the tray, in the words of the server. */
function paintTray() {
  const rows = attention(), shown = rows.map((row) => row.id).join();
  if (tray.dataset.shown === shown) return;
  tray.dataset.shown = shown;
  tray.hidden = rows.length === 0;
  tray.replaceChildren(...rows.map((row) => {
    const card = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (refused.content.cloneNode(true)).firstElementChild);
    card.dataset.command = row.id;
    const named = row.fields.title ?? line(row.fields.topic_id)?.dataset.title ?? "";
    /** @type {HTMLElement} */ (card.querySelector(".refused-message")).textContent = row.message || row.code || row.kind;
    /** @type {HTMLElement} */ (card.querySelector(".refused-title")).textContent = named;
    return card;
  }));
}

function paint() {
  const waits = waiting().length, problem = trouble();
  const words = state.dataset, count = (words.waiting ?? "").replace("{n}", String(waits));
  const said = diskFails ? words.disk : problem === "seat" ? words.seat : problem === "net" ? words.net : waits ? count : words.saved;
  const look = diskFails || problem === "seat" ? "alarm" : problem === "net" || waits ? "wait" : "";
  state.dataset.look = look;
  const text = state.querySelector("span"), sign = state.querySelector("use");
  if (text && text.textContent !== said) text.textContent = said ?? "";
  sign?.setAttribute("href", look === "alarm" ? "#i-alert" : problem === "net" ? "#i-off" : look ? "#i-clock" : "#i-check");
  paintTray();
}

document.addEventListener("click", pressed);
add?.addEventListener("submit", added);
rename.addEventListener("close", closedRename);
document.addEventListener("stoliki:outbox", paint);
document.addEventListener("stoliki:pushed", watchName);
document.addEventListener("stoliki:healed", watchName);
document.addEventListener("stoliki:disk", (event) => { diskFails = !(/** @type {CustomEvent} */ (event).detail.ok); paint(); });
paint();
