// @ts-check
// What is left of a phase, by the server's clock: alike on every screen, also on one that has slept or was loaded again.

import { isKnown, serverNow } from "./clock.js";

const SECOND = 1000; // ms
const JUST_AFTER = 5; // ms after the second has turned
/** @typedef {{ends_at: number | null, left_ms: number | null}} Time as the phase's row has it: one of the two is null */

/** What is left, ms; below zero when it is over; null while the server's clock is unknown. @param {Time} time */
export function leftOf({ ends_at, left_ms }) {
  if (ends_at === null) return left_ms ?? 0;
  return isKnown() ? ends_at - serverNow() : null;
}

/** 9:59; +0:12 when it has been over for 12 s. @param {number} ms */
export function said(ms) {
  const seconds = Math.abs(Math.ceil(ms / SECOND)), rest = String(seconds % 60).padStart(2, "0");
  return `${ms <= -SECOND ? "+" : ""}${Math.floor(seconds / 60)}:${rest}`;
}

/** Paint now and whenever the second turns. @param {() => Time | null} read @param {(left: number | null) => void} paint @returns {() => void} paint at once: something has changed */
export function countDown(read, paint) {
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    const time = read(), left = time && leftOf(time);
    paint(left);
    const turn = left === null ? SECOND : ((left % SECOND) + SECOND) % SECOND;
    timer = setTimeout(again, (turn || SECOND) + JUST_AFTER);
  };
  again();
  for (const name of ["pushed", "healed", "live"]) document.addEventListener(`stoliki:${name}`, again);
  document.addEventListener("visibilitychange", again);
  return again;
}
