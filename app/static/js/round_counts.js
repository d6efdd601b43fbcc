// @ts-check
// The moderator's page of a vote: counts of hands that are tapped in, and a page that fetches itself again when the round is another.

import "./leave.js";
import "./desk_state.js";
import "./desk_times.js";
import { heal } from "./hearing.js";
import { say, waiting } from "./outbox.js";

const REST = 500; // ms without a tap until a count is sent
const STOLIK = Number(document.body.dataset.stolik);
/** @typedef {{count: number, row: string, timer: number, saving: Promise<void>}} Tap */
/** @type {Map<string, Tap>} */
const taps = new Map();
/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);

/** The number this tablet has reached, sent or not. @param {string} id @param {string} round */
function reached(id, round) {
  const mine = waiting().filter((row) => row.kind === "tally.count" && row.fields.issue_id === id && row.fields.round_id === round).pop();
  return taps.get(id)?.count ?? mine?.fields.count ?? (Number(at(`counted-${id}`)?.dataset.known) || 0);
}

/** @param {string} id @param {string} round @param {number} step */
function tap(id, round, step) {
  const mine = taps.get(id) ?? { count: reached(id, round), row: "", timer: 0, saving: Promise.resolve() };
  mine.count = Math.max(0, mine.count + step);
  clearTimeout(mine.timer);
  mine.saving = mine.saving.then(async () => {
    mine.row = (await say("tally.count", { stolik_id: STOLIK, issue_id: id, round_id: round, count: mine.count }, { amend: mine.row, rest: REST })).id;
  });
  mine.timer = window.setTimeout(() => { taps.delete(id); paint(); }, REST);
  taps.set(id, mine);
  paint();
}

/** What was tapped stands there at once; the server's number takes its place. */
function paint() {
  let all = 0;
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-count]"))) {
    const { count = "", round = "" } = row.dataset, figure = at(`counted-${count}`)?.querySelector("b"), known = at(`counted-${count}`)?.dataset.known;
    const now = reached(count, round);
    all += now;
    if (figure && String(now) !== known && (now || known)) figure.textContent = String(now);
  }
  const over = at("count-over");
  if (over?.dataset.most) over.hidden = all <= Number(over.dataset.most);
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button[data-step]"), row = /** @type {HTMLElement | null} */ (button?.closest("[data-count]"));
  if (button && row) tap(row.dataset.count ?? "", row.dataset.round ?? "", Number(/** @type {HTMLElement} */ (button).dataset.step));
});
new MutationObserver(() => heal()).observe(at("vote-mark"), { attributes: true, attributeFilter: ["data-mark"] });
for (const name of ["outbox", "pushed", "healed"]) document.addEventListener(`stoliki:${name}`, paint);
paint();
