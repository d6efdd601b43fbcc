// @ts-check
// One theme, come closer: its islet and its places spread to the whole screen, every topic with its name.

import { bed } from "./map_flowers.js";
import { counted, lang, say } from "./map_say.js";
import { lines, shape } from "./map_shapes.js";
import { boxOf, largest, measure, meet, width, wrapped } from "./map_sized.js";

/** @typedef {import("./map_flowers.js").PlaceRow} PlaceRow */
/** @typedef {[number, number, number, number, number, number, string[]]} ThemeRow id, number, colour, middle (x, y), scale, lines of its name */
/** @typedef {[string, number, string, string[] | null, string[]]} NameRow id, theme, title, large lines (null: too long), small lines */

const SPREAD = 4.1, GROWN = 2.05, SHORE_X = 4.5, MIDDLE_X = 960, MIDDLE_Y = 594, UP = 50; // the opened islet, in units of a whole one
const SLOTS = 11; // on one page; a theme with more topics shows the others by turns
const PAGE = 15_000; // ms
const ROOM = 395, EDGE = 16, FOOT = 1026, GAP = 6, LINE = 31, APART = 120, TALLEST = 1.2; // between two places; around the names; the line at the foot; how much a title of one line may grow
const LARGE = 44, SMALL = 31, PITCH = 1.06, MOST = 7, TITLE = 88, TITLE_X = 164, TITLE_Y = 118;
const flowers = bed("theme-flowers");
const home = /** @type {SVGElement} */ (document.getElementById("map-theme"));
let opened = "", drawn = "", page = 0, turnedAt = 0;

/** @param {ThemeRow} theme */
const frame = ({ 6: title }) => (title.length > 1 ? { down: 30, shoreY: 3.8 } : { down: 0, shoreY: 4.12 });

/** @param {ThemeRow} theme */
function ground(theme) {
  const [id, number, colour, x, y, scale, title] = theme, { down, shoreY } = frame(theme);
  const land = shape("g", { "data-theme": colour, transform: `translate(${MIDDLE_X} ${MIDDLE_Y + down}) scale(${SHORE_X / scale} ${shoreY / scale}) translate(${-x} ${-y})` });
  const shore = (/** @type {string} */ css, /** @type {number} */ width) => shape("use", { href: `#shore-${id}`, class: css, ...(width ? { "stroke-width": width * scale } : {}) });
  const rim = shape("g", { "clip-path": `url(#rim-${id})` });
  rim.append(...[28, 20, 13, 7].map((width) => shore("map-wash", width)));
  land.append(...[15, 10.5, 6].flatMap((ring) => [shore("map-lap", ring + 0.7), shore("map-sea", ring)]), shore("map-land", 0), rim, shore("map-shore theme-shore", 0));
  const plate = shape("g", { "data-theme": colour });
  plate.append(shape("circle", { class: "map-plate", cx: 88, cy: 88, r: 45, "stroke-width": 10 }), shape("text", { class: "map-number", x: 88, y: 111, "font-size": 66 }, String(number)));
  const [by] = largest((one) => (title.length === 1 && one <= TALLEST && TITLE_X + width(title[0], TITLE * one, true) <= 2 * MIDDLE_X - EDGE) || null);
  const named = lines("map-title", title, TITLE_X, TITLE_Y, TITLE, 0.95);
  for (const line of named) line.style.fontSize = `${TITLE * by}px`;
  return [land, plate, ...named];
}

/** Where a place of the map stands now. @param {PlaceRow} row @param {ThemeRow} theme @returns {PlaceRow} */
function spread([key, theme, colour, turn, x, y, r, pitch, ...rest], opening) {
  const { 3: midX, 4: midY, 5: scale } = opening, { down } = frame(opening);
  const there = (/** @type {number} */ n) => Number(n.toFixed(1));
  return [key, theme, colour, turn, there(MIDDLE_X + ((x - midX) / scale) * SPREAD), there(MIDDLE_Y + down - UP + ((y - midY) / scale) * SPREAD), there((r / scale) * GROWN), there((pitch / scale) * GROWN), ...rest];
}

/** @typedef {{x: number, y: number, r: number, big: boolean, size: number, title: string, words: string[]}} Label */

