// @ts-check
// The one line for all feedback: saved, waiting, no network, refused, undone. In the flow, near the input, covering nothing.

import { lastDeed } from "./deeds.js";
import { attention, queued, strangers, trouble } from "./outbox.js";
import { at } from "./page.js";
import { counted, hour, short, word } from "./words.js";

const LATE = 1000; // ms a command may be on its way before the line says that it waits
const LOST = 2000; // ms without a link before the line says so
const UNDO = 10_000; // ms the last deed stands in the line
const line = /** @type {HTMLElement} */ (document.querySelector(".status"));
const undoKey = /** @type {HTMLElement} */ (line.querySelector('[data-do="undo"]'));
let savedAt = 0, waited = false, disk = true, lost = 0, seatLost = false, toldAt = 0, told = "";

/** The line while something is being chosen ("where to?"), "" when nothing is. */
export const mode = { text: "" };

/** How many things wait: an issue and its correction are one. @param {import("./outbox.js").Row[]} waits */
const issues = (waits) => new Set(waits.map((row) => row.fields.issue_id ?? row.id)).size;

/** @returns {[string, string, string]} look, sign, words */
function now() {
  const waits = queued(), late = waits.some((row) => Math.abs(Date.now() - row.typed_at) > LATE);
  const offline = trouble() === "net" || (lost && Date.now() - lost > LOST);
  if (!disk) return ["alarm", "alert", word("disk")];
  if (trouble() === "seat" || seatLost) return ["alarm", "alert", word("seat")];
  if (mode.text) return ["", "todo", mode.text];
  if (attention().length) return ["alarm", "alert", counted("refused", attention().length)];
  if (waits.length && (late || offline)) return ["wait", offline ? "off" : "clock", `${offline ? `${word("offline")} ` : ""}${counted("waiting", issues(waits))}`];
  if (offline) return ["wait", "off", word("offline")];
  return calm(waits.length);
}

/** @param {number} waits @returns {[string, string, string]} */
function calm(waits) {
  const sitting = at("sitting")?.dataset.state;
  if (told && Date.now() - toldAt < UNDO) return ["", "check", told];
  if (sitting !== "open") return ["", "clock", word(sitting === "closed" ? "closed" : "planned")];
  if (strangers().length) return ["wait", "clock", word("strangers")];
  if (waits) return ["", "clock", word("sending")];
  return ["", "check", savedAt ? word("saved", { time: hour(savedAt) }) : word("empty")];
}

export function paintLine() {
  const waits = queued().length > 0;
  if (waited && !waits && !attention().length) savedAt = Date.now();
  waited = waits;
  const [look, sign, text] = now(), words = at("status-text");
  if (words.textContent !== text) words.textContent = text;
  line.dataset.look = look;
  at("status-sign").setAttribute("href", `#i-${sign}`);
  at("rejoin").hidden = !(trouble() === "seat" || seatLost);
  /** @type {HTMLElement} */ (line.querySelector('[data-do="cancel"]')).hidden = !mode.text;
  const deed = lastDeed();
  undoKey.hidden = !deed || Boolean(mode.text);
  undoKey.dataset.look = deed && Date.now() - deed.at < UNDO ? "" : "plain";
}

/** @param {Event} event */
const detail = (event) => /** @type {CustomEvent} */ (event).detail;

document.addEventListener("stoliki:disk", (event) => { disk = detail(event).ok; paintLine(); });
document.addEventListener("stoliki:link", (event) => {
  const { state, code } = detail(event);
  seatLost = code === 4401 || code === 4403;
  lost = state === "live" ? 0 : lost || Date.now();
  paintLine();
});
document.addEventListener("stoliki:deed", (event) => {
  const { word: name, text } = detail(event);
  [told, toldAt] = [name === "record" ? "" : word(name, { text: short(text) }), Date.now()];
  paintLine();
});
setInterval(paintLine, 1000);
