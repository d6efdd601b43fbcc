// @ts-check
// The scene that thanks: what the day brought in numbers, over a garden with a flower for every theme.

import { number, unit } from "./map_say.js";
import { shape, sow } from "./map_shapes.js";
import { element } from "./map_list.js";

const WIDTH = 1920, GROUND = 600, EDGE = 110; // the garden's own units
const HIGHEST = 68, SEED_PITCH = 12.5, MOST_SEEDS = 90, BADGE = 30, BADGE_Y = 530;
let drawn = "";

/** -1..1, the same at every painting. @param {number} a @param {number} b */
function wave(a, b) {
  const value = Math.sin(127.1 * (a + 1) + 254.2 * (b + 1)) * 43758.5453;
  return 2 * (value - Math.floor(value)) - 1;
}

/** One flower on its stem. @param {number[]} row number, colour, issues, support @param {number} x @param {number} most @param {number} room */
function grown([nth, colour, issues, support], x, most, room) {
  const r = Math.min(HIGHEST, room * 0.42) * Math.max(0.3, Math.sqrt(support / most)), y = 150 + 62 * wave(nth, 8) + (nth % 2 ? 0 : 36), lean = Math.min(16, room / 8) * wave(nth, 6);
  const made = shape("g", { "data-theme": colour }), foot = x + lean * 2, thin = Math.min(5, room / 20);
  made.append(shape("path", { class: "thanks-stem", "stroke-width": thin, d: `M${foot} ${GROUND}C${foot} 410 ${x - lean} 370 ${x} ${y}` }));
  if (room > 60) made.append(...[[0, 1], [1, -1]].map(([k, side]) => leaf(x + lean * 0.6, 360 + 50 * k + 25 * wave(nth, k), side)));
  const seeds = shape("g", { class: "map-seeds", transform: `translate(${x} ${y}) scale(${r / SEED_PITCH})` });
  sow(seeds, Math.min(issues, MOST_SEEDS), false);
  made.append(shape("use", { class: "map-petals", href: `#flower-${colour}`, transform: `translate(${x} ${y}) rotate(${57 * wave(nth, 3)}) scale(${r / 100})` }), seeds);
  if (room > 70) made.append(...badge(nth, x + lean * 1.9));
  return made;
}

/** @param {number} x @param {number} y @param {number} side */
const leaf = (x, y, side) => shape("path", { class: "map-petals", d: `M${x} ${y}q${side * 20} -44 ${side * 58} -52q${-side * 10} 44 ${-side * 58} 52` });

/** @param {number} nth @param {number} x */
function badge(nth, x) {
  return [
    shape("circle", { class: "thanks-gap", cx: x, cy: BADGE_Y, r: BADGE + 3 }),
    shape("circle", { class: "map-plate", cx: x, cy: BADGE_Y, r: BADGE * 0.9, "stroke-width": BADGE * 0.2 }),
    shape("text", { class: "map-number", x, y: BADGE_Y + BADGE * 0.46, "font-size": BADGE * 1.36 }, String(nth)),
  ];
}

/** @param {{picture: import("./map_paint.js").Picture}} shown */
export function paintThanks({ picture: { counts, garden } }) {
  const words = JSON.stringify([document.documentElement.lang, counts, garden]);
  if (words === drawn) return;
  drawn = words;
  const figures = ["people", "stoliki", "issues", "topics", "hands"].filter((name) => counts[name]).map((name) => {
    const made = element("li", "thanks-figure");
    made.append(element("b", "", number(counts[name])), element("span", "", unit(name, counts[name])));
    return made;
  });
  document.getElementById("thanks-figures")?.replaceChildren(...figures);
  const room = (WIDTH - 2 * EDGE) / Math.max(garden.length - 1, 1), most = Math.max(1, ...garden.map((row) => row[3]));
  const left = garden.length > 1 ? EDGE : WIDTH / 2;
  document.getElementById("thanks-garden")?.replaceChildren(...garden.map((row, n) => grown(row, left + n * room, most, Math.min(room, 170))));
}