/** The name under its flower, as the server has set it. @param {PlaceRow} row @param {NameRow | undefined} name @param {boolean} large @returns {Label} */
function label([key, , , , x, y, r], name, large) {
  const big = Boolean(large && name?.[3]), loose = key.startsWith("loose-") ? say("loose") : "";
  return { x, y, r, big, size: big ? LARGE : SMALL, title: name?.[2] ?? loose, words: (big ? name?.[3] : name?.[4]) ?? [loose] };
}

/** @param {Label} label */
const first = ({ y, r, size }) => y + r + 8 + 0.8 * size; // baseline

/** The same so much larger, if no name meets another, a flower, an edge. @param {Label[]} labels @param {number} by @returns {Label[] | null} */
function grown(labels, by) {
  const made = labels.map((one) => {
    const size = one.size * by, words = wrapped(one.title, size, one.big, ROOM, one.big ? 2 : 3);
    return words ? { ...one, size, words } : one;
  });
  const boxes = made.map((one) => boxOf(one.words, one.x, first(one), one.size, PITCH, one.big));
  const free = boxes.every((box, nth) => box[0] >= EDGE && box[2] <= 2 * MIDDLE_X - EDGE && box[3] <= FOOT
    && made.every(({ x, y, r }, other) => other === nth || (!meet(box, boxes[other], GAP) && !meet(box, [x - r, y - r, x + r, y + r], GAP))));
  return free ? made : null;
}

/** @param {Label[]} labels */
function names(labels) {
  const [, made] = largest((by) => grown(labels, by));
  return (made ?? labels).flatMap((one) => lines(one.big ? "map-label theme-name" : "theme-name", one.words, one.x, first(one), one.size, PITCH));
}

/** @param {PlaceRow[]} rows */
function figures(rows) {
  const issues = rows.reduce((sum, row) => sum + row[9], 0), hands = rows.reduce((sum, row) => sum + row[10], 0), topics = rows.filter(([key]) => !key.startsWith("loose-")).length;
  const said = [counted("issues", issues), counted("topics", topics), counted("hands", hands)].join(" · ");
  const made = [shape("text", { class: "map-figure", x: 40, y: 1062 }, said), shape("text", { class: "map-figure theme-legend", x: 1880, y: 1062 }, say("legend"))];
  const [by] = largest((one) => (width(said, one * LINE, false) + width(say("legend"), one * LINE, false) + APART <= 1840) || null);
  if (by > 1) for (const text of made) text.style.fontSize = `${by * LINE}px`;
  return made;
}

/** Which page of the theme's places, when there are two. @param {PlaceRow[]} rows */
function turned(rows) {
  const pages = new Set(rows.map((row) => Math.floor(row[8] / SLOTS)));
  if (performance.now() - turnedAt > PAGE) { page += 1; turnedAt = performance.now(); }
  return pages.size ? [...pages].sort()[page % pages.size] : 0;
}

/** @param {{picture: import("./map_paint.js").Picture, facts: {themes: any[][], names: Record<string, any>}, theme: number, still: boolean}} shown */
export function paintTheme({ picture, facts, theme, still }) {
  const mine = /** @type {ThemeRow | undefined} */ (facts.themes.find(([id]) => id === theme) ?? facts.themes[0]);
  if (!mine) { home.replaceChildren(); opened = ""; return; }
  if (JSON.stringify([mine, measure()]) !== opened || !home.isConnected) open(mine);
  const all = picture.places.filter((row) => row[1] === mine[0]), here = turned(all);
  const rows = all.filter((row) => Math.floor(row[8] / SLOTS) === here).map((row) => spread(row, mine));
  const leading = new Set([...rows].sort((a, b) => b[6] - a[6] || b[9] - a[9]).slice(0, MOST).map(([key]) => key));
  flowers.paint(rows, new Set(), still);
  const words = JSON.stringify([lang(), measure(), rows, rows.map(([key]) => facts.names[key])]);
  if (words === drawn) return;
  drawn = words;
  home.querySelector("#theme-names")?.replaceChildren(...names(rows.map((row) => label(row, facts.names[row[0]], leading.has(row[0])))), ...figures(all));
}

/** @param {ThemeRow} theme */
function open(theme) {
  opened = JSON.stringify([theme, measure()]);
  drawn = "";
  page = 0;
  turnedAt = performance.now();
  home.replaceChildren(...ground(theme), shape("g", { id: "theme-flowers" }), shape("g", { id: "theme-names" }));
  flowers.forget();
}
