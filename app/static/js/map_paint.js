// @ts-check
// The scene of the whole map, from the picture the server computed; the same code for the page's island and for pushes.

import { bed, leave } from "./map_flowers.js";
import { lang, title } from "./map_say.js";
import { lines, shape } from "./map_shapes.js";

/** @typedef {import("./map_flowers.js").PlaceRow} PlaceRow */
/** @typedef {[string, number, number, number, string[]]} LabelRow key, size, x, first baseline, lines */
/** @typedef {{id: string, stolik: number, theme: string, colour: number, text: string, at: number, source: string, hands: number | null, people: number | null}} Told */
/** @typedef {{title: string, hours: string, room: string, day: string}} Part */
/** @typedef {{scale: number, places: PlaceRow[], labels: LabelRow[], figures: Record<string, string[]>, read: Record<string, Told[]>, garden: number[][],
 *  counts: Record<string, number>, programme: {now: Part[], soon: Part[]}}} Picture */

const LABEL_PITCH = 1.06, FIGURES_X = 44, FIGURES_Y = 304, FIGURES_STEP = 35, FIGURE_SIZE = 31;
const flowers = bed("map-flowers");
/** @type {Map<string, SVGElement>} */
const names = new Map();
let scale = 0, told = "";

/** @param {string} id @returns {Element} */
const layer = (id) => /** @type {Element} */ (document.getElementById(id));

/** A name that changed crossfades: the old one goes while the new one appears. @param {LabelRow[]} labels @param {boolean} still */
function paintLabels(labels, still) {
  const wanted = new Map(labels.map((row) => [JSON.stringify(row), row]));
  for (const [key, text] of names) {
    if (wanted.has(key)) continue;
    if (still) text.remove(); else leave(text);
    names.delete(key);
  }
  for (const [key, [, size, x, y, words]] of wanted) {
    if (names.has(key)) continue;
    const group = shape("g", { class: still ? "" : "map-fresh" });
    group.append(...lines("map-label", words, x, y, size, LABEL_PITCH));
    layer("map-labels").append(group);
    names.set(key, group);
  }
}

/** The title and the counted things, in the language the screen speaks now. @param {string[]} figures */
function paintWords(figures) {
  const words = JSON.stringify([title(), figures]);
  if (words === told) return;
  told = words;
  layer("map-title").replaceChildren(...title().map(([x, y, text]) => shape("text", { class: "map-title", x, y }, text)));
  layer("map-figures").replaceChildren(...figures.map((text, n) => shape("text", { class: "map-figure", x: FIGURES_X, y: FIGURES_Y + n * FIGURES_STEP, "font-size": FIGURE_SIZE }, text)));
}

/** Paint the whole picture; `still` for a page that has just come, where growing would only be noise. @param {{picture: Picture, still: boolean}} shown */
export function paintMap({ picture, still }) {
  const living = layer("map-living");
  living.toggleAttribute("data-still", still);
  living.toggleAttribute("data-rung", picture.scale !== scale);
  scale = picture.scale;
  flowers.paint(picture.places, new Set(picture.labels.map(([key]) => key)), still);
  paintLabels(picture.labels, still);
  paintWords(picture.figures[lang()]);
}
