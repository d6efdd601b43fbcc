// @ts-check
// What the server did not take at the desk, with its reason, and what this browser still holds of other seats. Nothing leaves by itself.

import { copy } from "./copy.js";
import { again, attention, discard, strangers } from "./outbox.js";

/** @typedef {import("./rows.js").Row} Row */

const tray = /** @type {HTMLElement} */ (document.getElementById("desk-tray"));
const refused = /** @type {HTMLTemplateElement} */ (document.getElementById("desk-refused"));
const strange = /** @type {HTMLTemplateElement} */ (document.getElementById("desk-strange"));
/** @param {Row} row @returns {string} */
const named = ({ fields }) => fields.text ?? fields.title ?? document.getElementById(`desk-topic-${fields.topic_id}`)?.dataset.title ?? "";
/** @param {HTMLTemplateElement} template */
const made = (template) => /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (template.content.firstElementChild).cloneNode(true));
/** @param {HTMLElement} card @param {string} part @param {string} text */
const put = (card, part, text) => { /** @type {HTMLElement} */ (card.querySelector(part)).textContent = text; };

/** @param {Row} row */
function card(row) {
  const one = made(refused);
  one.dataset.command = row.id;
  put(one, ".refused-message", row.message || row.code || row.kind);
  put(one, ".refused-title", named(row));
  /** @type {HTMLElement} */ (one.querySelector("[data-copy]")).hidden = !named(row);
  return one;
}

/** @param {Row[]} rows typed elsewhere, for one place */
function home(rows) {
  const one = made(strange), link = /** @type {HTMLAnchorElement} */ (one.querySelector("a"));
  put(one, ".refused-title", `${rows[0].label ?? rows[0].place}: ${rows.map(named).filter(Boolean).join("; ")}`);
  link.href = rows[0].page ?? "/";
  return one;
}

export function paintTray() {
  const rows = attention(), others = strangers(), shown = [...rows, ...others].map((row) => row.id + row.state + (row.message ?? "")).join();
  if (tray.dataset.shown === shown) return;
  tray.dataset.shown = shown;
  tray.hidden = shown === "";
  const homes = [...new Set(others.map((row) => row.place))].map((place) => others.filter((row) => row.place === place));
  tray.replaceChildren(...rows.map(card), ...homes.map(home));
}

tray.addEventListener("click", (event) => {
  const key = /** @type {Element} */ (event.target).closest("button"), of = /** @type {HTMLElement | null} */ (key?.closest("[data-command]"));
  const row = attention().find((one) => one.id === of?.dataset.command);
  if (!key || !row) return;
  if ("again" in key.dataset) again(row.id);
  if ("copy" in key.dataset) copy(named(row), key, key.dataset.copy ?? "");
  if ("discard" in key.dataset) discard(row.id);
});
