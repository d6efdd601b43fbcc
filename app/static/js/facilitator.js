// @ts-check
// The facilitator's card: what this table still lacks in the phase that is on, its call for help. The phase itself and its sentence
// come from the server, the time from its clock.

import "./phase_clocks.js";
import { tell } from "./hearing.js";
import { shortNotes, view } from "./log.js";
import { say, waiting } from "./outbox.js";
import { STOLIK, at, issueRow, show } from "./page.js";
import { openSummary, paintSummary, summaryNow } from "./summary.js";
import { counted, word } from "./words.js";

const TIDY = new Set(["merge", "vote", "read_back", "other"]), CLOSING = new Set(["vote", "read_back"]); // phases by their keys
const card = at("facilitator"), missing = at("phase-missing");
/** @typedef {{name: string, text: string}} Lack */

/** @returns {Lack[]} */
function lacks() {
  const { key = "", last } = at("phase").dataset, now = summaryNow(), notes = shortNotes().length, found = [];
  if (!key) return [];
  if (at("headcount").textContent?.trim() === "–") found.push({ name: "people", text: word("lacks-people") });
  if (TIDY.has(key) && notes) found.push({ name: "notes", text: counted("lacks-notes", notes) });
  if ((CLOSING.has(key) || last !== undefined) && !now.sealed) found.push({ name: "summary", text: word(now.revision ? "lacks-seal" : "lacks-summary") });
  return found;
}

export function paintCard() {
  paintSummary();
  const found = lacks(), shown = found.map(({ text }) => text).join("\n");
  card.toggleAttribute("data-on", Boolean(at("phase").dataset.key));
  if (missing.dataset.shown !== shown) {
    missing.dataset.shown = shown;
    missing.replaceChildren(...found.map(lack));
  }
  const called = waiting().filter(({ kind }) => kind.startsWith("help.")).pop(), key = at("help");
  const calls = called ? called.kind === "help.open" : key.dataset.calls === "yes";
  if (key.getAttribute("aria-pressed") !== String(calls)) key.setAttribute("aria-pressed", String(calls));
  const now = summaryNow(), mark = at("summary-mark");
  if (mark.getAttribute("href") !== (now.sealed ? "#i-check" : "#i-list")) mark.setAttribute("href", now.sealed ? "#i-check" : "#i-list");
  show(at("summary-told"), now.sealed ? word("summary-sealed") : "");
}

/** @param {Lack} what */
function lack({ name, text }) {
  const row = at("lack-row").content.firstElementChild.cloneNode(true);
  row.querySelector("button").dataset.lack = name;
  row.querySelector("span").textContent = text;
  return row;
}

/** Where it can be put right. @param {string} name */
function mend(name) {
  if (name === "summary") openSummary();
  if (name === "people") /** @type {HTMLElement | null} */ (document.querySelector('[data-do="more"]'))?.focus();
  if (name !== "notes") return;
  view.open = shortNotes()[0]?.id.replace(/^(issue|waiting)-/, "") ?? "";
  tell("outbox");
  issueRow(view.open)?.scrollIntoView({ block: "nearest" });
}
missing.addEventListener("click", (/** @type {MouseEvent} */ event) => mend(/** @type {HTMLElement} */ (event.target).closest("button")?.dataset.lack ?? ""));

/** An organiser comes; or need not come any more. */
export async function callHelp() {
  const calls = at("help").getAttribute("aria-pressed") === "true";
  await say(calls ? "help.close" : "help.open", { stolik_id: STOLIK });
  tell("deed", { word: calls ? "did-unhelp" : "did-help", text: "" });
}
