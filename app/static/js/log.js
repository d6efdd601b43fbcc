// @ts-check
// The log as this tablet sees it: what the server pushed, with what still waits painted over it. Everything here is painted
// again after each push, from memory: pushed blocks know nothing of this viewer.

import { waiting } from "./outbox.js";
import { paintPending } from "./pending.js";
import { at, show, stage, textOf } from "./page.js";
import { counted } from "./words.js";

const FRESH = 700; // ms until a row that waits is marked as waiting
const END = 40; // px from the end that still count as the end
const scroller = at("scroll"), waitingList = at("waiting"), log = at("log").id;
const enough = new Set(); // short notes that shall stay as they are
export const view = { open: "", picked: "", topic: "" };
let atEnd = true;
// On a phone the whole page scrolls: a new row must not push the input out of sight.
const foot = at("composer"), LEFT = 300; // ms
let footSeen = false, footLeft = -LEFT;
new IntersectionObserver(([{ isIntersecting }]) => {
  if (footSeen && !isIntersecting) footLeft = performance.now();
  footSeen = isIntersecting;
}, { threshold: 0.8 }).observe(foot);

/** @param {string} id */
export const leaveShort = (id) => { enough.add(id); };
export const toEnd = () => { atEnd = true; scroller.scrollTop = scroller.scrollHeight; };
export const rows = () => /** @type {HTMLElement[]} */ ([...at(log).children, ...waitingList.children]);
const live = () => rows().filter((row) => row.dataset.state === "live");

export function paint() {
  const pending = waiting();
  paintWaiting(pending.filter((row) => row.kind === "issue.record"));
  paintPending(pending, rows());
  paintTurns();
  paintTopics();
  for (const row of rows()) paintRow(row);
  if (atEnd) scroller.scrollTop = scroller.scrollHeight;
  if (footSeen || performance.now() - footLeft < LEFT) foot.scrollIntoView({ block: "nearest" });
}

/** @param {import("./rows.js").Row[]} pending issues that are not on the page yet */
function paintWaiting(pending) {
  const wanted = new Set(pending.map((row) => `waiting-${row.id}`));
  for (const shown of [...waitingList.children]) if (!wanted.has(shown.id) || at(shown.id.replace("waiting", "issue"))) shown.remove();
  for (const [n, row] of pending.filter((one) => !at(`issue-${one.id}`)).entries()) {
    const here = waitingList.children[n], made = at(`waiting-${row.id}`) ?? waitingRow(row);
    if (here !== made) waitingList.insertBefore(made, here ?? null);
  }
}

/** @param {import("./rows.js").Row} row */
function waitingRow({ id, fields, typed_at }) {
  const made = at("waiting-row").content.firstElementChild.cloneNode(true);
  made.id = `waiting-${id}`;
  Object.assign(made.dataset, { topic: fields.topic_id ?? "", kind: fields.issue_kind, state: "live", parked: fields.parked ? "yes" : "no" });
  made.querySelector(".issue-text").textContent = fields.text;
  made.querySelector(".kind use").setAttribute("href", `#i-${fields.issue_kind}`);
  made.querySelector(".issue-turn span").textContent = titleOf(fields.topic_id ?? "");
  setTimeout(() => delete made.dataset.fresh, Math.max(0, FRESH - Math.abs(Date.now() - typed_at)));
  return made;
}

function paintTurns() {
  let before = null;
  const hidden = !("withdrawn" in stage.dataset);
  for (const row of rows()) {
    if ((hidden && row.dataset.state === "withdrawn") || row.dataset.state === "merged") continue;
    const turn = row.dataset.topic !== before;
    if (turn !== "turn" in row.dataset) row.toggleAttribute("data-turn", turn);
    before = row.dataset.topic;
  }
}

/** @param {string} topic */
const titleOf = (topic) => at(topic ? `topic-${topic}` : "topic-none")?.querySelector(".topic-title")?.textContent ?? "";

function paintTopics() {
  /** @type {Map<string, number>} */
  const said = new Map();
  for (const { dataset } of live()) said.set(dataset.topic ?? "", (said.get(dataset.topic ?? "") ?? 0) + 1);
  if (view.topic && !at(`topic-${view.topic}`)) view.topic = "";
  for (const key of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#topics .choice"))) {
    const topic = key.dataset.topic ?? "", n = said.get(topic) ?? 0, count = /** @type {HTMLElement} */ (key.querySelector("[data-said]"));
    key.setAttribute("aria-pressed", String(topic === view.topic));
    show(count, n ? String(n) : "");
    if (n) count.setAttribute("aria-label", counted("said", n));
  }
  show(at("topic-now"), titleOf(view.topic));
}

/** @param {HTMLElement} row */
function paintRow(row) {
  const id = row.id.replace(/^issue-/, ""), open = id === view.open;
  row.toggleAttribute("data-open", open);
  row.toggleAttribute("data-picked", id === view.picked);
  row.toggleAttribute("data-ask", isShort(row, id));
  row.querySelector("button.issue-said")?.setAttribute("aria-expanded", String(open));
  if (open) paintHands(row, id);
}

/** One word, just typed: gently asked for more. @param {HTMLElement} row @param {string} id */
function isShort(row, id) {
  const newest = row.parentElement?.id === log && !row.nextElementSibling && !waitingList.children.length;
  return newest && row.dataset.state === "live" && row.dataset.revision === "1" && !enough.has(id) && !/\s/.test(textOf(row).trim());
}

/** Notes of one word that nobody has said to leave so. */
export const shortNotes = () => live().filter((row) => !enough.has(row.id.replace(/^(issue|waiting)-/, "")) && !/\s/.test(textOf(row).trim()));

/** @param {HTMLElement} row @param {string} id */
function paintHands(row, id) {
  const hands = Number(at(`hands-${id}`)?.textContent), people = Number(at("headcount").textContent);
  const outOf = /** @type {HTMLElement | null} */ (row.querySelector("[data-out-of]"));
  show(row.querySelector("[data-hands]"), String(hands));
  if (!outOf) return;
  show(outOf, people > 0 ? counted("out-of", people) : "");
  outOf.toggleAttribute("data-over", people > 0 && hands > people);
}

scroller.addEventListener("scroll", () => { atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < END; }, { passive: true });
new ResizeObserver(() => { if (atEnd) toEnd(); }).observe(scroller);
// Fonts and rows that come late lengthen the page: until somebody touches it, the input is brought back in sight.
const settling = new ResizeObserver(() => foot.scrollIntoView({ block: "nearest" }));
settling.observe(document.body);
for (const touch of ["pointerdown", "wheel", "keydown"]) addEventListener(touch, () => settling.disconnect(), { once: true, passive: true });
