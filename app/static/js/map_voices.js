// @ts-check
// The scene of the newest voices.

import { flower, lines, shape } from "./map_shapes.js";

const READING = 3_000; // ms between two changes of a scene that is being read
const LEFT = 150, PITCH = 1.1, META_SIZE = 31, EMPTY_Y = 274, EMPTY_SIZE = 52;
const OPEN_SEEDS = 13, SMALL_SEEDS = 5, OPEN_FROM = 30; // px

/** @typedef {{id: string, stolik: number, theme: string, colour: number, at: number, source: string, lines: string[], size: number, y: number, meta: number, flower: number, r: number, x: number}} Told */

/** @typedef {{stem: string, told: Told[]}} Voices */

/** @type {Set<string>} */
let shown = new Set();
/** @type {Voices | null} */
let next = null;
let drawn = "", drawnAt = -Infinity;

/** @param {number} at */
const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang || "pl", { hour: "2-digit", minute: "2-digit" });

/** @param {Told} told @param {DOMStringMap} words @returns {SVGElement[]} */
function voice(told, { stolik, paper }) {
  const meta = `${stolik ?? ""} ${told.stolik} · ${told.theme} · ${told.source === "paper" ? paper : clock(told.at)}`;
  return [
    ...lines("map-voice", told.lines, LEFT, told.y, told.size, PITCH),
    shape("text", { class: "map-meta", x: LEFT + 2, y: told.meta, "font-size": META_SIZE }, meta),
    flower(told.colour, told.x, told.flower, told.r, told.r > OPEN_FROM ? OPEN_SEEDS : SMALL_SEEDS),
  ];
}

/** The voice that was not here before fades in; the others make room for it. @param {Voices} voices */
function draw({ stem, told }) {
  const words = JSON.stringify(told);
  if (words === drawn && document.getElementById("map-told")?.hasChildNodes()) return;
  drawn = words;
  const scene = /** @type {SVGElement} */ (document.getElementById("map-voices")), made = shape("g", { id: "map-told" });
  document.documentElement.dataset.empty = told.length ? "" : "voices"; // with nothing said yet the map stays
  if (told.length) made.append(shape("path", { class: "map-stem", d: stem }));
  else made.append(...lines("map-voice", [scene.dataset.empty ?? ""], LEFT, EMPTY_Y, EMPTY_SIZE, PITCH));
  for (const one of told) {
    const group = shape("g", { class: shown.size && !shown.has(one.id) ? "map-fresh" : "" });
    group.append(...voice(one, scene.dataset));
    made.append(group);
  }
  shown = new Set(told.map(({ id }) => id));
  document.getElementById("map-told")?.replaceWith(made);
  drawnAt = performance.now();
}

/** Drawn at once while nobody sees the scene, and calmly while it is read. @param {Voices} voices */
export function paintVoices(voices) {
  const pending = next !== null, seen = document.documentElement.dataset.scene === "voices";
  next = voices;
  if (!seen) draw(voices);
  else if (!pending) setTimeout(() => { if (next) draw(next); next = null; }, Math.max(0, drawnAt + READING - performance.now()));
  if (!seen) next = null;
}
