// @ts-check
// What the server cannot print once for everyone: how long ago, how quiet, how many tablets. Painted again whenever a row is swapped.

const SILENT_MS = 5 * 60_000;
const LOOK_MS = 5_000;

const rows = /** @type {HTMLElement} */ (document.getElementById("hall-rows"));
const words = /** @type {HTMLElement} */ (rows.closest("table")).dataset;
const silent = /** @type {HTMLElement} */ (document.getElementById("hall-silent"));
const clock = document.getElementById("clock");

let ahead = 0; // the server's clock minus this machine's
/** @type {Record<string, number> | null} */
let tablets = null;

/** @param {Element | null} element @param {string} text */
function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** @param {Element | null} element @param {boolean} shown */
function show(element, shown) {
  if (element instanceof HTMLElement && element.hidden === shown) element.hidden = !shown;
}

/** @param {number} ms */
function ago(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return words.just ?? "";
  if (minutes < 120) return (words.minutes ?? "").replace("{n}", String(minutes));
  if (minutes < 48 * 60) return (words.hours ?? "").replace("{n}", String(Math.floor(minutes / 60)));
  return (words.days ?? "").replace("{n}", String(Math.floor(minutes / 1440)));
}

/** One row; says whether its table is silent. @param {HTMLElement} row @param {number} now */
function paintRow(row, now) {
  const { at, since, state, stolik = "" } = row.dataset;
  const here = tablets ? (tablets[stolik] ?? 0) : null;
  const quietFor = since ? now - Number(since) : 0;
  const open = state === "open", off = open && here === 0;
  const isSilent = open && quietFor >= SILENT_MS && (Boolean(at) || !off);
  write(row.querySelector(".hall-when"), at ? ago(now - Number(at)) : "");
  write(row.querySelector(".hall-tablets"), here === null ? "" : String(here));
  show(row.querySelector('[data-flag="fine"]'), open && !off && !isSilent);
  show(row.querySelector('[data-flag="off"]'), off);
  show(row.querySelector('[data-flag="silent"]'), isSilent && !off);
  write(row.querySelector('[data-flag="silent"] > span'), (words.silent ?? "").replace("{n}", String(Math.floor(quietFor / 60_000))));
  const look = isSilent ? "wait" : "";
  if ((row.dataset.look ?? "") !== look) look ? (row.dataset.look = look) : delete row.dataset.look;
  return isSilent;
}

function paint() {
  const now = Date.now() + ahead;
  const quiet = [...rows.children].filter((row) => paintRow(/** @type {HTMLElement} */ (row), now));
  const list = quiet.map((row) => /** @type {HTMLElement} */ (row).dataset.number).join(", ");
  show(silent, quiet.length > 0);
  write(silent, (silent.dataset.words ?? "").replace("{list}", list));
  write(clock, new Date(now).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/hall/presence", { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return;
    const said = await answer.json();
    tablets = said.tablets;
    ahead = said.now - Date.now();
  } catch {
    tablets = null; // no network: better no number than an old one
  }
  paint();
}

document.addEventListener("stoliki:link", (event) => {
  show(document.getElementById("hall-lost"), /** @type {CustomEvent} */ (event).detail.state === "lost");
});
new MutationObserver(paint).observe(rows, { childList: true, subtree: true, attributes: true });
setInterval(look, LOOK_MS);
document.addEventListener("visibilitychange", look);
paint();
look();
