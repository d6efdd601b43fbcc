// @ts-check
// A picture that was stopped stays the picture it is, also when its page is loaded again: the browser remembers what was seen. It has
// to be the first module of the page: it lays what it remembers where the others read. Where nothing is remembered the screen says so.

import { serverNow } from "./clock.js";
import { hour, say } from "./map_say.js";

const KEY = "stoliki:still", AT_ONCE = 10_000; // ms after the stop in which hardly anything else can have been seen
/** @typedef {{screen_id: string, frozen: boolean, frozen_at: number | null}} Stopped */
/** @typedef {{epoch: string, at: number, islands: Record<string, string>, ground: string, said: Record<string, string | null>}} Still */

const opened = serverNow();
let kept = 0, laid = 0; // of which stop we hold the picture; which one was laid back
/** What people said in it, whole, as the words under the map have it, null: unknown; the lines of the vote. @type {Record<string, string | null>} */
let said = {}, result = /** @type {Record<string, string>} */ ({}), heard = 0, round = "";
/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
/** @param {Stopped} state */
const place = (state) => `${KEY}:${state.screen_id}`;

/** @param {Stopped} state @returns {Still | null} */
function remembered(state) {
  try {
    const still = JSON.parse(localStorage.getItem(place(state)) ?? "null");
    return still?.at === state.frozen_at && still.epoch === document.body.dataset.epoch ? still : null;
  } catch {
    return null;
  }
}

/** @param {string} id @param {ParentNode} page @returns {string | null} */
const words = (id, page = document) => page.querySelector(`#map-words [data-issue-id="${CSS.escape(id)}"]`)?.textContent ?? null;

/** @param {any} vote @returns {Record<string, string>} */
const lines = (vote) => Object.fromEntries((vote?.lines ?? []).map((/** @type {{id: string, text: string}} */ { id, text }) => [id, text]));

/** Stopped now: whose words are read out. @param {Stopped} state @param {Record<string, any>} islands */
export function listen({ frozen_at }, { "map-data": picture, "map-vote": vote }) {
  if (!frozen_at || heard === frozen_at) return;
  heard = frozen_at;
  round = vote?.id;
  result = lines(vote);
  said = Object.fromEntries([...Object.values(picture.read).flat(), ...(vote?.lines ?? [])].map(({ id }) => [id, words(id)]));
}

/** Whether words that the stopped picture reads out were taken back, or put in others: they must not stay on the screen. @param {any} news */
export function takesBack({ issues = [], withdrawn = [], vote }) {
  const now = lines(vote), voted = vote?.id === round ? Object.keys(result) : [];
  return withdrawn.some((/** @type {string} */ id) => id in said) || voted.some((id) => now[id] !== result[id])
    || issues.some((/** @type {{id: string, text: string}} */ { id, text }) => id in said && said[id] !== text);
}

/** The same, of a page that has just come. @param {ParentNode} page @param {Record<string, string | null>} [known] */
export const isTakenBack = (page, known = said) => Object.entries(known).some(([id, text]) => text !== null && words(id, page) !== text);

/** The page as the server has just given it becomes the one that was stopped. @param {Still} still */
function layBack({ at: when, islands, ground }) {
  for (const [id, text] of Object.entries(islands)) if (at(id)) at(id).textContent = text;
  at("map-ground").outerHTML = ground;
  kept = laid = when;
}

/** Stopped just now: this is what is seen. @param {Stopped} state @param {Record<string, any>} islands */
export function keepStill(state, islands) {
  if (!state.screen_id || !state.frozen_at || kept === state.frozen_at) return;
  kept = state.frozen_at;
  const texts = Object.fromEntries(Object.entries(islands).map(([id, value]) => [id, JSON.stringify(value)]));
  const still = { epoch: document.body.dataset.epoch, at: kept, islands: texts, ground: at("map-ground").outerHTML, said };
  try { localStorage.setItem(place(state), JSON.stringify(still)); } catch { /* no room: a page that is loaded again says so */ }
}

/** It goes on. @param {Stopped} state */
export function dropStill(state) {
  try { localStorage.removeItem(place(state)); } catch { /* nothing was kept */ }
  kept = laid = heard = 0;
}

/** Whether what the page holds is the picture of an earlier stop. @param {Stopped} state */
export const isLaidBack = ({ frozen_at }) => laid !== 0 && laid !== frozen_at;

/** Whether this page shows something else than what was stopped; then it says of when it is. @param {Stopped} state */
export function sayStill({ screen_id, frozen, frozen_at }) {
  const later = Boolean(screen_id && frozen && frozen_at && kept !== frozen_at && opened - frozen_at > AT_ONCE);
  at("map-still").hidden = !later;
  at("map-still").textContent = later ? say("still", { at: hour(frozen_at ?? 0), now: hour(opened) }) : "";
  return later;
}

const carried = JSON.parse(at("screen-data")?.textContent ?? "null");
const still = carried?.frozen && carried.screen_id ? remembered(carried) : null;
if (still && !isTakenBack(document, still.said)) layBack(still);
else if (still) dropStill(carried);
