// @ts-check
// A bed of flowers, one for each place: it keeps what stands there, so that flowers grow, come and go instead of being drawn anew.

import { shape, sow } from "./map_shapes.js";

/** @typedef {[string, number, number, number, number, number, number, number, number, number, number]} PlaceRow
 *  key, theme id, colour, turn, x, y, outer radius, pitch of the seeds, slot, issues, hands */
/** @typedef {{group: SVGElement, petals: SVGElement, seeds: SVGElement, ring: SVGElement, bud: SVGElement}} Flower */

const LEAVING = 600; // ms until something that went is out of the page
const RING_GAP = 2, PETAL_SIZE = 100, BUD_INSET = 1, OUTLINE = 3;

/** Let an element fade, then take it out. @param {Element} element */
export function leave(element) {
  element.classList.add("map-leaving");
  setTimeout(() => element.remove(), LEAVING);
}

/** @param {PlaceRow} row @param {boolean} still @returns {Flower} */
function planted([key, , colour, turn], still) {
  const group = shape("g", { class: still ? "map-flower" : "map-flower map-fresh", "data-theme": colour, "data-place-key": key });
  if (key.startsWith("loose-")) group.dataset.loose = "";
  const petals = shape("g", { class: "map-petals" }), seeds = shape("g", { class: "map-seeds" });
  const ring = shape("circle", { class: "map-ring" }), bud = shape("circle", { class: "map-bud" });
  petals.append(shape("use", { href: `#flower-${colour}`, transform: `rotate(${turn})` }));
  group.append(bud, petals, seeds, ring);
  return { group, petals, seeds, ring, bud };
}

/** @param {Flower} flower @param {PlaceRow} row @param {boolean} named @param {boolean} soft whether new seeds fade in */
function grow({ group, petals, seeds, ring, bud }, [, , , , x, y, r, pitch, , issues], named, soft) {
  group.setAttribute("transform", `translate(${x} ${y})`);
  petals.style.transform = `scale(${r / PETAL_SIZE})`;
  if (group.dataset.loose !== undefined) petals.style.strokeWidth = String((OUTLINE * PETAL_SIZE) / r);
  seeds.style.transform = `scale(${pitch})`;
  ring.setAttribute("r", String(r + RING_GAP));
  bud.setAttribute("r", String(r - BUD_INSET));
  group.toggleAttribute("data-bud", issues === 0);
  group.toggleAttribute("data-named", named);
  sow(seeds, issues, soft);
}

/** @param {PlaceRow} row @param {Set<string>} named */
const told = (row, named) => `${row} ${named.has(row[0])}`;

/** @param {string} layer the id of the group it stands in */
export function bed(layer) {
  /** @type {Map<string, [Flower, string]>} */
  const flowers = new Map();

  /** How many of these stand here otherwise, or not yet. @param {PlaceRow[]} rows @param {Set<string>} named */
  const changed = (rows, named) => rows.filter((row) => flowers.get(row[0])?.[1] !== told(row, named)).length;

  /** @param {PlaceRow[]} rows @param {Set<string>} named those with a ring @param {boolean} still @param {boolean} [soft] whether new seeds fade in */
  function paint(rows, named, still, soft = !still) {
    const here = new Set(rows.map(([key]) => key)), home = /** @type {Element} */ (document.getElementById(layer));
    for (const row of rows) {
      const words = told(row, named), [flower, before] = flowers.get(row[0]) ?? [planted(row, still), ""];
      if (words === before) continue;
      if (!before) home.append(flower.group);
      grow(flower, row, named.has(row[0]), soft);
      flowers.set(row[0], [flower, words]);
    }
    for (const [key, [{ group }]] of flowers) {
      if (here.has(key)) continue;
      if (still) group.remove(); else leave(group);
      flowers.delete(key);
    }
  }

  /** The drawing was begun anew. */
  const forget = () => flowers.clear();

  return { changed, paint, forget };
}
