// @ts-check
// Which scene the hall sees, and when it is painted. What a screen is told (screen_state.js) ends in these three: show, speak,
// freeze. Only the scene that is seen is painted; another one is painted just before it is shown.

import { paintCountdown } from "./map_countdown.js";
import { paintJoin } from "./map_join.js";
import { paintList } from "./map_list.js";
import { paintMap } from "./map_paint.js";
import { paintProgramme } from "./map_programme.js";
import { sayAll } from "./map_say.js";
import { paintThanks } from "./map_thanks.js";
import { paintTheme } from "./map_theme.js";
import { wished } from "./map_sized.js";
import { paintVote, voteNow } from "./map_vote.js";

const WATCHED = new URLSearchParams(location.search).has("watch"); // a small picture at the desk
const REPAINT = WATCHED ? 2000 : 25; // ms between two paintings; the server pushes the map at most twenty times a second
const root = document.documentElement;

/** What there is to paint: the newest picture, the phase, and whether it must not be seen to change.
 * @typedef {{picture: import("./map_paint.js").Picture, facts: Facts, phase: any, theme: number, still: boolean}} Shown */
/** @typedef {{themes: any[][], names: Record<string, any[]>}} Facts */

/** @type {Record<string, (shown: Shown) => void>} */
const SCENES = {
  map: paintMap, theme: paintTheme, countdown: paintCountdown, join: paintJoin, programme: paintProgramme, thanks: paintThanks, vote: paintVote,
  voices: paintList("voices"), supported: paintList("supported"), minority: paintList("minority"), tools: paintList("tools"),
};

/** @type {Shown} */
const now = { picture: /** @type {any} */ (null), facts: { themes: [], names: {} }, phase: null, theme: 0, still: true };
let scene = "", frozen = false, painted = 0, timed = false;

/** @param {boolean} still whether it stands there at once, without growing */
function paint(still) {
  if (!now.picture || !scene) return;
  now.still = still || WATCHED;
  SCENES[scene](now);
  painted = performance.now();
}

function paintSoon() {
  if (timed || frozen) return;
  timed = true;
  setTimeout(() => { timed = false; if (!frozen) paint(false); }, Math.max(0, painted + REPAINT - performance.now()));
}

/** The scene, softly; `theme`: of the scene `theme` alone. Showing what is shown changes nothing. @param {string} wanted @param {number | null} [theme] */
export function show(wanted, theme = null) {
  if (wanted === scene && (theme ?? 0) === now.theme) return;
  scene = wanted in SCENES ? wanted : "map";
  now.theme = theme ?? 0;
  paint(true);
  reveal();
}

function reveal() {
  root.dataset.scene = scene;
  for (const layer of document.querySelectorAll("[data-shows]")) layer.toggleAttribute("data-shown", /** @type {HTMLElement} */ (layer).dataset.shows === scene);
}

/** Every word of ours in another language, without asking the server: two languages may alternate. @param {string} lang */
export function speak(lang) {
  root.lang = lang;
  sayAll();
  paint(true);
}

/** The operator wants another size: what is drawn is drawn anew. */
export function resize() {
  if (!frozen) paint(true);
}

/** What is pushed waits; when the picture goes on, the newest is shown. @param {boolean} on */
export function freeze(on) {
  const goesOn = frozen && !on;
  if (on && timed && !frozen) paint(true); // the newest is what is stopped
  frozen = on;
  root.toggleAttribute("data-frozen", on);
  if (goesOn) paint(true);
}

/** What is seen, as the islands of a page carry it. */
export function islands() {
  const { themes, names } = now.facts;
  return { "map-data": now.picture, "map-vote": voteNow(), "map-facts": { themes, names: Object.values(names), phase: now.phase } };
}

/** With nothing to show a scene of a turn gives way to the map. @param {import("./map_paint.js").Picture} picture */
function tellEmpty(picture) {
  root.dataset.empty = Object.entries(picture.read).filter(([, texts]) => !texts.length).map(([name]) => name).join(" ");
}

/** A picture was pushed, with the names of the topics it is about. @param {import("./map_paint.js").Picture & {topics: any[][]}} picture */
export function take(picture) {
  now.picture = picture;
  for (const row of picture.topics) now.facts.names[row[0]] = row;
  tellEmpty(picture);
  paintSoon();
}

/** Another part of the sitting, or none. @param {any} phase */
export function takePhase(phase) {
  now.phase = phase;
  paintSoon();
}

/** What the page carries; also after it was fetched again. @param {Document} page */
export function read(page) {
  const island = (/** @type {string} */ id) => JSON.parse(page.getElementById(id)?.textContent ?? "null");
  const facts = island("map-facts");
  now.picture = island("map-data");
  now.facts = { themes: facts.themes, names: Object.fromEntries(facts.names.map((/** @type {any[]} */ row) => [row[0], row])) };
  now.phase = facts.phase ?? null;
  tellEmpty(now.picture);
  sayAll();
  reveal();
  paint(true);
  if (wished() > 1) document.fonts.ready.then(resize); // a name grows by the letters it is set in
}
