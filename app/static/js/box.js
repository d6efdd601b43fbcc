// @ts-check
// The tablet as a ballot box: one person after another. Between two people the screen shows nothing of the one before, no key leads
// back into a ballot, and only who knows the PIN, or holds a key for three seconds, gets out. What is cast goes through the outbox.

import "./leave.js";
import { attention, queued, say, trouble } from "./outbox.js";
import { fill, key, made, vote, word } from "./slip.js";

const HOLD = 3000; // ms to open the box without a PIN
const CALM = 500; // ms after a ballot in which a second tap does nothing
const FORGOTTEN = 180_000; // ms without a touch: whoever was voting has gone
const body = document.body.dataset, LOCK = `stoliki:box:${body.stolik}`, OPEN = "open";
/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
const home = at("box"), unlock = at("box-unlock");
/** @typedef {"start" | "between" | "voting" | "unlocking"} Stage */
/** @type {Stage} */
let stage = "start";
let lastTouch = performance.now(), cast = false, calmUntil = 0, ours = "";

/** What locks the box: "-" or a PIN; it survives a reload, and is forgotten with the tab. */
const lock = () => sessionStorage.getItem(LOCK) ?? "";
const paper = () => at("paper").dataset;
/** @returns {any} */
const slip = () => (paper().slip ? JSON.parse(paper().slip) : null);
const isOpen = () => paper().state === OPEN && paper().tablet === "yes" && slip();
const refused = () => attention().filter((row) => row.kind === "ballot.cast" && row.fields.round_id === paper().round).pop();

/** How many have voted here, with what is still on its way. */
function voted() {
  const { ballots, people } = at("turnout").dataset, waits = queued().filter((row) => row.kind === "ballot.cast").length;
  return { ballots: Number(ballots) + waits, people: people === "" ? Infinity : Number(people) };
}

/** @param {Stage} next @param {(Node | string)[]} inside */
function show(next, inside) {
  stage = next;
  unlock.hidden = next === "start" || next === "unlocking";
  fill(home, inside);
  const head = home.querySelector("h2");
  if (head) { head.tabIndex = -1; head.focus(); }
  window.scrollTo(0, 0);
}

/** @param {string} text @param {boolean} [mark] */
const head = (text, mark = false) => [...(mark ? [made("p", { class: "over-mark", "aria-hidden": "true" }, ["✓"])] : []), made("h2", { class: "slip-ask" }, [text])];

/** Before the first person: the moderator alone. */
function start() {
  const leave = key(word("box-leave"));
  leave.addEventListener("click", out);
  if (!isOpen()) { show("start", [...head(word(paper().state === "closed" ? "box-closed" : "box-none")), made("div", { class: "slip-end" }, [leave])]); return; }
  const pin = pinField(word("box-pin")), close = key(word("box-start"), { "data-look": "primary" });
  close.addEventListener("click", () => {
    const typed = pin.input.value.trim();
    if (typed && !/^\d{4}$/.test(typed)) { pin.input.focus(); return; }
    sessionStorage.setItem(LOCK, typed || "-");
    history.replaceState(null, "", location.href);
    cast = false;
    between();
  });
  show("start", [...head(slip().title), made("p", { class: "slip-blank" }, [word("box-how")]), pin.row, made("div", { class: "slip-end" }, [close, leave])]);
}

/** @param {string} label */
function pinField(label) {
  const input = /** @type {HTMLInputElement} */ (made("input", { class: "box-pin", id: "box-pin", type: "password", inputmode: "numeric", maxlength: "4", autocomplete: "off" }));
  return { input, row: made("p", { class: "slip-token" }, [made("label", { for: "box-pin" }, [label]), input]) };
}

function out() {
  sessionStorage.removeItem(LOCK);
  location.replace(`/stoliki/${body.number}`);
}

function invitation() {
  const { ballots, people } = voted();
  if (!isOpen()) return word("box-closed");
  return word(ballots >= people ? "all-voted" : cast ? "done" : ballots ? "next-person" : "first");
}

