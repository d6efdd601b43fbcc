// @ts-check
// What this device tells the organisers: how its clock stands, its battery, how long the way is, what waits in its outbox, whether its
// screen is on. When it fails nothing is lost.

const EVERY = 30_000; // ms
const SOON = 1500; // ms after the page is there
const UNSENT = 4000; // ms that something has to wait until it is told
const PATIENCE = 5000; // ms
const body = document.body.dataset, scheme = matchMedia("(prefers-color-scheme: dark)");
/** @type {{ahead_ms: number | null, trip_ms: number | null}} */
let measured = { ahead_ms: null, trip_ms: null };
let linked = true; // into the dark nothing is asked: it would hold a connection that the outbox needs
let told = 0, timer = 0;

/** Pages with an outbox say how much is in it (unsent.js). */
const waiting = () => (body.unsent === undefined ? null : Number(body.unsent));

/** Only secure pages of some browsers know. @returns {Promise<{battery: number | null, charging: boolean | null}>} */
async function power() {
  try {
    const found = await /** @type {any} */ (navigator).getBattery();
    return { battery: found.level, charging: found.charging };
  } catch {
    return { battery: null, charging: null };
  }
}

async function tell() {
  const waits = waiting(), visible = !document.hidden;
  const said = JSON.stringify({ ...measured, waiting: waits, visible, dark: scheme.matches, ...(visible ? await power() : {}) }), began = performance.now();
  const headers = { "Content-Type": "application/json", "X-Stoliki": "1", ...(body.seat ? { "X-Stoliki-Seat": body.seat } : {}) };
  const answer = await fetch("/presence", { method: "POST", cache: "no-store", keepalive: !visible, headers, body: said, signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) return;
  told = waits ?? 0;
  const trip = performance.now() - began, { now } = await answer.json();
  if (visible) measured = { ahead_ms: Math.round(Date.now() - now - trip / 2), trip_ms: Math.round(trip) };
}

async function report() {
  if (!linked) return;
  try {
    if (measured.trip_ms === null && !document.hidden) await tell();
    await tell();
  } catch { /* no network: the link says so */ }
}

/** More waits, or less: the hall hears of it before the half minute is over. */
function unsent() {
  if (timer || (waiting() ?? 0) === told) return;
  timer = window.setTimeout(() => {
    timer = 0;
    if ((waiting() ?? 0) !== told) report();
  }, UNSENT);
}

document.addEventListener("stoliki:link", (event) => { linked = /** @type {CustomEvent} */ (event).detail.state === "live"; });
document.addEventListener("stoliki:unsent", unsent);
setTimeout(report, SOON);
setInterval(() => { if (!document.hidden) report(); }, EVERY);
document.addEventListener("visibilitychange", report);
scheme.addEventListener("change", report);
