// @ts-check
// The hall screen: nobody at its keyboard. It paints what the page carries, then what is pushed, at most twenty times a second.

import { heard, keep } from "./picture.js"; // before all others: what the server's own page says
import { isTakenBack, takesBack } from "./map_still.js"; // then: what was stopped is laid where the others read
import "./link.js";
import { read, take, takePhase } from "./map_scenes.js";
import { say } from "./map_say.js";
import { tell } from "./map_words.js";
import { frozen, hold, renew } from "./screen_state.js";

const WATCHED = new URLSearchParams(location.search).has("watch"); // a small picture at the desk: nobody reads its words
const SILENT_FROM = 10; // s without a frame until the screen says how old it is

/** @param {Document} page The same address, fetched again: its words and its ground replace ours, its islands are painted over. */
function healed(page) {
  keep(page); // the next push may say only what changed after it
  const isStopped = frozen();
  if (isStopped && !isTakenBack(page)) return;
  for (const id of ["map-words", "map-ground"]) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(document.importNode(fresh, true));
  }
  read(page);
  if (isStopped) renew();
}

/** @param {number} seconds */
function silence(seconds) {
  const line = /** @type {HTMLElement} */ (document.getElementById("map-silence"));
  line.hidden = seconds < SILENT_FROM;
  line.textContent = line.hidden ? "" : say("silence", { n: String(Math.round(seconds)) });
}

document.addEventListener("stoliki:data", (event) => {
  const { channel, data } = /** @type {CustomEvent} */ (event).detail;
  if (channel === "hall" && "phase" in data) takePhase(data.phase);
  if (channel === "map") {
    const picture = heard(data);
    if (!WATCHED) tell(picture);
    take(picture);
  }
  if (frozen() && takesBack(data)) renew();
});
document.addEventListener("stoliki:healed", (event) => healed(/** @type {CustomEvent} */ (event).detail.document));
document.addEventListener("stoliki:silence", (event) => silence(/** @type {CustomEvent} */ (event).detail.seconds));
document.addEventListener("stoliki:live", () => silence(0));

read(document);
hold();
