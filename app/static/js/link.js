// @ts-check
// The link: one WebSocket per page, by which the server pushes. It is dead when it is silent, whatever it says about itself;
// then it is opened again; where no WebSocket opens, a long poll brings the same messages. hearing.js applies them.

import { epoch, hear, heal, newest, pause, tell } from "./hearing.js";

export { heal };

const LOOK = 250; // ms between two looks at the link
const SILENT_DEAD = 8000; // ms without a frame: the link is dead
const SILENT_TOLD = 10_000; // ms without a frame until the page says so
const OPENING = 3000; // ms to open
const ANSWER = 2000; // ms to answer a ping
const SWEEPS = 5, SWEEP = 1500; // questions, ms to answer: a browser holds six sockets to one address
const SLEPT = 3000; // ms between two looks: the machine was asleep
const CAP = 2000; // ms, the longest back-off of a tablet or projector
const OPENINGS = 3; // failed in a row until the long poll
const SOCKET_AGAIN = 60_000; // ms between two tries while polling
const POLL = 25; // s
const TURNED_AWAY = 15_000; // ms until a page without a seat asks again

const body = document.body.dataset;
/** @type {WebSocket | null} */
let socket = null;
let heardAt = performance.now(), lookedAt = heardAt, quietUntil = 0, pings = 0;
let ghosts = false; // the last link ended in silence: other sockets of that time may be dead, too
let welcomed = false, silent = false, state = "connecting";
let failed = 0; // openings in a row
/** @type {(opened: boolean, code?: number) => void} */
let drop = () => {};
let wake = () => {};

/** @param {string} now @param {number} [code] */
function become(now, code) {
  if (now === state && !code) return;
  state = now;
  tell("link", { state: now, code });
}

/** @param {any} message @param {boolean} [again] */
function heard(message, again = welcomed) {
  heardAt = performance.now();
  if (silent) { silent = false; tell("live"); }
  if (message.t !== "pong") hear(message, message.t === "welcome" && again);
  welcomed ||= message.t === "welcome";
  if (welcomed) become("live");
}

function query() {
  const asked = new URLSearchParams({ channels: body.channels ?? "", since: String(newest()), epoch: epoch() });
  if (body.seat) asked.set("seat", body.seat);
  return `${location.host}/live?${asked}`;
}

/** One socket from opening to its end. @returns {Promise<{opened: boolean, code: number}>} */
function session() {
  return new Promise((resolve) => {
    const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${query()}`);
    let open = false;
    const end = (/** @type {number} */ code) => {
      clearTimeout(late);
      mine.onopen = mine.onmessage = mine.onclose = null;
      socket = null;
      mine.close();
      resolve({ opened: open, code });
    };
    const late = setTimeout(() => end(0), OPENING);
    drop = () => { ghosts = true; end(0); };
    socket = mine;
    mine.onopen = () => { open = true; clearTimeout(late); heardAt = performance.now(); sweep(); };
    mine.onmessage = (event) => heard(JSON.parse(event.data));
    mine.onclose = (event) => end(event.code);
  });
}

/** The browser would hand its dead sockets, one after the other, to what is to be sent now: small questions take them first. */
function sweep() {
  for (let n = 0; ghosts && n < SWEEPS; n += 1) fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(SWEEP) }).catch(() => {});
  ghosts = false;
}

/** @param {number} wait s @returns {Promise<{opened: boolean, code: number}>} */
async function poll(wait) {
  quietUntil = performance.now() + (POLL + 5) * 1000;
  const answer = await fetch(`${location.protocol}//${query()}&wait=${wait}`, { cache: "no-store", signal: AbortSignal.timeout((POLL + 5) * 1000) }).catch(() => null);
  quietUntil = 0;
  if (answer?.status === 401) return { opened: false, code: 4401 };
  const told = answer?.ok && answer.headers.get("X-Stoliki") ? await answer.json().catch(() => null) : null;
  for (const message of told?.messages ?? []) heard(message, wait === 0);
  return { opened: Boolean(told), code: 0 };
}

/** A server with another version of this page: send what waits, then load it anew. */
async function reload() {
  /** @type {Promise<unknown>[]} */
  const wait = [];
  tell("reload", { wait });
  await Promise.race([Promise.all(wait), pause(3000)]);
  location.reload();
}

async function run() {
  let tries = 0, socketAt = 0, outage = true, dark = false;
  for (;;) {
    const polling = failed >= OPENINGS && performance.now() < socketAt;
    const { opened, code } = await (polling ? poll(outage ? 0 : POLL) : session());
    if (code === 4409) { await reload(); return; }
    if (polling) {
      if (!opened || dark) socketAt = 0;
      outage = dark = !opened;
    } else {
      failed = opened ? 0 : failed + 1;
      socketAt = performance.now() + SOCKET_AGAIN;
      outage = true;
    }
    if (polling && opened) { tries = 0; continue; }
    const away = code === 4401 || code === 4403;
    become("lost", away ? code : undefined);
    tries = opened && !away ? 0 : tries + 1;
    await rest(away ? TURNED_AWAY : Math.random() * Math.min(CAP, 250 * 2 ** tries));
  }
}

/** Wait, unless something says that the network may be back. @param {number} ms */
function rest(ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => { clearTimeout(timer); resolve(undefined); };
  });
}

/** Is anybody there? Two seconds to answer. */
async function probe() {
  const asked = performance.now(), mine = socket;
  if (!mine || mine.readyState !== WebSocket.OPEN) { wake(); return; }
  pings += 1;
  mine.send(JSON.stringify({ t: "ping", k: pings }));
  await pause(ANSWER);
  if (socket === mine && heardAt < asked) drop(false);
}

function look() {
  const now = performance.now(), quiet = now - heardAt, slept = now - lookedAt > SLEPT;
  lookedAt = now;
  if (now < quietUntil) return;
  if (slept) probe();
  else if (socket?.readyState === WebSocket.OPEN && quiet > SILENT_DEAD - LOOK) drop(false);
  if (quiet > SILENT_TOLD) { silent = true; tell("silence", { seconds: Math.round(quiet / 1000) }); }
}

if (body.channels) {
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) probe(); });
  for (const name of ["pageshow", "online", "offline", "focus"]) addEventListener(name, () => { if (name === "online") failed = 0; probe(); });
  queueMicrotask(run);
}
