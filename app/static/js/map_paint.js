// @ts-check
// The scene of the whole map, from the picture the server computed; the same code for the page's island and for pushes.

import { hurried } from "./map_calm.js";
import { bed } from "./map_flowers.js";
import { lang, title } from "./map_say.js";
import { gathered, paintNames } from "./map_names.js";
import { shape } from "./map_shapes.js";
import { largest, measure, sized, width } from "./map_sized.js";

/** @typedef {import("./map_flowers.js").PlaceRow} PlaceRow */
/** @typedef {import("./map_names.js").LabelRow} LabelRow */
/** @typedef {{id: string, stolik: number, theme: string, colour: number, text: string, at: number, source: string, hands: number | null, people: number | null}} Told */
/** @typedef {{title: string, hours: string, room: string, day: string}} Part */
/** @typedef {{scale: number, places: PlaceRow[], labels: LabelRow[], figures: Record<string, string[]>, read: Record<string, Told[]>, garden: number[][],
 *  counts: Record<string, number>, programme: {now: Part[], soon: Part[]}}} Picture */

const FIGURES_X = 44, FIGURES_Y = 304, FIGURES_STEP = 35, FIGURE_SIZE = 31, FIGURES_ROOM = 440, FIGURES_MOST = 1.2;
const COUNTING = 500; // ms between two changes of the counts
const flowers = bed("map-flowers");
let scale = 0, told = "", countedAt = -Infinity, counting = 0;
/** @type {Picture | null} */
let latest = null;
/** @type {any} */
let known;

/** @param {string} id @returns {Element} */
const layer = (id) => /** @type {Element} */ (document.getElementById(id));

/** The title and the counted things, in the language the screen speaks now. @param {string[]} figures */
function paintWords(figures) {
  const words = JSON.stringify([title(), figures, measure()]);
  if (words === told) return;
  told = words;
  layer("map-title").replaceChildren(...title().map(([x, y, text]) => shape("text", { class: "map-title", x, y }, text)));
  const [by] = largest((one) => (one <= FIGURES_MOST && figures.every((text) => width(text, FIGURE_SIZE * one, false) <= FIGURES_ROOM)) || null);
  const made = figures.map((text, n) => shape("text", { class: "map-figure", x: FIGURES_X, y: FIGURES_Y + n * FIGURES_STEP * by }, text));
  for (const text of made) text.style.fontSize = `${FIGURE_SIZE * by}px`;
  layer("map-figures").replaceChildren(...made);
}

/** The counted things change with every note, far from where it fell: they count on twice a second, or every frame would be the whole
 * screen. @param {Picture} picture @param {boolean} still */
function paintCounts(picture, still) {
  const wait = still ? 0 : countedAt + COUNTING - performance.now();
  clearTimeout(counting);
  if (wait > 0) { counting = setTimeout(() => again(picture), wait); return; }
  countedAt = performance.now();
  paintWords(picture.figures[lang()]);
}

/** The picture again, for names that waited; a frozen screen goes on waiting. @param {Picture} picture */
function again(picture) {
  if (picture === latest && !document.documentElement.hasAttribute("data-frozen")) paintMap({ picture, still: false });
}

/** Paint the whole picture; `still` for a page that has just come, where growing would only be noise. @param {{picture: Picture, facts?: any, still: boolean}} shown */
export function paintMap({ picture, facts, still }) {
  latest = picture;
  known = facts ?? known;
  const living = layer("map-living"), rung = picture.scale !== scale;
  const names = gathered(picture.labels.map((row) => sized(row, known)), still, () => again(picture)), named = new Set(names.map(([key]) => key));
  const soft = !still && !hurried(flowers.changed(picture.places, named));
  living.toggleAttribute("data-still", !soft && (still || !rung));
  living.toggleAttribute("data-rung", rung);
  scale = picture.scale;
  flowers.paint(picture.places, named, still, soft);
  paintNames(layer("map-labels"), names, still);
  paintCounts(picture, still);
}
