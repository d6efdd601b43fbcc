// @ts-check
// What this device tells the organisers' checklist: how its clock stands, its battery, how long the way is. When it fails nothing is lost.

const EVERY = 30_000; // ms
const SOON = 1500; // ms after the page is there
const PATIENCE = 5000; // ms
const body = document.body.dataset;
/** @type {{ahead_ms: number | null, trip_ms: number | null}} */
let measured = { ahead_ms: null, trip_ms: null };
let linked = true; // into the dark nothing is asked: it would hold a connection that the outbox needs

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
  const said = JSON.stringify({ ...measured, ...(await power()) }), began = performance.now();
  const headers = { "Content-Type": "application/json", "X-Stoliki": "1", ...(body.seat ? { "X-Stoliki-Seat": body.seat } : {}) };
  const answer = await fetch("/presence", { method: "POST", cache: "no-store", headers, body: said, signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) return;
  const trip = performance.now() - began, { now } = await answer.json();
  measured = { ahead_ms: Math.round(Date.now() - now - trip / 2), trip_ms: Math.round(trip) };
}

async function report() {
  if (document.hidden || !linked) return;
  try {
    if (measured.trip_ms === null) await tell();
    await tell();
  } catch { /* no network: the link says so */ }
}

document.addEventListener("stoliki:link", (event) => { linked = /** @type {CustomEvent} */ (event).detail.state === "live"; });
setTimeout(report, SOON);
setInterval(report, EVERY);
document.addEventListener("visibilitychange", report);
