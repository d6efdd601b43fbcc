// @ts-check
// How much may move at once: one thing that grows is seen by everybody; twenty in a second are a flicker, and the machine
// behind the projector spends itself on frames in which nobody can tell what moved. Then what is new stands there at once.

const CALM = 8; // flowers that may grow softly within a second
const MEMORY = 1_000; // ms
/** @type {number[]} */
let changes = [];

/** Whether the hall says more than a screen can show softly. @param {number} changed flowers that change now */
export function hurried(changed) {
  const now = performance.now();
  changes = [...changes.filter((at) => now - at < MEMORY), ...Array(changed).fill(now)];
  return changes.length > CALM;
}
