// @ts-check
// The scenes that read out what people said: the newest, the most supported, the lone ones, the tools. What does not fit is not begun.

import { counted, hour, number, say, unit } from "./map_say.js";
import { shape, sow } from "./map_shapes.js";

const READING = 3_000; // ms between two changes of a scene that is being read
const SEEDS = 7, SEED_PITCH = 19; // of a flower of radius 100

/** @typedef {import("./map_paint.js").Told} Told */

/** @param {string} name @param {string} css @param {string} [text] @returns {HTMLElement} */
export function element(name, css, text) {
  const made = document.createElement(name);
  made.className = css;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** What was written by people stands in a direction of its own: it cannot turn ours round. @param {string} name @param {string} css @param {string} text */
export function theirs(name, css, text) {
  const made = element(name, css, text);
  made.dir = "auto";
  return made;
}

/** The flower of a theme, beside its words. @param {number} colour */
function flower(colour) {
  const made = shape("svg", { class: "scene-flower", viewBox: "-102 -102 204 204", "aria-hidden": "true" }), seeds = shape("g", { class: "map-seeds", transform: `scale(${SEED_PITCH})` });
  sow(seeds, SEEDS, false);
  made.append(shape("use", { class: "map-petals", href: `#flower-${colour}`, transform: "rotate(17)" }), seeds);
  return made;
}

/** Stolik 4 · Piesi i rowery · 14:02 @param {string} scene @param {Told} told */
function meta(scene, { stolik, theme, at, source, hands, people }) {
  const line = element("p", "scene-meta"), where = source === "tablet" ? hour(at) : say(source);
  const counts = scene !== "supported" && hands ? [counted("hands", hands)] : [];
  if (scene === "supported" && people) counts.push(counted("around", people));
  line.append(`${say("stolik")} ${stolik} · `, theirs("bdi", "", theme), ...[...counts, scene === "voices" ? where : ""].filter(Boolean).map((one) => ` · ${one}`));
  return line;
}

/** @param {string} scene @param {Told} told @param {boolean} fresh */
function item(scene, told, fresh) {
  const made = element("li", fresh ? "scene-item map-fresh" : "scene-item"), words = element("div", "scene-words");
  made.dataset.theme = String(told.colour);
  words.append(theirs("p", "scene-text", told.text), meta(scene, told));
  made.append(flower(told.colour), words);
  if (scene === "supported" && told.hands) made.append(figure(told.hands));
  return made;
}

/** @param {number} hands */
function figure(hands) {
  const made = element("p", "scene-figure");
  made.append(element("b", "", number(hands)), ` ${unit("hands", hands)}`);
  return made;
}

/** @param {string} scene @returns {(shown: {picture: import("./map_paint.js").Picture, still: boolean}) => void} */
export function paintList(scene) {
  const home = /** @type {HTMLElement} */ (document.getElementById(`scene-${scene}`));
  const list = /** @type {HTMLElement} */ (home.querySelector(".scene-list")), nothing = /** @type {HTMLElement} */ (home.querySelector(".scene-nothing"));
  /** @type {Told[]} */
  let next = [];
  let drawn = "", drawnAt = -Infinity, timed = false;
  /** @type {Set<string>} */
  let seen = new Set();

  function draw() {
    const words = document.documentElement.lang + JSON.stringify(next);
    if (words === drawn) return;
    const before = drawn ? seen : null;
    drawn = words;
    drawnAt = performance.now();
    list.replaceChildren(...next.map((told) => item(scene, told, before !== null && !before.has(told.id))));
    nothing.hidden = next.length > 0;
    seen = new Set(next.map(({ id }) => id));
  }

  return ({ picture, still }) => {
    next = picture.read[scene];
    if (still) { draw(); return; }
    if (timed) return;
    timed = true;
    setTimeout(() => { timed = false; if (!document.documentElement.hasAttribute("data-frozen")) draw(); }, Math.max(0, drawnAt + READING - performance.now()));
  };
}
