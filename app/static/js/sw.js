// The service worker (https and localhost only). Network first for pages, with a short patience, so that a hanging network
// does not hang a reload; the stolik's pages as they last were when there is no network; this version's files from the cache.
// What is kept the pages themselves say (offline.js), and it never touches /commands, /live, /export, POST or the desk.
// VERSION, SHELL and HEADERS are written above this text by the server (app/live/offline.py).
/* global VERSION, SHELL, HEADERS */

const PAGES = "stoliki-pages", STATICS = "stoliki-static-", OFFLINE = "/offline";
const STOLIK = /^\/stoliki\/\d+(\/(counter|ballot|vote))?$/, TABLET = /\/stoliki\/\d+$/, DOORS = /^\/(join|desk|desk\/seats|hall|map)?$/;
const PATIENCE = 2500; // ms for the network, when a kept page could be shown
const LONGEST = 30_000; // ms

/** Ours, and not a captive portal's, a proxy's or a broken server's. @param {Response | null} answer */
const ours = (answer) => answer?.headers.get("X-Stoliki") === "1" && answer.status < 500;
/** @param {Response} answer a file of exactly the version that was asked for */
const lasting = (answer) => answer.ok && ours(answer) && /immutable/.test(answer.headers.get("Cache-Control") ?? "");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms, null));

async function fill() {
  const cache = await caches.open(STATICS + VERSION);
  await Promise.all(SHELL.map(async (file) => {
    if (await cache.match(file)) return;
    const answer = await fetch(file);
    if (!lasting(answer)) throw new Error(`${file}: ${answer.status}`);
    await cache.put(file, answer);
  }));
  const answer = await fetch(OFFLINE, { cache: "no-store" });
  if (answer.ok && ours(answer)) await cache.put(OFFLINE, answer);
}

/** Files of versions that neither this worker nor a kept page needs. */
async function prune() {
  const pages = await caches.open(PAGES), wanted = new Set([STATICS + VERSION]);
  for (const path of await pages.keys()) wanted.add(STATICS + (await pages.match(path))?.headers.get("X-Kept-Version"));
  for (const name of await caches.keys()) if (name.startsWith(STATICS) && !wanted.has(name)) await caches.delete(name);
}

/** A page says what it looks like now. @param {{path: string, html: string, headers: Record<string, string>}} page */
async function keep({ path, html, headers }) {
  await (await caches.open(PAGES)).put(path, new Response(html, { headers }));
  await prune();
}

/** A file by its version never changes. @param {Request} request @param {string} path */
async function file(request, path) {
  const known = await caches.match(request, { ignoreVary: true });
  if (known) return known;
  const answer = await fetch(request);
  if (lasting(answer)) await (await caches.open(STATICS + path.split("/")[2])).put(request, answer.clone());
  return answer;
}

/** A stolik's page: the network's, else as it last was. @param {FetchEvent} event @param {string} path */
async function stolik(event, path) {
  const kept = await (await caches.open(PAGES)).match(path);
  const asked = ask(event.request.url, path);
  event.waitUntil(asked);
  const { answer, good } = (await (kept ? Promise.race([asked, pause(PATIENCE)]) : asked)) ?? {};
  if (answer && (good || !kept)) return answer;
  return kept ? new Response(kept.body, { headers: HEADERS }) : nothing();
}

/** @param {string} url @param {string} path @returns {Promise<{answer: Response | null, good: boolean}>} good: the server itself has spoken */
async function ask(url, path) {
  try {
    const answer = await fetch(url, { cache: "no-store", headers: { Accept: "text/html" }, signal: AbortSignal.timeout(LONGEST) });
    const good = ours(answer);
    if (good && (answer.redirected || !answer.ok)) await forget(path, answer.redirected ? "redirected" : answer.status);
    return { answer: answer.redirected ? Response.redirect(answer.url, 303) : answer, good };
  } catch {
    return { answer: null, good: false };
  }
}

/** This browser has no right to a page any more, or it is gone; whoever has no seat there has it on none of the stolik's pages.
 * @param {string} path @param {"redirected" | number} how */
async function forget(path, how) {
  const pages = await caches.open(PAGES), [, , number] = path.split("/"), home = `/stoliki/${number}`;
  for (const one of await pages.keys()) {
    const kept = new URL(one.url).pathname;
    if (kept === path || (how !== 404 && (kept === home || kept.startsWith(`${home}/`)))) await pages.delete(one);
  }
}

/** Any other page comes from the network alone. @param {Request} request @param {string} path */
async function door(request, path) {
  try {
    return await fetch(request);
  } catch {
    const kept = (await (await caches.open(PAGES)).keys()).filter(({ url }) => TABLET.test(url));
    return path === "/" && kept.length === 1 ? Response.redirect(kept[0].url, 303) : nothing();
  }
}

const nothing = async () => (await caches.match(OFFLINE)) ?? Response.error();

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(prune().then(() => clients.claim())));
addEventListener("message", (event) => { if (event.data?.html) event.waitUntil(keep(event.data)); });
addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(request, pathname));
  else if (request.mode === "navigate" && STOLIK.test(pathname)) event.respondWith(stolik(event, pathname));
  else if (request.mode === "navigate" && DOORS.test(pathname)) event.respondWith(door(request, pathname));
});
