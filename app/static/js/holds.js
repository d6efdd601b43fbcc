// @ts-check
// What is not sent yet: a count on which a finger rests, what names something that is not there, what another tab has just said.

/** By performance.now(). @type {Map<string, number>} */
const until = new Map();
/** Counts on which a finger rests. @type {Set<string>} */
const resting = new Set();

/** @param {string} id */
export const held = (id) => (until.get(id) ?? 0) > performance.now();

/** Until it is said for how long. @param {string} id */
export const hold = (id) => until.set(id, Infinity);

/** @param {string[]} ids @param {number} ms @param {() => unknown} then */
export function holdFor(ids, ms, then) {
  for (const id of ids) until.set(id, performance.now() + ms - 1);
  setTimeout(then, ms);
}

/** It may still be amended. @param {string} id @param {number} ms @param {() => unknown} then */
export function restOn(id, ms, then) {
  resting.add(id);
  holdFor([id], ms, then);
}

/** Something else is said: no finger rests any more. */
export function lift() {
  for (const id of resting) if (until.get(id) !== Infinity) until.delete(id);
  resting.clear();
}
