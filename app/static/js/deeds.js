// @ts-check
// What a moderator does on the tablet. Each deed is a command in the outbox and knows the command that takes it back.

import { tell } from "./hearing.js";
import { say } from "./outbox.js";
import { STOLIK, at, issueRow, textOf } from "./page.js";

const REST = 400; // ms without a tap until a count is sent
const MOST_UNDONE = 50;

/** @type {{word: string, text: string, undo: () => Promise<unknown>, at: number}[]} */
const done = [];
/** Counts that are being tapped: what the page shows before they are sent. @type {Map<string, {count: number, before: number, timer: number}>} */
export const tapped = new Map();
export const lastDeed = () => done[done.length - 1];

/** @param {string} kind @param {Record<string, unknown>} fields */
const ask = (kind, fields) => say(kind, { stolik_id: STOLIK, ...fields });

/** @param {string} name @param {string} text @param {() => Promise<unknown>} undo */
function did(name, text, undo) {
  done.push({ word: name, text, undo, at: Date.now() });
  if (done.length > MOST_UNDONE) done.shift();
  tell("deed", { word: name, text });
}

export async function undo() {
  for (const id of [...tapped.keys()]) await sendCount(id);
  const deed = done.pop();
  if (!deed) return;
  await deed.undo();
  tell("deed", { word: "undone", text: "" });
}

/** @param {{issue_kind: string, topic_id: string | null, text: string, parked: boolean}} said */
export async function record(said) {
  const { id } = await ask("issue.record", said);
  did("record", said.text, () => ask("issue.withdraw", { issue_id: id }));
  return id;
}

/** @param {string} id @param {string} text @param {number} revision @param {string} kind */
export async function reword(id, text, revision, kind) {
  const row = issueRow(id), before = textOf(row), kindBefore = row?.dataset.kind ?? kind;
  if (kind !== kindBefore) await ask("issue.classify", { issue_id: id, issue_kind: kind });
  if (text !== before) await ask("issue.reword", { issue_id: id, text, revision });
  did("did-reword", text, async () => {
    if (kind !== kindBefore) await ask("issue.classify", { issue_id: id, issue_kind: kindBefore });
    if (text !== before) await ask("issue.reword", { issue_id: id, text: before, revision: revision + 1 });
  });
}

/** @param {string} id @param {string | null} topic */
export async function move(id, topic) {
  const row = issueRow(id), before = row?.dataset.topic || null;
  if (topic === before) return;
  await ask("issue.sort", { issue_id: id, topic_id: topic });
  did("did-move", textOf(row), () => ask("issue.sort", { issue_id: id, topic_id: before }));
}

/** @param {string} id */
export async function park(id) {
  const row = issueRow(id), parked = row?.dataset.parked !== "yes";
  await ask("issue.park", { issue_id: id, parked });
  did(parked ? "did-park" : "did-unpark", textOf(row), () => ask("issue.park", { issue_id: id, parked: !parked }));
}

/** @param {string} id */
export async function withdraw(id) {
  await ask("issue.withdraw", { issue_id: id });
  did("did-withdraw", textOf(issueRow(id)), () => ask("issue.restore", { issue_id: id }));
}

/** @param {string} id */
export async function restore(id) {
  await ask("issue.restore", { issue_id: id });
  did("did-restore", textOf(issueRow(id)), () => ask("issue.withdraw", { issue_id: id }));
}

/** @param {string} id @param {string} chosen "current" or a variant's id */
export async function settle(id, chosen) {
  const row = issueRow(id);
  await ask("issue.settle", { issue_id: id, text_of: chosen, seen: variants(row).map(([variant]) => variant) });
  tell("deed", { word: "did-settle", text: chosen === "current" ? textOf(row) : new Map(variants(row)).get(chosen) ?? "" });
}

/** Every version stays, as an issue of its own. @param {string} id */
export async function keepAll(id) {
  const row = issueRow(id);
  const like = { topic_id: row?.dataset.topic || null, issue_kind: row?.dataset.kind ?? "problem", parked: row?.dataset.parked === "yes" };
  for (const [, text] of variants(row)) await ask("issue.record", { ...like, text });
  await settle(id, "current");
}

/** @param {HTMLElement | null} row @returns {[string, string][]} */
function variants(row) {
  const found = /** @type {HTMLElement[]} */ ([...(row?.querySelectorAll("[data-variant]") ?? [])]);
  return found.map((one) => [one.dataset.variant ?? "", one.querySelector("p")?.textContent ?? ""]);
}

/** One more or one less, seen at once, sent when the finger rests. @param {string} id an issue's, or "people" @param {number} step */
export function count(id, step) {
  const shown = Number(at(id === "people" ? "headcount" : `hands-${id}`)?.textContent) || 0;
  const tap = tapped.get(id) ?? { count: shown, before: shown, timer: 0 };
  clearTimeout(tap.timer);
  tap.count = Math.max(0, tap.count + step);
  tap.timer = setTimeout(() => sendCount(id), REST);
  tapped.set(id, tap);
  tell("outbox");
}

/** What the finger has reached. A tap that comes while this is being kept is not forgotten: it is sent by its own timer. @param {string} id */
async function sendCount(id) {
  const tap = tapped.get(id);
  if (!tap) return;
  clearTimeout(tap.timer);
  const { count: sent, before } = tap;
  if (sent !== before) {
    const [kind, fields] = id === "people" ? ["headcount.count", {}] : ["tally.count", { issue_id: id }];
    tap.before = sent;
    await ask(kind, { ...fields, count: sent });
    const name = id === "people" ? "did-headcount" : "did-count";
    did(name, textOf(issueRow(id)), () => ask(kind, { ...fields, count: before }));
  }
  if (tap.count === sent && tapped.get(id) === tap) tapped.delete(id);
}
addEventListener("pagehide", () => { for (const id of tapped.keys()) sendCount(id); });
