// @ts-check
// What a moderator does on the tablet, one thing after another. Each deed is a command in the outbox and knows the command that
// takes it back; that one says what the deed had left behind and is refused if somebody has changed it since.

import { PEOPLE, command, onCounted, restAll } from "./counts.js";
import { tell } from "./hearing.js";
import { say, waiting } from "./outbox.js";
import { STOLIK, issueRow, textOf } from "./page.js";
import { another } from "./uuid7.js";

export { count } from "./counts.js";

const MOST_UNDONE = 50;
/** @typedef {{text?: string, issue_kind?: string, topic_id?: string | null, parked?: boolean, state?: string}} Facts */
/** @typedef {{id: string, text: string, revision: number}} Version */

/** @type {{word: string, text: string, undo: () => Promise<unknown>, at: number}[]} */
const done = [];
let work = Promise.resolve();
export const lastDeed = () => done[done.length - 1];

/** @param {unknown} error */
const failed = (error) => { console.error("stoliki:", error); };

/** One deed after another, in the order of the fingers, however slow the disk; a count that was being tapped is one before. @template T @param {() => Promise<T>} step @returns {Promise<T>} */
function inOrder(step) {
  const mine = work.then(restAll).catch(failed).then(step);
  work = mine.then(() => {}, failed);
  return mine;
}

/** @param {string} kind @param {Record<string, unknown>} fields @param {{id?: string, after?: string}} [how] */
const ask = (kind, fields, how) => say(kind, { stolik_id: STOLIK, ...fields }, how);

/** @param {string} name @param {string} text @param {() => Promise<unknown>} undo */
function did(name, text, undo) {
  done.push({ word: name, text, undo, at: Date.now() });
  if (done.length > MOST_UNDONE) done.shift();
  tell("deed", { word: name, text });
}

/** @param {string} id @param {Facts} seen what the deed left @param {Facts} back what was there before @param {Version[]} [variants] */
const back = (id, seen, back, variants = []) => () => ask("issue.undo", { issue_id: id, seen, back, variants });

export const undo = () => inOrder(async () => {
  const deed = done.pop();
  if (!deed) return;
  await deed.undo();
  tell("deed", { word: "undone", text: "" });
});

onCounted((id, before, count) => {
  const [kind, fields] = command(id, "recount");
  did(id === PEOPLE ? "did-headcount" : "did-count", textOf(issueRow(id)), () => say(kind, { ...fields, count: before, seen: count }));
});

/** @param {{issue_kind: string, topic_id: string | null, text: string, parked: boolean}} said @param {string} id @param {() => void} kept */
export const record = (said, id, kept) => inOrder(async () => {
  await ask("issue.record", said, { id });
  did("record", said.text, back(id, { ...said, state: "live" }, { state: "withdrawn" }));
  kept();
});

/** @typedef {{id: string, text: string, kind: string, revision: number, next: string, after: string, before: {text: string, kind: string}, versions: Version[]}} Rewording */

/** `versions`: those that this text was merged from. @param {Rewording} wording @param {() => void} kept */
export const reword = ({ id, text, kind, revision, next, after, before, versions }, kept) => inOrder(async () => {
  if (kind !== before.kind) await ask("issue.classify", { issue_id: id, issue_kind: kind });
  if (text !== before.text) await ask("issue.reword", { issue_id: id, text, revision }, { id: next, after });
  if (versions.length) await ask("issue.settle", { issue_id: id, text_of: "current", seen: versions.map((one) => one.id) });
  if (kind !== before.kind || text !== before.text || versions.length) {
    did("did-reword", text, back(id, { text, issue_kind: kind }, { text: before.text, issue_kind: before.kind }, versions));
  }
  kept();
});

/** @param {string} id @param {string | null} topic */
export function move(id, topic) {
  const row = issueRow(id), before = row?.dataset.topic || null, text = textOf(row);
  return inOrder(async () => {
    if (topic === before) return;
    await ask("issue.sort", { issue_id: id, topic_id: topic });
    did("did-move", text, back(id, { topic_id: topic }, { topic_id: before }));
  });
}

/** Two notes that say the same become one, or come apart again. @param {"merge" | "split"} verb @param {string} id @param {string} into the note that stays */
export function pair(verb, id, into) {
  const text = textOf(issueRow(id)), both = { issue_id: id, into_id: into };
  return inOrder(async () => {
    await ask(`issue.${verb}`, both);
    did(verb === "merge" ? "did-join" : "did-split", text, () => ask(verb === "merge" ? "issue.split" : "issue.merge", both));
  });
}

/** @param {string} id */
export function park(id) {
  const row = issueRow(id), parked = row?.dataset.parked !== "yes", text = textOf(row);
  return inOrder(async () => {
    await ask("issue.park", { issue_id: id, parked });
    did(parked ? "did-park" : "did-unpark", text, back(id, { parked }, { parked: !parked }));
  });
}

/** @param {string} id @param {string} verb @param {string} state @param {string} before */
function becomes(id, verb, state, before) {
  const text = textOf(issueRow(id));
  return inOrder(async () => {
    await ask(`issue.${verb}`, { issue_id: id });
    did(`did-${verb}`, text, back(id, { state }, { state: before }));
  });
}
/** @param {string} id */
export const withdraw = (id) => becomes(id, "withdraw", "withdrawn", "live");
/** @param {string} id */
export const restore = (id) => becomes(id, "restore", "live", "withdrawn");

/** @param {string} id */
const isSettled = (id) => waiting().some((row) => row.kind === "issue.settle" && row.fields.issue_id === id);

/** @param {string} id @param {string} chosen "current" or a variant's id */
export function settle(id, chosen) {
  const row = issueRow(id), versions = versionsOf(row), before = textOf(row);
  const text = versions.find((one) => one.id === chosen)?.text ?? before;
  return inOrder(async () => {
    if (isSettled(id)) return;
    await ask("issue.settle", { issue_id: id, text_of: chosen, seen: versions.map((one) => one.id) });
    did("did-settle", text, back(id, { text }, { text: before }, versions));
  });
}

/** Every version stays, as an issue of its own. Two tablets that do so make the same issues. @param {string} id */
export function keepAll(id) {
  const row = issueRow(id), versions = versionsOf(row), before = textOf(row);
  const like = { topic_id: row?.dataset.topic || null, issue_kind: row?.dataset.kind ?? "problem", parked: row?.dataset.parked === "yes" };
  return inOrder(async () => {
    if (isSettled(id)) return;
    for (const one of versions) await ask("issue.record", { ...like, text: one.text }, { id: another(one.id) });
    await ask("issue.settle", { issue_id: id, text_of: "current", seen: versions.map((one) => one.id) });
    did("did-settle", before, async () => {
      for (const one of versions) await back(another(one.id), { ...like, text: one.text, state: "live" }, { state: "withdrawn" })();
      await back(id, { text: before }, { text: before }, versions)();
    });
  });
}

/** @param {HTMLElement | null} row @returns {Version[]} */
export function versionsOf(row) {
  const found = /** @type {HTMLElement[]} */ ([...(row?.querySelectorAll("[data-variant]") ?? [])]);
  return found.map((one) => ({ id: one.dataset.variant ?? "", text: one.querySelector("p")?.textContent ?? "", revision: Number(one.dataset.revision) }));
}
