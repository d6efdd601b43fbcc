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

/** How long these numbers stay as they are, ms. @param {(number | null)[]} lefts */
function untilTurn(lefts) {
  const turns = lefts.map((left) => (left === null ? SECOND : ((left % SECOND) + SECOND) % SECOND || SECOND));
  return Math.min(SECOND, ...turns) + JUST_AFTER;
}

/** Paint now, whenever a second turns, and when something was heard. @param {() => Time[]} read @param {(lefts: (number | null)[]) => void} paint @returns {() => void} paint at once */
export function countDownAll(read, paint) {
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    const lefts = read().map(leftOf);
    paint(lefts);
    timer = setTimeout(again, untilTurn(lefts));
  };
  for (const name of ["pushed", "healed", "live"]) document.addEventListener(`stoliki:${name}`, again);
  document.addEventListener("visibilitychange", again);
  again();
  return again;
}

/** The same for one countdown, or for none. @param {() => Time | null} read @param {(left: number | null) => void} paint */
export function countDown(read, paint) {
  return countDownAll(() => [read()].filter((time) => time !== null), ([left]) => paint(left ?? null));
}
