// @ts-check
// What goes on now and what comes next, from the programme.

import { lang } from "./map_say.js";
import { element, theirs } from "./map_list.js";

/** @typedef {import("./map_paint.js").Part} Part */

const home = /** @type {HTMLElement} */ (document.getElementById("scene-programme"));
let drawn = "";

/** @param {string} iso */
const day = (iso) => new Date(`${iso}T12:00:00`).toLocaleDateString(lang(), { weekday: "long", day: "numeric", month: "long" });

/** @param {Part} part @param {string} today */
function item({ title, hours, room, day: when }, today) {
  const made = element("li", "scene-part"), words = element("div", "scene-words");
  words.append(theirs("p", "scene-text", title));
  const notes = [when === today ? "" : day(when)].filter(Boolean);
  if (notes.length || room) words.append(element("p", "scene-meta", notes.join(" · ")));
  if (room) words.lastElementChild?.append(notes.length ? " · " : "", theirs("bdi", "", room));
  if (hours) made.append(element("p", "scene-hours", hours));
  made.append(words);
  return made;
}

/** @param {string} css @param {Part[]} parts @param {string} today */
function list(css, parts, today) {
  const section = /** @type {HTMLElement} */ (home.querySelector(css));
  section.hidden = parts.length === 0;
  section.querySelector("ol")?.replaceChildren(...parts.map((part) => item(part, today)));
}

/** What does not fit is not begun: from the last on, but never the first. */
function fit() {
  const room = /** @type {HTMLElement} */ (home.querySelector(".scene-parts")), lists = /** @type {HTMLElement[]} */ ([...room.querySelectorAll("section")]);
  const items = /** @type {HTMLElement[]} */ ([...room.querySelectorAll("li")]);
  for (const one of items) one.hidden = false;
  const tell = () => lists.forEach((one) => { one.hidden = !one.querySelector("li:not([hidden])"); });
  tell();
  for (const one of items.slice(1).reverse()) {
    if (room.scrollHeight <= room.clientHeight + 1) break;
    one.hidden = true;
    tell();
  }
}
addEventListener("resize", fit);
document.fonts.addEventListener("loadingdone", fit);

/** @param {{picture: import("./map_paint.js").Picture}} shown */
export function paintProgramme({ picture: { programme: { now, soon } } }) {
  const words = JSON.stringify([lang(), now, soon]);
  if (words === drawn) { fit(); return; }
  drawn = words;
  const today = (now[0] ?? soon[0])?.day ?? "";
  list(".scene-now", now, today);
  list(".scene-soon", soon, today);
  /** @type {HTMLElement} */ (home.querySelector(".scene-nothing")).hidden = now.length + soon.length > 0;
  fit();
}
