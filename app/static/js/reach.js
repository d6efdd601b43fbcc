// @ts-check
// Six connections are all that a browser opens to one address, and one that was begun while no packet came through is not given up
// with the question it was for: it waits for its next attempt, up to half a minute. So while nothing gets through, sockets are
// tried (they are really given up) and questions are asked without cookies (they have six connections of their own).

const SWEEPS = 5, SWEEP = 1500; // questions, ms to answer

let ghosts = false; // the last link ended in silence: other connections of that time may be dead, too

export const haunted = () => { ghosts = true; };

/** Does the server answer at all? @param {number} patience ms */
export async function reachable(patience) {
  try {
    return (await fetch("/healthz", { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(patience) })).ok;
  } catch {
    return false;
  }
}

/** The browser would hand its dead connections, one after the other, to what is to be sent now: small questions take them first. */
export function sweep() {
  for (let n = 0; ghosts && n < SWEEPS; n += 1) fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(SWEEP) }).catch(() => {});
  ghosts = false;
}
