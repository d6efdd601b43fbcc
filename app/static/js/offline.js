// @ts-check
// A reload without network. Where the browser allows it (https, localhost) this page keeps itself as it was last pushed, and the
// service worker shows that copy; it says how old it is until the link lives. On plain http there is no such thing: then the state
// line says that the page is not to be reloaded while something waits, and leave.js asks.

import { source } from "./source.js";
import { epoch, heal, newest } from "./hearing.js";
import { queued } from "./outbox.js";
import { hour, lang, word } from "./words.js";

const PAGES = "stoliki-pages", PAINTED = ["data-open", "data-picked", "data-ask", "data-note", "data-begun", "data-settled", "data-decided"];
const SOON = 300, EVERY = 3000; // ms until a copy is made; ms between two copies
const TODAY = 12 * 3600 * 1000; // ms: an older copy names its day
const path = location.pathname, body = document.body.dataset;
const note = document.getElementById("status-kept");
const old = Number(body.kept ?? 0);
let able = isSecureContext && "serviceWorker" in navigator && "caches" in globalThis;
let mine = !old, due = 0, keptAt = 0, live = false, asked = false, stale = old > 0;

/** @type {Document | null} */
let copy = null;

/** The server's page with the live blocks as they stand now. What this viewer's scripts paint is painted again after a reload. */
function page() {
  copy ??= new DOMParser().parseFromString(source, "text/html");
  for (const block of copy.querySelectorAll("[data-live][id]")) {
    const now = document.getElementById(block.id);
    if (now) block.replaceWith(copy.importNode(now, true));
  }
  for (const name of PAINTED) for (const row of copy.querySelectorAll(`[${name}]`)) row.removeAttribute(name);
  for (const name of Object.keys(copy.documentElement.dataset)) delete copy.documentElement.dataset[name];
  Object.assign(copy.body.dataset, { epoch: epoch(), seq: String(newest()), kept: String(Date.now()) });
  return `<!doctype html>\n${copy.documentElement.outerHTML}`;
}

async function keep() {
  clearTimeout(due);
  due = 0;
  if (!able || !mine) return;
  keptAt = performance.now();
  const headers = { "X-Kept-Seat": body.seat ?? "", "X-Kept-Version": body.version ?? "" }, html = page(), worker = navigator.serviceWorker.controller;
  if (worker) worker.postMessage({ path, html, headers }); // it outlives this page, which may be just leaving
  else await (await caches.open(PAGES)).put(path, new Response(html, { headers }));
}

function keepSoon() { due ||= setTimeout(() => keep().catch(() => {}), Math.max(SOON, keptAt + EVERY - performance.now())); }

/** A card was handed in: what the seat before saw is nobody's business any more. */
async function forgetOthers() {
  const pages = await caches.open(PAGES), seats = new Map();
  for (const one of await pages.keys()) seats.set(one, (await pages.match(one))?.headers.get("X-Kept-Seat"));
  if ([...seats.values()].includes(body.seat)) return;
  for (const one of seats.keys()) await pages.delete(one);
}

/** The seat is gone, and with it what it saw, on every page of the stolik; what was typed stays in the outbox. */
async function forget() {
  mine = false;
  if (!able) return;
  const pages = await caches.open(PAGES);
  for (const one of await pages.keys()) if (new URL(one.url).pathname === path || (await pages.match(one))?.headers.get("X-Kept-Seat") === body.seat) await pages.delete(one);
}

/** How old a kept page is, until it has healed. */
function say() {
  const day = new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const text = stale ? word("kept", { time: Date.now() - old < TODAY ? hour(old) : day.format(old) }) : "";
  if (note && note.textContent !== text) note.textContent = text;
}

/** @param {Event} event */
function linked(event) {
  const { state, code } = /** @type {CustomEvent} */ (event).detail;
  if (state === "live" && !live && stale) heal().then(() => { stale = false; mine = true; keepSoon(); say(); });
  if (state === "live") mine ||= !stale;
  live = state === "live";
  if (code === 4401 || code === 4403) forget().catch(() => {});
}

async function start() {
  if (!able) return;
  try {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    if (mine) { await forgetOthers(); await keep(); }
  } catch { // an untrusted certificate, a browser that keeps nothing
    able = false;
  }
}

/** The browser is asked not to clear what is kept, once there is something worth keeping. */
function askToStay() {
  if (asked || !queued().length) return;
  asked = true;
  navigator.storage?.persist?.().catch(() => {});
}

for (const name of ["pushed", "healed"]) document.addEventListener(`stoliki:${name}`, keepSoon);
document.addEventListener("stoliki:outbox", askToStay);
document.addEventListener("stoliki:link", linked);
document.addEventListener("visibilitychange", () => { if (document.hidden && due) keep().catch(() => {}); });
addEventListener("pagehide", () => { if (due) keep().catch(() => {}); });
start();
say();
