// @ts-check
// The scene of a vote: how many have voted, growing; and when it is over what came out, revealed from the last place to the first.

import { element, theirs } from "./map_list.js";
import { counted, lang, number, say } from "./map_say.js";

const STEP = 900; // ms from one place to the next when the result is revealed
/** @typedef {{id: string, text: string, stolik: number | null, place: number, tied: boolean, part: number, least: number, most: number, share: number | null, per: number | null, reached: boolean | null}} Line */
/** @typedef {{id: string, title: string, open: boolean, rule: string, ballots: number, people: number | null, threshold: number | null, lines: Line[] | null}} Vote */

const root = document.documentElement;
/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
/** @type {Vote | null} */
let now = null;
let drawn = "", awaited = ""; // the round whose result nobody has seen yet: it was open a moment ago

/** @param {Document} page */
function read(page) {
  now = JSON.parse(page.getElementById("map-vote")?.textContent ?? "null");
  if (now?.open) awaited = now.id;
}
const isShown = () => at("scene-vote").hasAttribute("data-shown") && !root.hasAttribute("data-frozen");
const moves = () => !root.hasAttribute("data-calm") && !matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {Vote} vote */
function turnout({ ballots, people }) {
  const figure = at("vote-figure"), words = [element("b", "", number(ballots))];
  figure.replaceChildren(...words, ...(people === null ? [] : [` ${counted("of-people", people)}`]));
  at("vote-part").style.inlineSize = people ? `${Math.min(100, (100 * ballots) / people)}%` : "0";
  at("vote-part").parentElement.hidden = people === null;
}

/** @param {Line} line @param {string} rule */
function figureOf({ least, most, share }, rule) {
  if (rule === "scale") return share === null ? "–" : `${share.toLocaleString(lang())} %`;
  return least === most ? number(least) : `${number(least)}–${number(most)}`;
}

/** @param {Line} line @param {number} nth @param {Vote} vote @param {number} late the first of all is shown after so many steps */
function row(line, nth, vote, late) {
  const made = element("li", "scene-item vote-line"), words = element("div", "scene-words"), bar = element("div", "vote-bar"), part = element("div", "");
  const where = [line.stolik === null ? "" : `${say("stolik")} ${line.stolik}`, line.tied ? say("tie") : "", line.per === null || vote.rule === "scale" ? "" : say("per-person", { n: line.per.toLocaleString(lang(), { maximumFractionDigits: 2 }) }), line.reached === null ? "" : say(line.reached ? "reached" : "not-reached", { n: String(vote.threshold) })].filter(Boolean);
  part.style.inlineSize = `${Math.max(1, line.part)}%`;
  bar.append(part);
  words.append(theirs("p", "scene-text", line.text), bar, element("p", "scene-meta", where.join(" · ")));
  made.append(element("p", "vote-place", `${line.place}.`), words, element("p", "vote-total", figureOf(line, vote.rule)));
  if (late) made.style.setProperty("--late", `${(late - nth) * STEP}ms`);
  return made;
}

function paint() {
  const vote = now, words = JSON.stringify([vote, lang()]);
  if (words === drawn) return;
  drawn = words;
  at("title-vote").textContent = vote ? vote.title : say("vote");
  at("vote-how").textContent = say(vote?.open ? "vote-on" : vote ? "vote-advice" : "");
  at("vote-count").hidden = !vote?.open;
  at("vote-nothing").hidden = Boolean(vote && (vote.open || vote.lines?.length));
  const lines = vote?.lines ?? [], reveals = Boolean(vote && !vote.open && awaited === vote.id && moves());
  at("vote-list").hidden = !lines.length;
  at("vote-list").toggleAttribute("data-reveals", reveals);
  at("vote-list").replaceChildren(...lines.map((line, nth) => row(line, nth, /** @type {Vote} */ (vote), reveals ? lines.length - 1 : 0)));
  if (vote?.open) turnout(vote);
  if (!vote?.open) awaited = "";
}

/** The round that is shown. */
export const voteNow = () => now;

/** The scene, as it is shown or spoken anew. */
export function paintVote() { paint(); }

document.addEventListener("stoliki:data", (event) => {
  const { channel, data } = /** @type {CustomEvent} */ (event).detail;
  if (channel !== "hall" || !("vote" in data)) return;
  now = data.vote;
  if (now?.open) awaited = now.id;
  if (isShown()) paint();
});
document.addEventListener("stoliki:healed", (event) => {
  read(/** @type {CustomEvent} */ (event).detail.document);
  if (isShown()) paint();
});
read(document);
