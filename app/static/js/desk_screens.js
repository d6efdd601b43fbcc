// @ts-check
// The screens in the hall: which are alive, the keys that stop a picture or make it dark at once, one screen more.

import "./desk_times.js";
import { dress } from "./desk_faces.js";
import { say, waiting } from "./outbox.js";

const AGAIN = 3000; // ms
const cards = /** @type {HTMLElement} */ (document.getElementById("screen-cards")), words = cards.dataset;
const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("screen-new"));
const problem = /** @type {HTMLElement} */ (document.getElementById("screen-problem"));
let opened = "";

/** @param {number} at ms */
const hour = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

/** @typedef {{windows: number, at: number | null, visible: boolean | null, dark: boolean | null}} Heard */

/** @param {Heard | undefined} heard undefined: nobody knows @returns {[string, string]} its look, its words */
function told(heard) {
  if (!heard) return ["wait", words.unknown ?? ""];
  if (heard.windows && heard.visible === false) return ["wait", words.covered ?? ""];
  if (heard.windows) return ["", heard.windows > 1 ? (words.windows ?? "").replace("{n}", String(heard.windows)) : words.alive ?? ""];
  return ["alarm", heard.at ? (words.last ?? "").replace("{at}", hour(heard.at)) : words.never ?? ""];
}

/** @param {Record<string, Heard>} screens */
function paint(screens) {
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (cards.querySelectorAll("[data-screen]"))) {
    const heard = screens[card.dataset.screen ?? ""], [look, said] = told(heard);
    const line = /** @type {HTMLElement} */ (card.querySelector(".screen-alive")), text = line.querySelector("span");
    line.dataset.look = look;
    dress(card.dataset.screen ?? "", heard?.dark);
    if (text && text.textContent !== said) text.textContent = said;
    line.querySelector("use")?.setAttribute("href", look === "alarm" ? "#i-off" : look ? "#i-alert" : "#i-check");
    /** @type {HTMLElement} */ (card.querySelector(".screen-how")).hidden = look !== "alarm";
  }
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/desk/screens/presence", { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(AGAIN) });
    if (answer.ok) paint((await answer.json()).screens);
  } catch {
    paint({});
  }
}

/** @param {MouseEvent} event */
function pressed(event) {
  const { say: kind, fields = "{}" } = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset ?? {};
  if (kind && !waiting().some((row) => row.kind === kind && JSON.stringify(row.fields) === fields)) say(kind, JSON.parse(fields));
}

/** @param {SubmitEvent} event */
async function add(event) {
  event.preventDefault();
  const label = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("label") ?? "");
  try {
    const answer = await fetch("/desk/seats/open", { method: "POST", headers: { "X-Stoliki": "1", Accept: "application/json" }, body: new URLSearchParams({ role: "projector", label }), cache: "no-store" });
    const made = await answer.json();
    if (!answer.ok) throw new Error(made.error);
    opened = made.seat_id;
    /** @type {HTMLElement} */ (document.getElementById("screen-new-qr")).innerHTML = made.qr; // drawn by our server from a code of its own
    /** @type {HTMLElement} */ (document.getElementById("screen-new-code")).textContent = made.code;
    const link = /** @type {HTMLAnchorElement} */ (document.getElementById("screen-new-url"));
    link.href = link.textContent = made.url;
    dialog.showModal();
  } catch (error) {
    const said = error instanceof TypeError || !(error instanceof Error) ? problem.dataset.words : error.message;
    problem.hidden = false;
    /** @type {HTMLElement} */ (problem.querySelector("span")).textContent = said || (problem.dataset.words ?? "");
  }
}

document.addEventListener("click", pressed);
document.getElementById("screen-more")?.addEventListener("submit", add);
document.getElementById("screen-new-done")?.addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => { if (opened) location.assign(`/desk/screens?screen=${opened}`); });
document.addEventListener("visibilitychange", look);
setInterval(look, AGAIN);
look();
