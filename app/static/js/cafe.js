// @ts-check
// A resident's own phone adds ideas. What is typed stands in this phone's storage until the server has answered; then the page asks
// from time to time what became of it. Small on purpose: one script, no socket.

import { uuid7 } from "./uuid7.js";

const MOST = 20; // ideas that are remembered
const OLDEST = 72 * 3600 * 1000; // ms
const SOON = 15_000, SELDOM = 60_000; // ms between two questions: while something waits to be read, and else
const PATIENCE = 8000; // ms to answer
const CAP = 20_000; // ms, the longest back-off

/** @typedef {"queued" | "waiting" | "admitted" | "refused" | "returned"} State `returned`: the server did not take it, and says why */
/** @typedef {{id: string, sitting_id: number, text: string, typed_at: number, epoch: string, rehearsal: string, state: State, message?: string}} Idea */

const body = document.body.dataset;
const KEY = `stoliki:cafe:${body.seat}`, DRAFT = `${KEY}:draft`;
/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const form = at("cafe-form"), text = /** @type {HTMLTextAreaElement} */ (at("cafe-text")), list = at("cafe-mine"), problem = at("cafe-problem");

/** @type {Idea[]} */
let ideas = [];
let tries = 0, sending = false, again = 0, asking = 0;

/** @param {string} name */
function kept(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

/** @param {string} name @param {string} value */
function keep(name, value) {
  try { if (value) localStorage.setItem(name, value); else localStorage.removeItem(name); } catch { /* then this page alone remembers it */ }
}

/** What was typed in a rehearsal belongs to it alone. @param {Idea} idea */
const isOfNow = (idea) => idea.rehearsal === (body.rehearsal ? body.epoch : "") && Date.now() - idea.typed_at < OLDEST;

function save() {
  ideas = ideas.filter(isOfNow).slice(-MOST);
  keep(KEY, JSON.stringify(ideas));
  paint();
}

/** @param {Idea} idea */
function line(idea) {
  const item = document.createElement("li"), words = document.createElement("p"), state = document.createElement("p");
  words.textContent = idea.text;
  state.className = "quiet";
  state.textContent = idea.message ?? list.dataset[idea.state] ?? "";
  item.dataset.state = idea.state;
  item.append(words, state);
  if (idea.state === "returned") item.append(backButton(idea));
  return item;
}

/** @param {Idea} idea */
function backButton(idea) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = list.dataset.again ?? "";
  button.addEventListener("click", () => {
    text.value = [text.value.trim(), idea.text].filter(Boolean).join("\n");
    ideas = ideas.filter((one) => one.id !== idea.id);
    remember();
    save();
    text.focus();
  });
  return button;
}

function paint() {
  const shown = JSON.stringify(ideas.map(({ id, state, message }) => [id, state, message]));
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  list.replaceChildren(...ideas.map(line).reverse());
  at("cafe-said").hidden = !ideas.length;
}

/** @param {"net" | "seat" | "busy" | "many" | ""} what */
function complain(what) {
  problem.hidden = !what;
  problem.textContent = what ? problem.dataset[what] ?? "" : "";
}

/** @param {string} address @param {RequestInit} [how] */
async function ask(address, how = {}) {
  const headers = { Accept: "application/json", "X-Stoliki": "1", "X-Stoliki-Seat": body.seat ?? "", ...(how.body ? { "Content-Type": "application/json" } : {}) };
  const answer = await fetch(address, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE), ...how, headers });
  if (answer.headers.get("X-Stoliki") !== "1") throw new Error("not our server");
  return answer;
}

/** Send what waits, oldest first. */
async function flush() {
  const due = ideas.filter((one) => one.state === "queued");
  if (!due.length || sending) return;
  sending = true;
  clearTimeout(again);
  try {
    const commands = due.map(({ id, sitting_id, text: words, typed_at }) => ({ id, kind: "idea.record", age_ms: Math.max(0, Date.now() - typed_at), sitting_id, text: words }));
    const answer = await ask("/commands", { method: "POST", body: JSON.stringify({ v: 1, epoch: body.epoch, commands }) });
    await heard(answer, due);
  } catch {
    later("net");
  } finally {
    sending = false;
  }
}

/** @param {"net" | "seat" | "busy" | "many"} what @param {number} [ms] */
function later(what, ms) {
  tries += 1;
  complain(what);
  again = window.setTimeout(flush, ms ?? Math.min(CAP, 1000 * 2 ** tries) * (0.5 + Math.random() / 2));
}

/** @param {Response} answer @param {Idea[]} due */
async function heard(answer, due) {
  if (answer.status === 401 || answer.status === 403) { complain("seat"); return; }
  const said = await answer.json();
  if (answer.status === 409) {
    if (said.rehearsal || body.rehearsal) { location.reload(); return; }
    body.epoch = said.epoch;
    later("busy", 200);
    return;
  }
  if (!answer.ok) { later("busy", 1000 * (Number(answer.headers.get("Retry-After")) || 5)); return; }
  tries = 0;
  complain("");
  for (const one of said.answers) settle(due.find((idea) => idea.id === one.id), one);
  save();
  if (ideas.some((one) => one.state === "queued")) later("many", CAP);
}

/** @param {Idea | undefined} idea @param {{status: string, code?: string, message?: string}} answer */
function settle(idea, { status, code, message }) {
  if (!idea || code === "too_many") return;
  idea.state = status === "recorded" ? "waiting" : "returned";
  idea.message = status === "recorded" ? undefined : message;
  idea.epoch = body.epoch ?? "";
}

/** What became of it? Is the café open? A database that lost an idea is told it once more. */
async function look() {
  clearTimeout(asking);
  try {
    if (!document.hidden) await take(await ask("/cafe/mine"));
  } catch { /* no network: what was typed is safe */ }
  asking = window.setTimeout(look, (ideas.some((one) => one.state === "waiting") ? SOON : SELDOM) * (0.8 + Math.random() * 0.4));
}

/** @param {Response} answer */
async function take(answer) {
  if (answer.status === 401) complain("seat");
  if (!answer.ok) return;
  const told = await answer.json();
  if (told.rehearsal !== Boolean(body.rehearsal)) { location.reload(); return; }
  body.epoch = told.epoch;
  body.sitting = told.sitting_id ? String(told.sitting_id) : "";
  form.hidden = !body.sitting;
  at("cafe-closed").hidden = Boolean(body.sitting);
  for (const idea of ideas) {
    if (idea.state === "queued" || idea.state === "returned") continue;
    if (told.ideas[idea.id]) idea.state = told.ideas[idea.id];
    else if (idea.epoch !== told.epoch) idea.state = "queued";
  }
  save();
  flush();
}

const remember = () => keep(DRAFT, text.value);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words || !body.sitting) return;
  const rehearsal = body.rehearsal ? body.epoch ?? "" : "";
  ideas.push({ id: uuid7(), sitting_id: Number(body.sitting), text: words, typed_at: Date.now(), epoch: body.epoch ?? "", rehearsal, state: "queued" });
  text.value = "";
  remember();
  save();
  flush();
  clearTimeout(asking);
  asking = window.setTimeout(look, SOON);
});
text.addEventListener("input", remember);
addEventListener("online", () => { tries = 0; flush(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });

try { ideas = JSON.parse(kept(KEY) ?? "[]").filter(isOfNow); } catch { /* what is broken is no idea */ }
text.value = kept(DRAFT) ?? "";
paint();
flush();
look();
