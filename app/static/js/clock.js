// @ts-check
// The server's clock on a device whose own may be hours off: the last messages said what time it was, and the one that was least
// late on its way counts. Nothing here looks at the device's own clock, only at how much time has passed.

const KEPT = 20; // messages: with a beat every 3 s the last minute, so that neither a pace that drifts nor a clock put right stays

const body = document.body.dataset;
/** How much the server's clock is ahead of `performance.now()`, as each message had it: the later it came, the smaller. @type {number[]} */
const aheads = [];

/** @param {number} now ms since 1970, as the server said @param {number} heardAt by `performance.now()` */
function learn(now, heardAt) {
  aheads.push(now - heardAt);
  if (aheads.length > KEPT) aheads.shift();
}

/** Whether the server has told the time yet: a page kept for the time without network does not know it. */
export const isKnown = () => aheads.length > 0;

/** The server's clock, ms since 1970. After sleep the next message puts it right. */
export const serverNow = () => (isKnown() ? Math.max(...aheads) : 0) + performance.now();

const came = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0]);
if (body.now && !body.kept && came) learn(Number(body.now), came.responseStart);
document.addEventListener("stoliki:now", (event) => learn(/** @type {CustomEvent} */ (event).detail.now, performance.now()));
