// @ts-check
// The large names on the map. People are reading them: those that lead by a vote may change with every note, so changes are gathered.

import { leave } from "./map_flowers.js";
import { lines, shape } from "./map_shapes.js";

/** @typedef {[string, number, number, number, string[]]} LabelRow key, size, x, first baseline, lines */

const READING = 2_000; // ms between two changes of the names
const PITCH = 1.06;
/** @type {Map<string, SVGElement>} */
const names = new Map();
/** @type {LabelRow[]} */
let shown = [];
let changedAt = -Infinity, timer = 0;

/** @param {LabelRow[]} labels */
const told = (labels) => JSON.stringify(labels);

/**
 * The names to be seen now; `again` is called when those that wait are due.
 * @param {LabelRow[]} labels @param {boolean} still @param {() => void} again
 */
export function gathered(labels, still, again) {
  const wait = changedAt + READING - performance.now();
  if (told(labels) === told(shown)) return shown;
  if (!still && wait > 0) {
    clearTimeout(timer);
    timer = setTimeout(again, wait);
    return shown;
  }
  changedAt = performance.now();
  shown = labels;
  return shown;
}

/** A name that changed crossfades: the old one goes while the new one appears. @param {Element} home @param {LabelRow[]} labels @param {boolean} still */
export function paintNames(home, labels, still) {
  const wanted = new Map(labels.map((row) => [JSON.stringify(row), row]));
  for (const [key, text] of names) {
    if (wanted.has(key)) continue;
    if (still) text.remove(); else leave(text);
    names.delete(key);
  }
  for (const [key, [, size, x, y, words]] of wanted) {
    if (names.has(key)) continue;
    const group = shape("g", { class: still ? "" : "map-fresh" });
    group.append(...lines("map-label", words, x, y, size, PITCH));
    home.append(group);
    names.set(key, group);
  }
}
