// @ts-check
// The pace of a stolik: how many issues in each five minutes of the last half hour, the current ones at the end. All stoliki have one scale.

import { write } from "./hall_row.js";

const SLOT = 5 * 60_000, SLOTS = 6; // as app/hall/around.py counts
const WIDE = 6, STEP = 8, HIGH = 20, LEAST = 4; // units of the drawing; issues in the highest bar at least
const SVG = "http://www.w3.org/2000/svg";

/** @param {HTMLElement} cell @param {number} now @returns {number[]} */
function counts(cell, now) {
  const said = new Map((cell.dataset.pace ?? "").split(" ").filter(Boolean).map((one) => /** @type {[number, number]} */ (one.split(":").map(Number))));
  const last = Math.floor(now / SLOT);
  return Array.from({ length: SLOTS }, (_, nth) => said.get(last - SLOTS + 1 + nth) ?? 0);
}

/** @param {Iterable<Element>} cells @param {number} now @param {string} words */
export function paintPace(cells, now, words) {
  const all = /** @type {HTMLElement[]} */ ([...cells]).map((cell) => /** @type {const} */ ([cell, counts(cell, now)]));
  const most = Math.max(LEAST, ...all.flatMap(([, bars]) => bars));
  for (const [cell, bars] of all) {
    const drawn = `${bars.join()}/${most}`;
    if (cell.dataset.drawn === drawn && cell.firstChild) continue;
    cell.replaceChildren(picture(bars, most), told(words.replace("{n}", String(bars.reduce((sum, one) => sum + one, 0)))));
    cell.dataset.drawn = drawn;
  }
}

/** @param {string} words */
function told(words) {
  const span = document.createElement("span");
  span.className = "unseen";
  write(span, words);
  return span;
}

/** @param {number[]} bars @param {number} most */
function picture(bars, most) {
  const made = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${STEP * SLOTS - 2} ${HIGH}`, "aria-hidden": "true" })) made.setAttribute(name, value);
  bars.forEach((count, nth) => {
    const high = count ? Math.max(3, (HIGH * count) / most) : 1, bar = document.createElementNS(SVG, "rect");
    const at = { x: nth * STEP, y: HIGH - high, width: WIDE, height: high, rx: 1, class: nth === bars.length - 1 ? "now" : "" };
    for (const [name, value] of Object.entries(at)) bar.setAttribute(name, String(value));
    made.append(bar);
  });
  return made;
}