/** Nothing of anybody: the screen between two people. */
function between() {
  const { ballots, people } = voted(), begin = key(word("begin"), { "data-look": "primary" }), open = isOpen();
  const text = invitation();
  const calm = calmUntil - performance.now();
  if (calm > 0) {
    begin.setAttribute("aria-disabled", "true");
    setTimeout(() => begin.removeAttribute("aria-disabled"), calm);
  }
  begin.addEventListener("click", () => { if (performance.now() >= calmUntil) ballot(); });
  show("between", [...head(text, cast), made("div", { class: "slip-end" }, open && ballots < people ? [begin, made("p", { class: "quiet" }, [word("empty")])] : [])]);
}

function ballot() {
  const mine = slip();
  if (!mine) { between(); return; }
  ours = mine.id;
  lastTouch = performance.now();
  show("voting", []);
  vote(home, mine, async (dots) => {
    cast = true;
    calmUntil = performance.now() + CALM;
    await say("ballot.cast", { round_id: mine.id, stolik_id: mine.stolik_id, dots, token: null });
    between();
    paintLine();
  });
}

function unlocking() {
  const stay = key(word("stay"));
  stay.addEventListener("click", between);
  if (lock() === "-") {
    const hold = key(word("hold"), { "data-look": "primary", class: "key box-hold" });
    let timer = 0;
    const begin = (/** @type {Event} */ event) => { event.preventDefault(); if (!timer) { hold.dataset.held = ""; timer = window.setTimeout(out, HOLD); } };
    const stop = () => { clearTimeout(timer); timer = 0; delete hold.dataset.held; };
    hold.addEventListener("pointerdown", begin);
    for (const name of ["pointerup", "pointerleave", "pointercancel", "blur", "keyup"]) hold.addEventListener(name, stop);
    hold.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") begin(event); });
    hold.addEventListener("contextmenu", (event) => event.preventDefault());
    show("unlocking", [...head(word("hold")), made("div", { class: "slip-end" }, [hold, stay])]);
    return;
  }
  const pin = pinField(word("type-pin")), open = key(word("open-box"), { "data-look": "primary" }), wrong = made("p", { role: "alert" });
  const tried = () => { if (pin.input.value === lock()) out(); else { wrong.textContent = word("wrong-pin"); pin.input.value = ""; pin.input.focus(); } };
  open.addEventListener("click", tried);
  pin.input.addEventListener("keydown", (event) => { if (event.key === "Enter") tried(); });
  show("unlocking", [...head(word("type-pin")), pin.row, wrong, made("div", { class: "slip-end" }, [open, stay])]);
}

function paintLine() {
  const row = refused(), lost = trouble() === "net", text = row ? word("box-refused", { why: row.message ?? "" }) : lost ? word("box-net") : "", line = at("box-line");
  if (line.textContent !== text) line.textContent = text;
  line.hidden = !text || stage === "voting";
}

/** The round was opened, closed, its texts changed; somebody voted. Who votes now is not disturbed, unless it is another round. */
function changed() {
  const gone = !isOpen() || slip().id !== ours;
  if (stage === "start") { if (document.activeElement?.id !== "box-pin") start(); }
  else if (stage === "between" || (stage === "voting" && gone)) between();
  paintLine();
}

unlock.addEventListener("click", unlocking);
for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => { lastTouch = performance.now(); }, true);
setInterval(() => { if ((stage === "voting" || stage === "unlocking") && performance.now() - lastTouch > FORGOTTEN) { cast = false; between(); } }, 5000);
addEventListener("pageshow", (event) => { if (event.persisted) { if (lock()) between(); else start(); } });
new MutationObserver(changed).observe(at("paper"), { attributes: true });
/** Who holds the tablet between two people is told once that it is another's turn now, or nobody's. */
const counted = () => { if (stage === "between" && home.querySelector("h2")?.textContent !== invitation()) changed(); };
new MutationObserver(counted).observe(at("turnout"), { attributes: true });
document.addEventListener("stoliki:outbox", counted);
for (const name of ["outbox", "link"]) document.addEventListener(`stoliki:${name}`, paintLine);
if (lock()) between(); else start();
