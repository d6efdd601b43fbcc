// @ts-check
// A resident's own phone votes. One ballot is said until the server has answered; then the phone remembers only that it has voted.
// Old phones read this file, too: no syntax newer than ES2017, no socket, nothing kept but one ballot on its way.

import { fill, key, made, vote, word } from "./slip.js";
import { uuid7 } from "./uuid7.js";

const IDLE = 8000, LOOK = 20000, SELDOM = 60000; // ms between two questions: while nothing is open, while something is, after a vote
const PATIENCE = 10000, CAP = 15000; // ms to answer; ms, the longest back-off
const LATE = 3600000; // ms in which a ballot that came late is offered again

/** @typedef {import("./slip.js").Slip & {stolik_id: number | null, number: number, theme: string, token: boolean}} PhoneSlip */
/** @typedef {{epoch: string, rehearsal: boolean, stoliki: {number: number, theme: string}[], slip: PhoneSlip | null, free: boolean, has_token?: boolean}} Now */
/** @typedef {{id: string, round_id: string, stolik_id: number | null, dots: Object<string, number>, token: string | null, at: number, epoch: string, seat: string}} Ballot */

const body = document.body.dataset, home = /** @type {HTMLElement} */ (document.getElementById("vote"));
const title = /** @type {HTMLElement} */ (document.getElementById("vote-title")), line = /** @type {HTMLElement} */ (document.getElementById("vote-line"));
const store = `stoliki:vote:${body.seat}`, PLACE = "stoliki:stolik";
let timer = 0, tries = 0, sending = false, shown = "", voting = false;
let complaint = ""; // why the last ballot was not taken
/** What was not taken as it was: the person looks at it again. @type {Object<string, number>} */
let returned = {};

/** @param {string} name */
function kept(name) {
  try { return localStorage.getItem(name) || ""; } catch (error) { return ""; }
}
/** @param {string} name @param {string} value */
function keep(name, value) {
  try { if (value) localStorage.setItem(name, value); else localStorage.removeItem(name); } catch (error) { memory[name] = value; }
}
/** @type {Object<string, string>} */
const memory = {}; // of a phone that keeps nothing

/** @returns {{ballot: Ballot | null, voted: Object<string, boolean>}} */
function state() {
  try { return Object.assign({ ballot: null, voted: {} }, JSON.parse(kept(store) || memory[store] || "{}")); } catch (error) { return { ballot: null, voted: {} }; }
}
/** @param {Object<string, any>} change */
const remember = (change) => keep(store, JSON.stringify(Object.assign(state(), change)));

/** @param {string} address @param {Object<string, any>} [how] @returns {Promise<Response>} */
function ask(address, how = {}) {
  const headers = { Accept: "application/json", "X-Stoliki": "1", "X-Stoliki-Seat": body.seat || "", "Content-Type": "application/json" };
  const late = new Promise((_, reject) => { setTimeout(() => reject(new Error("late")), PATIENCE); });
  return Promise.race([fetch(address, Object.assign({ cache: "no-store", credentials: "same-origin", headers }, how)), late]).then((answer) => {
    if (answer.headers.get("X-Stoliki") !== "1") throw new Error("not our server");
    return answer;
  });
}

/** @param {string} text */
const say = (text) => { if (line.textContent !== text) line.textContent = text; line.hidden = !text; };
/** @param {number} ms */
function later(ms) {
  clearTimeout(timer);
  timer = window.setTimeout(look, ms * (0.8 + Math.random() * 0.4));
}

async function look() {
  clearTimeout(timer);
  if (document.hidden || voting || sending) { later(LOOK); return; }
  try {
    const place = kept(PLACE) || memory[PLACE] || "", answer = await ask(`/vote/now${place ? `?stolik=${place}` : ""}`);
    if (answer.status === 401 || answer.status === 403) { say(word("seat")); return; }
    const now = await answer.json();
    if (now.rehearsal !== Boolean(body.rehearsal)) { location.reload(); return; }
    body.epoch = now.epoch;
    say(complaint);
    paint(now, place);
    later(now.slip && state().voted[now.slip.id] ? SELDOM : now.stoliki.length ? LOOK : IDLE);
  } catch (error) {
    say(word("net"));
    later(LOOK);
  }
}

/** @param {Now} now @param {string} place */
function paint(now, place) {
  const slip = now.slip, voted = slip && state().voted[slip.id], what = JSON.stringify([now.stoliki, slip && slip.id, voted, place, Boolean(state().ballot)]);
  if (voting || what === shown) return;
  shown = what;
  if (!now.stoliki.length) nothing();
  else if (slip && (place === String(slip.number)) && (voted || state().ballot)) thank(slip, now);
  else if (slip && place === String(slip.number)) open(slip, now);
  else places(now);
}

function nothing() {
  fill(title, [word("title")]);
  const again = key(word("look-again"));
  again.addEventListener("click", look);
  fill(home, [made("p", { class: "slip-blank" }, [word("nothing")]), made("div", { class: "slip-end" }, [again])]);
}

