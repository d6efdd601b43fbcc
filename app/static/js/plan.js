// @ts-check
// The plan of an edition: buttons say whole commands, rows are typed or pasted, dialogs edit in place. Everything goes through the outbox.

import "./leave.js";
import "./desk_state.js";
import "./plan_dialogs.js";
import "./plan_made.js";
import "./plan_rows.js";
import { say, waiting } from "./outbox.js";

const said = new Set(); // commands that are being kept now

/** Pressed twice it is said once. @param {string} kind @param {Record<string, any>} fields */
async function sayOnce(kind, fields) {
  const words = JSON.stringify(fields);
  if (said.has(kind + words) || waiting().some((row) => row.kind === kind && JSON.stringify(row.fields) === words)) return;
  said.add(kind + words);
  await say(kind, fields);
  said.delete(kind + words);
}

/** @param {[string, Record<string, any>][]} all in their order */
async function sayAll(all) {
  for (const [kind, fields] of all) await sayOnce(kind, fields);
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  const { say: kind, fields = "{}", sayAll: all } = button?.dataset ?? {};
  if (kind) sayOnce(kind, JSON.parse(fields));
  if (all) sayAll(JSON.parse(all));
});
