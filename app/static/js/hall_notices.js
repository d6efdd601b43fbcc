// @ts-check
// Organisers in the overview: a button says its command through the outbox, once however often it is pressed.

import "./desk_state.js";
import { say, waiting } from "./outbox.js";

const said = new Set(); // commands that are being kept now

/** @param {string} kind @param {string} fields */
async function sayOnce(kind, fields) {
  const named = kind + fields;
  if (said.has(named) || waiting().some((row) => row.kind === kind && JSON.stringify(row.fields) === fields)) return;
  said.add(named);
  await say(kind, JSON.parse(fields));
  said.delete(named);
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button[data-say]"));
  if (button) sayOnce(button.dataset.say ?? "", button.dataset.fields ?? "{}");
});
