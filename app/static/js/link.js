// @ts-check
// The link: one WebSocket per page, by which the server pushes. It is dead when it is silent, whatever it says about itself;
// then it is opened again; where no WebSocket opens, a long poll brings the same messages. hearing.js applies them.

import { reload, reloadedLately } from "./anew.js";
import { epoch, hear, heal, newest, pause, tell } from "./hearing.js";
import { naps } from "./naps.js";
import { haunted, reachable, sweep } from "./reach.js";

export { heal };

const LOOK = 250; // ms between two looks at the link
const SILENT_DEAD = 8000; // ms without a frame: the link is dead
const SILENT_TOLD = 10_000; // ms without a frame until the page says so
const OPENING = 3000; // ms to open, and again as much to be greeted
const ANSWER = 2000; // ms to answer a ping
const BURST = 250; // ms: focus, pageshow and visibilitychange come together, one question will do
const SLEPT = 3000; // ms between two looks: the machine was asleep
const FIRST = 250; // ms, from which the back-off doubles
const OPENINGS = 3; // failed in a row until the long poll
const HASTE = 4000; // ms from one socket to the next while nothing gets through: one whose first packets were lost is better begun anew than waited for
const MANY = 12, CALM = 6000; // sockets in a row that did not open; from then on ms to open: browsers make a page that tried so often wait up to 5 s
const REFUSED = 1000; // ms: an answer that fails as soon held no connection
const ASK_AGAIN = 15_000; // ms until it is asked again, beside the sockets that do not open, whether a poll would get through
const SOCKET_AGAIN = 60_000; // ms between two tries while polling
const POLL = 4; // s: with the time to open, a dead poll is left within 8 s, too
const TURNED_AWAY = 15_000; // ms until a page without a seat asks again, or one that found the house full
const OVERLOAD = 1013, JOIN_AGAIN = 4401, FORBIDDEN = 4403, RELOAD = 4409; // close codes
const OURS = 1012; // from here on close codes are the server's: sockets do pass
const ANEW = -1; // a poll that was dropped to ask at once

const body = document.body.dataset;
const CAP = Number(body.cap ?? 2000); // ms, the longest back-off: of a tablet or projector; a phone's page says 15000
/** @typedef {{opened: boolean, code: number}} End whether the server greeted us, and its close code */
/** @type {WebSocket | null} */
let socket = null;
let heardAt = performance.now(), lookedAt = heardAt, askedAt = 0, pings = 0;
let welcomed = false, silent = false, state = "connecting";
let failed = 0; // openings in a row
let drop = () => {}, ear = () => {};
const { rest, wake } = naps();

/** Begin again, asking for what the page says now: another language. It heals. */
export const relink = () => { if (socket) socket.close(); else drop(); };

/** @param {string} now @param {number} [code] */
function become(now, code) {
  if (now === state && !code) return;
  state = now;
  tell("link", { state: now, code });
}

/** @param {any} message @param {boolean} [again] */
function heard(message, again = welcomed) {
  heardAt = performance.now();
  ear();
  if (silent) { silent = false; tell("live"); }
  if (message.t !== "pong") hear(message, message.t === "welcome" && again);
  welcomed ||= message.t === "welcome";
  if (welcomed) become("live");
}

function query() {
  const asked = new URLSearchParams({ channels: body.channels ?? "", since: String(newest()), epoch: epoch() });
  if (body.seat) asked.set("seat", body.seat);
  if (body.lang) asked.set("lang", body.lang);
  if (body.version) asked.set("version", body.version);
  return `${location.host}/live?${asked}`;
}

