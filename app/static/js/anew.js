// @ts-check
// A server of another version: this page begins anew, but not again and again.

import { pause, tell } from "./hearing.js";

const SENDING = 3000; // ms for what waits
const RELOADED = 60_000; // ms: who was loaded anew and is still another version does not load again and again

/** A server with another version of this page: send what waits, then load it anew. */
export async function reload() {
  /** @type {Promise<unknown>[]} */
  const wait = [];
  tell("reload", { wait });
  await Promise.race([Promise.all(wait), pause(SENDING)]);
  location.reload();
}

/** Has this tab just been loaded anew? Then it does not help. */
export function reloadedLately() {
  try {
    const at = Number(sessionStorage.getItem("stoliki-reloaded"));
    if (Date.now() - at < RELOADED && Date.now() >= at) return true;
    sessionStorage.setItem("stoliki-reloaded", String(Date.now()));
  } catch { /* no storage: then it is not remembered */ }
  return false;
}
