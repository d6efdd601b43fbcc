// @ts-check
// The overview: what the server cannot print once for everyone. How long ago, how quiet, how many tablets, how long the phase still
// lasts: painted again whenever a row is swapped, and by the clock.

import { serverNow } from "./clock.js";
import { said } from "./countdown.js";
import { paintPace } from "./hall_pace.js";
import { ago, isOver, order, paintRow, show, write } from "./hall_row.js";

const LOOK_MS = 5_000;
const TICK_MS = 250;

const table = /** @type {HTMLTableElement} */ (document.querySelector("table.hall"));
const clock = document.getElementById("clock");
const help = /** @type {HTMLElement} */ (document.getElementById("hall-help"));
const call = /** @type {HTMLTemplateElement} */ (document.getElementById("hall-call"));

/** @type {import("./hall_row.js").Present | null} */
let present = null;

const rows = () => /** @type {HTMLElement[]} */ ([...table.querySelectorAll("#hall-rows > tr")]);
const sittings = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#hall-sittings > [data-phase]")]);

/** Sitting -> the part it is in. @param {number} now */
function phases(now) {
  /** @type {Map<string, import("./hall_row.js").Phase>} */
  const found = new Map();
  for (const { dataset } of sittings()) {
    const began = Number(dataset.endsAt ?? now) - Number(dataset.seconds) * 1000;
    found.set(dataset.sitting ?? "", { key: dataset.phase ?? "", title: dataset.title ?? "", running: dataset.endsAt !== undefined, began });
  }
  return found;
}

/** @param {string} id @param {string[]} numbers */
function line(id, numbers) {
  const place = document.getElementById(id);
  show(place, numbers.length > 0);
  if (numbers.length) write(place, (place?.dataset.words ?? "").replace("{list}", numbers.join(", ")));
}

/** Each stolik that calls for help, one line; while it is the same call it is the same line. @param {HTMLElement[]} calling @param {number} now */
function paintHelp(calling, now) {
  const named = calling.map((row) => `${row.dataset.stolik}:${row.dataset.help}:${row.dataset.themeName}`).join();
  if (help.dataset.shown !== named) {
    const pressed = help.contains(document.activeElement);
    help.dataset.shown = named;
    help.replaceChildren(...calling.map((row) => {
      const made = /** @type {HTMLElement} */ (call.content.cloneNode(true)).firstElementChild, title = made?.querySelector("b");
      write(title, (title?.textContent ?? "").replace("{number}", row.dataset.number ?? ""));
      order(made?.querySelector("[data-goes]"), "notice.take", row, { about: "help", mark: Number(row.dataset.help), taken: false });
      isOver(made?.querySelector("[data-over]"), row);
      return /** @type {Node} */ (made);
    }));
    if (pressed) /** @type {HTMLElement | null} */ (help.querySelector("button") ?? table.querySelector(".hall-over:not([hidden])"))?.focus();
  }
  calling.forEach((row, nth) => write(help.children[nth]?.querySelector("span > span"), `${row.dataset.themeName}, ${ago(now - Number(row.dataset.help))}`));
}

function paint() {
  const now = serverNow(), parts = phases(now);
  const loud = rows().map((row) => /** @type {const} */ ([row, paintRow(row, now, present, parts.get(row.dataset.sitting ?? ""))]));
  /** @param {string} about */
  const where = (about) => loud.filter(([, alarms]) => alarms.some((one) => one.about === about)).map(([row]) => row);
  line("hall-silent", where("silence").map((row) => row.dataset.number ?? ""));
  line("hall-unsent", where("tablet").map((row) => row.dataset.number ?? ""));
  paintHelp(where("help"), now);
  paintPace(table.querySelectorAll("td.hall-pace"), now, table.dataset.pace ?? "");
  tick();
}

function tick() {
  const now = serverNow();
  write(clock, new Date(now).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
  for (const one of sittings()) {
    const { endsAt, leftMs } = one.dataset;
    write(one.querySelector(".hall-left"), said(endsAt ? Number(endsAt) - now : Number(leftMs)));
  }
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/hall/presence", { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return;
    present = await answer.json();
  } catch {
    present = null; // no network: better no number than an old one
  }
  paint();
}

document.addEventListener("stoliki:link", (event) => {
  show(document.getElementById("hall-lost"), /** @type {CustomEvent} */ (event).detail.state === "lost");
});
const on = /** @type {HTMLElement} */ (document.getElementById("hall-sittings")); // its countdowns are written too: only other sittings, and what they say of themselves, count
new MutationObserver(paint).observe(table, { childList: true, subtree: true, attributes: true });
new MutationObserver(paint).observe(on, { childList: true });
new MutationObserver(paint).observe(on, { attributes: true, subtree: true });
setInterval(look, LOOK_MS);
setInterval(tick, TICK_MS);
document.addEventListener("visibilitychange", look);
paint();
look();