/** Where does this person sit? @param {Now} now */
function places(now) {
  fill(title, [word("title")]);
  const row = (/** @type {string} */ text, /** @type {string} */ number) => {
    const one = key(text);
    one.addEventListener("click", () => { memory[PLACE] = number; keep(PLACE, number); look(); });
    return made("li", {}, [one]);
  };
  const rows = now.stoliki.map((one) => row(`${one.number}. ${one.theme}`, String(one.number)));
  fill(home, [made("h2", { class: "slip-ask" }, [word("where")]), made("ol", { class: "places" }, now.free ? rows.concat([row(word("nowhere"), "0")]) : rows)]);
}

/** @param {PhoneSlip} slip */
function head(slip) {
  fill(title, [slip.title]);
  const other = key(word("elsewhere"), { "data-look": "plain" });
  other.addEventListener("click", () => { delete memory[PLACE]; keep(PLACE, ""); voting = false; shown = ""; look(); });
  return made("p", { class: "quiet slip-place" }, [slip.number ? word("stolik", { n: slip.number, theme: slip.theme }) : word("nowhere"), " ", other]);
}

/** @param {PhoneSlip} slip @param {Now} now */
function open(slip, now) {
  const place = document.getElementById("vote-place");
  if (place) fill(place, [head(slip)]);
  const token = /** @type {HTMLInputElement} */ (made("input", { id: "vote-token", autocomplete: "off", autocapitalize: "characters", maxlength: "12", spellcheck: "false" }));
  const more = slip.token && !now.has_token ? [made("p", { class: "slip-token" }, [made("label", { for: "vote-token" }, [word("token")]), token])] : [];
  home.addEventListener("click", () => { voting = true; }, { once: true });
  vote(home, slip, (dots) => cast({ id: uuid7(), round_id: slip.id, stolik_id: slip.stolik_id, dots, token: token.value.trim() || null, at: Date.now(), epoch: body.epoch || "", seat: body.seat || "" }), returned, more);
  returned = {};
}

/** @param {PhoneSlip} slip @param {Now} now */
function thank(slip, now) {
  const place = document.getElementById("vote-place"), change = key(word("change"));
  if (place) fill(place, [head(slip)]);
  change.addEventListener("click", () => open(slip, now));
  const waits = state().ballot;
  fill(home, [made("p", { class: "over-mark", "aria-hidden": "true" }, [waits ? "…" : "✓"]), made("h2", { class: "slip-ask", tabindex: "-1", id: "slip-ask" }, [word(waits ? "on-its-way" : "thanks")]),
    made("div", { class: "slip-end" }, [change, made("p", { class: "quiet" }, [word("result-later")])])]);
}

/** On this phone before it is on its way; gone from it when the server has answered. @param {Ballot} ballot */
function cast(ballot) {
  remember({ ballot });
  complaint = "";
  voting = false;
  shown = "";
  send();
}

async function send() {
  const { ballot } = state();
  if (!ballot || sending) return;
  sending = true;
  fill(home, [made("p", { class: "slip-blank", role: "status" }, [word("on-its-way")])]);
  let wait = 0;
  try {
    const { id, round_id, stolik_id, dots, token, at } = ballot;
    const commands = [{ id, kind: "ballot.cast", age_ms: Math.max(0, Date.now() - at), round_id, stolik_id, dots, token }];
    wait = await heard(await ask("/commands", { method: "POST", body: JSON.stringify({ v: 1, epoch: body.epoch, commands }) }), ballot);
  } catch (error) {
    tries += 1;
    say(word("net"));
    wait = Math.min(CAP, 1000 * Math.pow(2, tries)) * (0.5 + Math.random() / 2);
  }
  sending = false;
  if (wait) setTimeout(send, wait);
  else look();
}

/** @param {Response} answer @param {Ballot} ballot @returns {Promise<number>} ms until it is sent again */
async function heard(answer, ballot) {
  if (answer.status === 401 || answer.status === 403) { say(word("seat")); return CAP; }
  const said = await answer.json();
  if (answer.status === 409) {
    if (said.rehearsal || body.rehearsal) { remember({ ballot: null }); location.reload(); return CAP; }
    body.epoch = said.epoch;
    return 200;
  }
  if (!answer.ok) { say(word("busy")); return 1000 * (Number(answer.headers.get("Retry-After")) || 3) * (0.7 + Math.random()); }
  tries = 0;
  const { status, code, message } = said.answers[0], voted = state().voted;
  if (status === "recorded") voted[ballot.round_id] = true;
  const late = code === "round_closed" && Date.now() - ballot.at < LATE; // organisers may still let it in
  remember({ ballot: late ? ballot : null, voted });
  complaint = status === "recorded" ? "" : message || word("not-taken");
  say(complaint);
  shown = "";
  if (status !== "recorded" && !late) returned = ballot.dots;
  if (late) look();
  return late ? SELDOM : 0;
}

const asked = /stolik=([1-9][0-9]{0,5})/.exec(location.search);
if (asked) { memory[PLACE] = asked[1]; keep(PLACE, asked[1]); }
addEventListener("online", () => { tries = 0; send(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden && !voting) look(); });
say("");
if (state().ballot) send(); else look();
