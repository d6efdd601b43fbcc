// @ts-check
// Two notes say the same: "Połącz" on the one, then a tap on the other, whose words stay on top. Seen at once, also while it waits.

import { pair } from "./deeds.js";
import { at, issueRow, stage, textOf } from "./page.js";
import { mode, paintLine } from "./state_line.js";
import { short, word } from "./words.js";

let from = "";
export const joining = () => from;

/** @param {string} id the note that goes into another one; "" stops. @returns {boolean} whether there was something to stop */
export function startJoining(id) {
  const before = from;
  if (before) issueRow(before)?.removeAttribute("data-from");
  from = id === before ? "" : id;
  stage.toggleAttribute("data-joining", Boolean(from));
  issueRow(from)?.setAttribute("data-from", "");
  mode.moving = from ? word("joining", { text: short(textOf(issueRow(from))) }) : "";
  paintLine();
  return Boolean(before);
}

/** The other one was touched. @param {string} id @returns {boolean} whether that meant to join it */
export function joinInto(id) {
  const mine = from;
  if (!mine) return false;
  startJoining("");
  if (id !== mine && at(`issue-${id}`)?.dataset.state === "live" && issueRow(mine)?.dataset.state === "live") pair("merge", mine, id);
  return true;
}

/** @param {HTMLElement} key within a note that was merged */
export function splitOff(key) {
  const row = /** @type {HTMLElement} */ (key.closest("[data-joined]"));
  return pair("split", row.dataset.joined ?? "", row.dataset.into ?? "");
}

/** What waits, painted over the rows. @param {string} verb @param {{issue_id: string, into_id: string}} fields */
export function paintJoined(verb, { issue_id: id, into_id: into }) {
  const row = at(`issue-${into}`), shown = row?.querySelector(`[data-joined="${id}"]`);
  if (verb === "split") shown?.remove();
  if (verb === "split" || !row || shown) return;
  const list = at("joined-row").content.firstElementChild.cloneNode(true), line = list.firstElementChild;
  Object.assign(line.dataset, { joined: id, into });
  line.querySelector("p").textContent = textOf(issueRow(id));
  const there = row.querySelector(".joined");
  if (there) there.append(line);
  else row.querySelector(".issue-tools")?.before(list);
}

/** Somebody else has merged or withdrawn it meanwhile: there is nothing more to choose. */
function watch() {
  if (from && issueRow(from)?.dataset.state !== "live") startJoining("");
}
for (const name of ["pushed", "healed"]) document.addEventListener(`stoliki:${name}`, watch);
