// @ts-check
// The one line for all feedback: saved, waiting, no network, refused, undone. In the flow, near the input, covering nothing.

import { lastDeed } from "./deeds.js";
import { attention, queued, secondsToRest, strangers, trouble } from "./outbox.js";
import { at } from "./page.js";
import { diskFails } from "./store.js";
import { counted, hour, short, word } from "./words.js";

const LATE = 1000; // ms a command may be on its way before the line says that it waits
const LOST = 2000; // ms without a link before the line says so
const UNDO = 10_000; // ms the last deed stands in the line
const line = /** @type {HTMLElement} */ (document.querySelector(".status"));
const undoKey = /** @type {HTMLElement} */ (line.querySelector('[data-do="undo"]'));
let savedAt = 0, waited = false, lost = 0, seatLost = false, toldAt = 0, told = "";

/** The line while something is being chosen ("where to?") or reworded, "" when nothing is; `look`: how urgent. */
export const mode = { moving: "", wording: "", look: "" };
/** Without a service worker a page that is loaded again without network is gone until the network is back. */
const mustStay = () => !navigator.serviceWorker?.controller;

/** How many things wait: an issue and its correction are one. @param {import("./outbox.js").Row[]} waits */
const issues = (waits) => new Set(waits.map((row) => row.fields.issue_id ?? row.id)).size;

/** @returns {[string, string, string]} look, sign, words */
function now() {
  const waits = queued(), late = waits.some((row) => Math.abs(Date.now() - row.typed_at) > LATE);
  const away = offline(), doing = mode.moving || mode.wording, wait = waits.length && late ? counted("waiting", issues(waits)) : "";
  if (diskFails()) return ["alarm", "alert", word("disk")];
  if (trouble() === "seat" || seatLost) return ["alarm", "alert", word("seat")];
  if (doing) return [mode.look || (away ? "wait" : ""), away ? "off" : "todo", away ? `${away} ${doing}` : doing];
  if (attention().length) return ["alarm", "alert", counted("refused", attention().length)];
  if (away) return ["wait", "off", [away, waits.length ? counted("waiting", issues(waits)) : "", waits.length && mustStay() ? word("stay") : ""].filter(Boolean).join(" ")];
  if (trouble() === "busy" && secondsToRest()) return ["wait", "clock", `${word("busy", { n: String(secondsToRest()) })} ${wait}`];
  if (trouble() === "server") return ["wait", "clock", `${word("server")} ${wait}`];
  if (wait) return ["wait", "clock", wait];
  return calm(waits.length);
}

/** What is said of the network when there is none. */
const offline = () => (trouble() === "net" || (lost && Date.now() - lost > LOST) ? word("offline") : "");

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
  /** @type {HTMLElement} */ (line.querySelector('[data-do="cancel"]')).hidden = !(mode.moving || mode.wording);
  const deed = lastDeed();
  undoKey.hidden = !deed || Boolean(mode.moving || mode.wording);
  undoKey.dataset.look = deed && Date.now() - deed.at < UNDO ? "" : "plain";
}

/** @param {Event} event */
const detail = (event) => /** @type {CustomEvent} */ (event).detail;

document.addEventListener("stoliki:disk", paintLine);
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
