// @ts-check
// What the desk told this screen: a scene or a turn of scenes, going on or stopped, dark, the size, the scheme, the language.
// The page carries it in an island; a push on `hall` tells it again. All screens of a hall turn by the server's clock, in step.

import { serverNow } from "./clock.js";
import { heal } from "./hearing.js";
import { relink } from "./link.js";
import { freeze, islands, resize, show, speak } from "./map_scenes.js";
import { dropStill, isLaidBack, keepStill, listen, sayStill } from "./map_still.js";

const SPEAKS = 60_000; // ms in one of two languages
const LONGEST = 20_000; // ms between two looks at the clock
const READ_OUT = new Set(["voices", "supported", "minority", "tools", "vote"]); // scenes with what people said

/** @typedef {{scene: string, theme_id: number | null}} Scene */
/** @typedef {Scene & {screen_id: string, turn: (Scene & {seconds: number})[], frozen: boolean, black: boolean, calm: boolean, size: number, scheme: string, languages: string[], since: number | null, frozen_at: number | null}} State */

const asked = new URLSearchParams(location.search), WATCHED = asked.has("watch"), AUTO = asked.get("auto"); // the scheme of the hall's computer, where this is its picture at the desk
const root = document.documentElement, body = document.body.dataset;
const began = performance.now(); // of a turn that no screen shares
/** @type {State} */
let state;
let shown = "", linked = false, timer = 0;
/** The scenes that had nothing to show when the picture was stopped: what comes meanwhile does not turn it. @type {string | null} */
let empties = null;

/** Whether nothing may change on the screen now. */
export const frozen = () => state.frozen;

/** Whether the page has said that this scene has nothing to show. @param {string} scene */
function isEmpty(scene) {
  if (state.frozen) empties ??= root.dataset.empty ?? null;
  return ((state.frozen ? empties : root.dataset.empty) ?? "").split(" ").includes(scene);
}

/** The time that is shown: where the picture was stopped, it was stopped then. */
const moment = () => (state.frozen && state.frozen_at) || serverNow();

/** How far the turn has come, ms. */
function gone() {
  if (state.since === null) return state.frozen ? 0 : performance.now() - began;
  return moment() - state.since;
}

/** The scene of this moment, and how long it stays. @returns {Scene & {left: number}} */
function current() {
  if (state.scene !== "turn") return { scene: state.scene, theme_id: state.theme_id, left: LONGEST };
  const whole = state.turn.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
  let rest = ((gone() % whole) + whole) % whole;
  for (const { scene, theme_id, seconds } of state.turn) {
    if (rest < seconds * 1000) return { ...(isEmpty(scene) ? { scene: "map", theme_id: null } : { scene, theme_id }), left: seconds * 1000 - rest };
    rest -= seconds * 1000;
  }
  return { scene: "map", theme_id: null, left: LONGEST };
}

function look() {
  clearTimeout(timer);
  const { scene, theme_id, left } = current(), said = `${scene} ${theme_id}`;
  if (said !== shown) { shown = said; show(scene, theme_id); }
  if (!state.frozen || state.frozen_at) alternate();
  timer = setTimeout(look, Math.min(left, LONGEST, SPEAKS - (serverNow() % SPEAKS)) + 1);
}

/** Two languages alternate, on all screens at once. A page that was made in a third one is made anew. */
function alternate() {
  const spoken = [...state.languages].sort(), wanted = spoken[Math.floor(moment() / SPEAKS) % spoken.length];
  if (linked && !spoken.includes(body.lang ?? "")) remake(wanted);
  else if (wanted !== root.lang) speak(wanted);
}

/** The link asks for another language from now on, and the page heals into it. @param {string} lang */
function remake(lang) {
  const address = new URL(location.href);
  address.searchParams.set("lang", lang);
  history.replaceState(null, "", address);
  body.lang = lang;
  relink();
}

/** All of it, whatever there was before. @param {State} next */
export function applyState(next) {
  const stopped = state?.frozen && !next.frozen, seen = state !== undefined;
  if (!next.frozen || next.frozen_at !== state?.frozen_at) empties = null;
  state = next;
  const scheme = state.scheme === "auto" ? AUTO : state.scheme;
  if (scheme) root.dataset.scheme = scheme;
  else delete root.dataset.scheme;
  const resized = root.dataset.size !== String(state.size);
  root.dataset.size = String(state.size);
  root.toggleAttribute("data-watched", WATCHED);
  root.style.setProperty("--size", String(state.size / 100));
  root.toggleAttribute("data-black", state.black);
  root.toggleAttribute("data-calm", state.calm);
  freeze(state.frozen);
  if (resized) resize();
  look();
  if (seen) hold();
  if (stopped) heal(); // what came meanwhile was not painted
}

/** Words of the stopped picture were taken back: the newest picture is stopped in its place; where nobody sees them they are forgotten. */
export function renew() {
  if (!READ_OUT.has(root.dataset.scene ?? "")) { dropStill(state); return; }
  freeze(false);
  freeze(true);
  dropStill(state);
  hold();
}

/** What is stopped is remembered, as it is seen now. */
export function hold() {
  const isLater = sayStill(state);
  if (state.frozen) listen(state, islands());
  if (!state.frozen) dropStill(state);
  else if (isLaidBack(state)) location.reload(); // stopped another time: what is remembered is not it
  else if (!isLater) keepStill(state, islands());
}

/** @param {Document} page */
const carried = (page) => /** @type {State} */ (JSON.parse(page.getElementById("screen-data")?.textContent ?? "null"));

document.addEventListener("stoliki:data", (event) => {
  const { channel, data } = /** @type {CustomEvent} */ (event).detail, mine = channel === "hall" ? data.screens?.[state.screen_id] : undefined;
  if (mine) applyState({ ...mine, languages: mine.languages.length ? mine.languages : state.languages });
});
document.addEventListener("stoliki:healed", (event) => {
  const page = /** @type {CustomEvent} */ (event).detail.document, next = carried(page);
  body.lang = page.body.dataset.lang;
  if (next) applyState(next);
});
document.addEventListener("stoliki:link", (event) => {
  linked = /** @type {CustomEvent} */ (event).detail.state === "live";
  if (linked) look();
});
new MutationObserver(() => { if (!state.frozen || empties === null) look(); }).observe(root, { attributes: true, attributeFilter: ["data-empty"] });
if (carried(document)) applyState(carried(document));
