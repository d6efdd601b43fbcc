// @ts-check
// The line at the head of a desk's page: is everything saved? And the tray of what was not taken.

import { paintTray } from "./desk_tray.js";
import { trouble, waiting } from "./outbox.js";
import { diskFails } from "./store.js";

/** Where the page is kept for a reload without network, nobody has to stay on it. */
const mustStay = () => !document.getElementById("status-kept") || !navigator.serviceWorker?.controller;
const state = /** @type {HTMLElement} */ (document.getElementById("desk-state"));

function paint() {
  const waits = waiting().length, problem = trouble(), words = state.dataset;
  const count = (words.waiting ?? "").replace("{n}", String(waits)), lost = problem && problem !== "seat";
  const said = diskFails() ? words.disk : problem === "seat" ? words.seat : lost ? `${words.net} ${waits && mustStay() ? words.stay : ""}` : waits ? count : words.saved;
  const look = diskFails() || problem === "seat" ? "alarm" : lost || waits ? "wait" : "";
  state.dataset.look = look;
  const text = state.querySelector("span"), sign = state.querySelector("use");
  if (text && text.textContent !== said) text.textContent = said ?? "";
  sign?.setAttribute("href", look === "alarm" ? "#i-alert" : lost ? "#i-off" : look ? "#i-clock" : "#i-check");
  paintTray();
}

for (const name of ["outbox", "disk"]) document.addEventListener(`stoliki:${name}`, paint);
paint();
