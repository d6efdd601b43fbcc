// @ts-check
// The network may go between the opening of a vote and the moment in which the tablet is passed around. So the tablet fetches the
// ballot box when a vote opens, and keeps it as that page would keep itself (offline.js).

const PAGES = "stoliki-pages", SPREAD = 4000; // ms: all tablets hear of a vote at once
const able = isSecureContext && "serviceWorker" in navigator && "caches" in globalThis;
/** @type {Map<string, string>} address -> what it is kept for: the round */
const kept = new Map();

/** @param {string} path */
async function keep(path) {
  const answer = await fetch(path, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected || answer.headers.get("X-Stoliki") !== "1") return; // not for this seat
  const page = new DOMParser().parseFromString(await answer.text(), "text/html"), { seat = "", version = "" } = page.body.dataset;
  if (seat !== document.body.dataset.seat) return;
  page.body.dataset.kept = String(Date.now());
  const headers = { "X-Kept-Seat": seat, "X-Kept-Version": version };
  await (await caches.open(PAGES)).put(path, new Response(`<!doctype html>\n${page.documentElement.outerHTML}`, { headers }));
}

function look() {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-ahead]"))) {
    const path = link.pathname, wanted = link.dataset.ahead ?? "";
    if (kept.get(path) === wanted) continue;
    kept.set(path, wanted);
    setTimeout(() => keep(path).catch(() => { kept.delete(path); }), Math.random() * SPREAD);
  }
}

if (able) {
  for (const name of ["pushed", "healed"]) document.addEventListener(`stoliki:${name}`, look);
  look();
}
