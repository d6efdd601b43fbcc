// @ts-check
// Draws the places and the large names from the picture the server computed; the same code for the page's island and for pushes.

import { lines, shape, sow } from "./map_shapes.js";

/** @typedef {[string, number, number, number, number, number, number, number, number, number]} PlaceRow
 *  key, theme id, colour, turn, x, y, outer radius, pitch of the seeds, issues, hands */
/** @typedef {[string, number, number, number, string[]]} LabelRow key, size, x, first baseline, lines */
/** @typedef {{scale: number, places: PlaceRow[], labels: LabelRow[], figures: string[], voices: any}} Picture */
/** @typedef {{group: SVGElement, petals: SVGElement, seeds: SVGElement, ring: SVGElement}} Flower */

const LEAVING = 600; // ms until a flower or a name that went is out of the page
const LABEL_PITCH = 1.06, FIGURES_X = 44, FIGURES_Y = 304, FIGURES_STEP = 35, FIGURE_SIZE = 31;
const RING_GAP = 2, PETAL_SIZE = 100, BUD_INSET = 1, OUTLINE = 3;

/** @type {Map<string, Flower>} */
const flowers = new Map();
/** @type {Map<string, SVGElement>} */
const names = new Map();
let scale = 0, still = true;

/** @param {string} id @returns {Element} */
const layer = (id) => /** @type {Element} */ (document.getElementById(id));

/** @param {PlaceRow} row @returns {Flower} */
function planted([key, , colour, turn, , , r]) {
  const group = shape("g", { class: still ? "map-flower" : "map-flower map-fresh", "data-theme": colour, "data-place-key": key });
  if (key.startsWith("loose-")) group.dataset.loose = "";
  const petals = shape("g", { class: "map-petals" }), seeds = shape("g", { class: "map-seeds" }), ring = shape("circle", { class: "map-ring" });
  petals.append(shape("use", { href: `#flower-${colour}`, transform: `rotate(${turn})` }));
  group.append(shape("circle", { class: "map-bud", r: r - BUD_INSET }), petals, seeds, ring);
  layer("map-flowers").append(group);
  return { group, petals, seeds, ring };
}

/** @param {Flower} flower @param {PlaceRow} row @param {boolean} named */
function grow({ group, petals, seeds, ring }, [, , , , x, y, r, pitch, issues], named) {
  group.setAttribute("transform", `translate(${x} ${y})`);
  petals.style.transform = `scale(${r / PETAL_SIZE})`;
  if (group.dataset.loose !== undefined) petals.style.strokeWidth = String((OUTLINE * PETAL_SIZE) / r);
  seeds.style.transform = `scale(${pitch})`;
  ring.setAttribute("r", String(r + RING_GAP));
  group.toggleAttribute("data-bud", issues === 0);
  group.toggleAttribute("data-named", named);
  sow(seeds, issues, !still);
}

/** Let an element fade, then take it out. @param {Element} element */
function leave(element) {
  element.classList.add("map-leaving");
  setTimeout(() => element.remove(), LEAVING);
}

/** @param {Picture} picture */
function paintPlaces({ places, labels }) {
  const named = new Set(labels.map(([key]) => key)), here = new Set(places.map(([key]) => key));
  for (const row of places) {
    const known = flowers.get(row[0]) ?? planted(row);
    flowers.set(row[0], known);
    grow(known, row, named.has(row[0]));
  }
  for (const [key, { group }] of flowers) {
    if (here.has(key)) continue;
    leave(group);
    flowers.delete(key);
  }
}

/** A name that changed crossfades: the old one goes while the new one appears. @param {Picture} picture */
function paintLabels({ labels }) {
  const wanted = new Map(labels.map((row) => [JSON.stringify(row), row]));
  for (const [key, text] of names) {
    if (wanted.has(key)) continue;
    leave(text);
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

/** @param {Picture} picture */
function paintFigures({ figures }) {
  const made = figures.map((words, n) => shape("text", { class: "map-figure", x: FIGURES_X, y: FIGURES_Y + n * FIGURES_STEP, "font-size": FIGURE_SIZE }, words));
  layer("map-figures").replaceChildren(...made);
}

/** Paint the whole picture; `quiet` for a page that has just come, where growing would only be noise. @param {Picture} picture @param {boolean} quiet */
export function paintMap(picture, quiet) {
  still = quiet;
  const living = layer("map-living");
  living.toggleAttribute("data-still", still);
  living.toggleAttribute("data-rung", picture.scale !== scale);
  scale = picture.scale;
  paintPlaces(picture);
  paintLabels(picture);
  paintFigures(picture);
}

/** After a heal that replaced the drawings: forget nodes that are no longer in the page. */
export function forgetLost() {
  for (const [key, { group }] of flowers) if (!group.isConnected) flowers.delete(key);
  for (const [key, text] of names) if (!text.isConnected) names.delete(key);
}
