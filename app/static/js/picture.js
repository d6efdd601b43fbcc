// @ts-check
// The map as this page knows it. The island has the whole picture; a push says all of it again, or only what changed since the push before it, in
// absolute values: applying it twice, or to a page that is newer, changes nothing. What did not change stays the same object.

import { heal } from "./hearing.js";

/** @typedef {import("./map_paint.js").Picture} Picture */
/** @typedef {import("./map_paint.js").Told} Told */
/** @typedef {Picture & {part?: boolean, topics: any[][], issues: any[], withdrawn: string[], unplaced: string[]}} Heard */

/** @type {Heard} */
let kept;

/** What the page carries, also after it was fetched again. @param {Document} page */
export function keep(page) {
  kept = JSON.parse(page.getElementById("map-data")?.textContent ?? "null");
}

/** @param {Picture["places"]} places */
function patched(places) {
  const fresh = new Map(places.map((row) => [row[0], row]));
  return kept.places.map((row) => fresh.get(row[0]) ?? row);
}

/** A text that this scene had already is told by its id. @param {string} scene @param {(Told | string)[]} texts @returns {Told[]} */
function reread(scene, texts) {
  const known = new Map(kept.read[scene].map((told) => [told.id, told]));
  const found = texts.map((one) => (typeof one === "string" ? known.get(one) : one));
  if (found.includes(undefined)) heal();
  return /** @type {Told[]} */ (found.filter(Boolean));
}

/** The whole picture after a push. @param {any} push @returns {Heard} */
export function heard(push) {
  if (!push.part) { kept = push; return kept; }
  const read = Object.entries(push.read).map(([scene, texts]) => [scene, reread(scene, /** @type {any[]} */ (texts))]);
  const garden = kept.garden.map((row, nth) => push.garden[nth] ?? row);
  kept = { ...kept, ...push, places: patched(push.places), garden, read: { ...kept.read, ...Object.fromEntries(read) } };
  return kept;
}

keep(document);