/** One socket from opening to its end. @param {number} patience ms to open @returns {Promise<End>} */
function session(patience) {
  return new Promise((resolve) => {
    const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${query()}`);
    let greeted = false;
    const end = (/** @type {number} */ code) => {
      clearTimeout(late);
      mine.onopen = mine.onmessage = mine.onclose = null;
      socket = null;
      drop = () => {};
      mine.close();
      resolve({ opened: greeted, code });
    };
    let late = setTimeout(() => end(0), patience);
    drop = () => { haunted(); end(0); };
    socket = mine;
    mine.onopen = () => { clearTimeout(late); late = setTimeout(() => end(0), OPENING); heardAt = performance.now(); sweep(); };
    mine.onmessage = (event) => { clearTimeout(late); greeted = true; heard(JSON.parse(event.data)); };
    mine.onclose = (event) => end(event.code);
  });
}

/** One long poll; with 0 it only asks how things are. @param {number} wait s @returns {Promise<End>} */
async function poll(wait) {
  const stop = new AbortController(), late = setTimeout(() => leave(0), wait * 1000 + OPENING);
  let code = 0;
  const leave = (/** @type {number} */ why) => { code = why; haunted(); stop.abort(); };
  drop = () => leave(ANEW);
  try {
    if (wait === 0) sweep();
    const answer = await fetch(`${location.protocol}//${query()}&wait=${wait}`, { cache: "no-store", signal: stop.signal });
    if (!answer.headers.get("X-Stoliki")) return { opened: false, code };
    const told = await answer.json();
    for (const message of told.messages) heard(message, wait === 0);
    if (told.now) tell("now", { now: told.now });
    return { opened: answer.ok, code: told.code ?? 0 };
  } catch {
    return { opened: false, code };
  } finally {
    clearTimeout(late);
    drop = () => {};
  }
}

async function run() {
  let tries = 0, socketAt = 0, askAt = 0, triedAt = 0;
  let fresh = true; // nothing is known of what happened since: the next poll asks at once, and the page heals
  let answered = false, dark = false, covered = false; // a poll would get through; none does; polls work, and a socket is only tried beside them
  let lives = false; // by polls: on this network they are what gets through
  const ask = async () => {
    const asked = performance.now();
    askAt = asked + ASK_AGAIN;
    answered = await reachable(OPENING);
    if (lives || performance.now() - asked < REFUSED) askAt = 0;
    if (answered && failed >= OPENINGS) wake();
  };
  for (;;) {
    const began = performance.now(), blocked = failed >= OPENINGS;
    if (failed && !answered && began >= askAt) {
      const asked = ask();
      if (lives) await asked;
    }
    const wait = () => Math.random() * Math.min(performance.now() - began < HASTE ? CAP : CAP / 2, FIRST * 2 ** tries); // who waited for an answer has waited
    if (blocked && !answered && began < triedAt + HASTE) { await rest(wait()); continue; }
    const polling = blocked && answered && began < socketAt;
    if (!polling) triedAt = began;
    const { opened, code } = await (polling ? poll(fresh ? 0 : POLL) : session(!blocked || answered ? OPENING : failed < MANY ? HASTE : CALM));
    if (code === RELOAD && !reloadedLately()) { await reload(); return; }
    if (polling && opened) {
      if (dark) socketAt = 0; // the network is back, perhaps for sockets, too
      [fresh, dark, covered, lives] = [false, false, true, true];
      tries = 0;
      if (performance.now() - began < FIRST) await rest(FIRST); // told to heal at once, it would ask again at once
      continue;
    }
    fresh = true;
    if (polling) {
      if (code === ANEW) continue;
      [answered, dark, covered, askAt] = [false, true, false, 0];
    } else {
      if (opened) answered = dark = lives = false;
      failed = opened || code >= OURS ? 0 : failed + 1;
      socketAt = performance.now() + SOCKET_AGAIN;
      if (failed > OPENINGS && covered) continue;
      covered = false;
    }
    const away = [OVERLOAD, JOIN_AGAIN, FORBIDDEN, RELOAD].includes(code);
    become("lost", away ? code : undefined);
    tries = opened && !away ? 0 : tries + 1;
    await rest(away ? TURNED_AWAY * (code === OVERLOAD ? Math.random() : 1) : wait());
  }
}

/** Is anybody there? Two seconds to answer. A poll is asked anew, a pause ends. */
async function probe() {
  const asked = performance.now(), mine = socket;
  if (!mine) { drop(); wake(); return; }
  if (asked - askedAt < BURST) return;
  askedAt = asked;
  if (mine.readyState === WebSocket.OPEN) mine.send(JSON.stringify({ t: "ping", k: pings += 1 }));
  await pause(ANSWER);
  if (socket === mine && heardAt < asked) drop();
}

/** Asked by who got no answer: is anybody there? A link that does not answer, either, is left. */
export async function alive() {
  const mine = socket, asked = performance.now();
  if (mine?.readyState !== WebSocket.OPEN) return reachable(OPENING);
  probe();
  await Promise.race([pause(ANSWER), new Promise((resolve) => { ear = () => resolve(undefined); })]);
  return heardAt > asked;
}

function look() {
  const now = performance.now(), quiet = now - heardAt, slept = now - lookedAt > SLEPT;
  lookedAt = now;
  if (slept) probe();
  else if (socket?.readyState === WebSocket.OPEN && quiet > SILENT_DEAD - LOOK) drop();
  if (quiet > SILENT_TOLD) { silent = true; tell("silence", { seconds: Math.round(quiet / 1000) }); }
}

if (body.channels) {
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) probe(); });
  for (const name of ["pageshow", "online", "offline", "focus"]) addEventListener(name, () => { if (name === "online") failed = 0; probe(); });
  queueMicrotask(run);
}
