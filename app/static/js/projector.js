// @ts-check
// The hall screen: nobody at its keyboard. It paints what the page carries, then what is pushed, at most ten times a second.

import "./link.js";
import { forgetLost, paintMap } from "./map_paint.js";
import { paintVoices } from "./map_voices.js";
import { tell } from "./map_words.js";
import { frozen } from "./screen_state.js";

const REPAINT = 100; // ms between two paintings
const SILENT_FROM = 10; // s without a frame until the screen says how old it is

/** @type {import("./map_paint.js").Picture | null} */
let waiting = null;
let painted = 0;

/** @param {boolean} still */
function paint(still) {
  if (!waiting || (!still && frozen())) return;
  paintMap(waiting, still);
  paintVoices(waiting.voices);
  waiting = null;
  painted = performance.now();
}

/** @param {import("./map_paint.js").Picture} picture */
function paintSoon(picture) {
  const timed = waiting !== null;
  waiting = picture;
  if (!timed) setTimeout(() => paint(false), Math.max(0, painted + REPAINT - performance.now()));
}

/** @param {Document} page */
function read(page) {
  waiting = JSON.parse(page.getElementById("map-data")?.textContent ?? "null");
  paint(true);
}

/** @param {Document} page The same address, fetched again: its words and its ground replace ours, its island is painted over. */
function healed(page) {
  if (frozen()) return;
  for (const id of ["map-words", "map-ground"]) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(document.importNode(fresh, true));
  }
  forgetLost();
  read(page);
}

/** @param {number} seconds */
function silence(seconds) {
  const line = /** @type {HTMLElement} */ (document.getElementById("map-silence"));
  line.hidden = seconds < SILENT_FROM;
  line.textContent = line.hidden ? "" : (line.dataset.words ?? "").replace("{n}", String(Math.round(seconds)));
}

document.addEventListener("stoliki:data", (event) => {
  const { channel, data } = /** @type {CustomEvent} */ (event).detail;
  if (channel !== "map") return;
  tell(data);
  paintSoon(data);
});
document.addEventListener("stoliki:healed", (event) => healed(/** @type {CustomEvent} */ (event).detail.document));
document.addEventListener("stoliki:silence", (event) => silence(/** @type {CustomEvent} */ (event).detail.seconds));
document.addEventListener("stoliki:live", () => silence(0));

read(document);
