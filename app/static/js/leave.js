// @ts-check
// Leaving the page: what waits is on disk, but only this page sends it, so whoever closes it is asked first. The page itself
// asks nobody when it loads a newer version of itself.

import { flush, queued } from "./outbox.js";
import { diskFails } from "./store.js";

let reloading = false;

document.addEventListener("stoliki:reload", (event) => {
  reloading = !diskFails();
  /** @type {CustomEvent} */ (event).detail.wait.push(flush());
});
addEventListener("beforeunload", (event) => { if (!reloading && queued().length) event.preventDefault(); });
