// @ts-check
// The scene of the newest voices, and the calm turn between it and the map.

import { flower, lines, shape } from "./map_shapes.js";

const MAP_STAYS = 40_000; // ms
const VOICES_STAY = 12_000; // ms
const LEFT = 150, PITCH = 1.1, META_SIZE = 31, EMPTY_Y = 274, EMPTY_SIZE = 52;
const OPEN_SEEDS = 13, SMALL_SEEDS = 5, OPEN_FROM = 30; // px

/** @typedef {{id: string, stolik: number, theme: string, colour: number, at: number, lines: string[], size: number, y: number, meta: number, flower: number, r: number, x: number}} Told */

let shown = "";

/** @param {number} at */
const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang || "pl", { hour: "2-digit", minute: "2-digit" });

/** @param {Told} told @param {string} word @returns {SVGElement[]} */
function voice(told, word) {
  const meta = `${word} ${told.stolik} · ${told.theme} · ${clock(told.at)}`;
  return [
    ...lines("map-voice", told.lines, LEFT, told.y, told.size, PITCH),
    shape("text", { class: "map-meta", x: LEFT + 2, y: told.meta, "font-size": META_SIZE }, meta),
    flower(told.colour, told.x, told.flower, told.r, told.r > OPEN_FROM ? OPEN_SEEDS : SMALL_SEEDS),
  ];
}

/** @param {{stem: string, told: Told[]}} voices */
export function paintVoices({ stem, told }) {
  const scene = /** @type {SVGElement} */ (document.getElementById("map-voices")), old = document.getElementById("map-told");
  const state = JSON.stringify(told);
  if (state === shown && old?.hasChildNodes()) return;
  shown = state;
  const made = shape("g", { id: "map-told" });
  if (told.length) made.append(shape("path", { class: "map-stem", d: stem }), ...told.flatMap((one) => voice(one, scene.dataset.stolik ?? "")));
  else made.append(...lines("map-voice", [scene.dataset.empty ?? ""], LEFT, EMPTY_Y, EMPTY_SIZE, PITCH));
  old?.replaceWith(made);
}

/** Map, voices, map, ... or the one scene the address asks for; with nothing said yet the map stays. @param {string | null} fixed */
export function turnScenes(fixed) {
  const root = document.documentElement;
  root.dataset.scene = fixed === "voices" ? "voices" : "map";
  if (fixed === "voices" || fixed === "map") return;
  const turn = () => {
    const said = document.querySelector("#map-told path") !== null;
    root.dataset.scene = said && root.dataset.scene === "map" ? "voices" : "map";
    setTimeout(turn, root.dataset.scene === "map" ? MAP_STAYS : VOICES_STAY);
  };
  setTimeout(turn, MAP_STAYS);
}
