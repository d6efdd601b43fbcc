// @ts-check
// How many commands of this page the server has not taken: they wait, or lie in the tray. presence.js tells the organisers.

import { tell } from "./hearing.js";
import { attention, waiting } from "./outbox.js";

function count() {
  const now = String(waiting().length + attention().length);
  if (document.body.dataset.unsent === now) return;
  document.body.dataset.unsent = now;
  tell("unsent");
}

document.addEventListener("stoliki:outbox", count);
count();
