// @ts-check
// Drafts: what stands in a text box and was not sent. Kept as it is typed, per stolik and seat: in localStorage at once, which a
// reload finds, and in IndexedDB, which outlives a power cut. The newer of the two is recalled.

import { PLACE, SEAT } from "./rows.js";

const NAME = "stoliki-drafts", BOXES = "boxes", MINE = `stoliki:draft:${PLACE}:${SEAT}:`;
const REST = 250; // ms between two writings

/** @typedef {{key: string, n: number, value: any}} Draft */
/** @type {Map<string, Draft>} */
const owed = new Map();
/** @type {Promise<void> | null} */
let writing = null;
let newest = 0;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(BOXES, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

/** @template T @param {IDBTransactionMode} mode @param {(boxes: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
async function once(mode, ask) {
  const db = await open();
  try {
    const held = db.transaction(BOXES, mode, { durability: "strict" }), asked = ask(held.objectStore(BOXES));
    return await new Promise((resolve, reject) => {
      held.oncomplete = () => resolve(asked.result);
      held.onabort = held.onerror = () => reject(held.error);
    });
  } finally {
    db.close();
  }
}

/** @param {Draft} draft */
function shelve(draft) {
  try { localStorage.setItem(draft.key, JSON.stringify(draft)); } catch { /* IndexedDB has it, or the page remembers as long as it lives */ }
}

/** @param {string} key @returns {Draft | null} */
function shelved(key) {
  try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; }
}

async function writeDown() {
  while (owed.size) {
    const due = [...owed.values()];
    owed.clear();
    await once("readwrite", (boxes) => {
      for (const draft of due) if (draft.value === null) boxes.delete(draft.key); else boxes.put(draft);
      return boxes.count();
    });
    for (const { key, n, value } of due) if (value === null && shelved(key)?.n === n) localStorage.removeItem(key);
    await new Promise((resolve) => setTimeout(resolve, REST));
  }
}

/** Keep what a box holds; null: it was sent, or nobody needs it. @param {string} box @param {object | null} value */
export function keepDraft(box, value) {
  newest = Math.max(newest + 1, Date.now());
  const draft = { key: MINE + box, n: newest, value };
  shelve(draft);
  owed.set(draft.key, draft);
  writing ??= writeDown().catch(() => {}).finally(() => { writing = null; });
}

/** A draft is on disk before what it was made from is forgotten. @returns {Promise<unknown>} */
export const draftsKept = () => Promise.race([writing, new Promise((resolve) => setTimeout(resolve, 2000))]);

/** What a reload finds at once. @param {string} box @returns {any} */
export function draftOf(box) {
  const draft = shelved(MINE + box);
  newest = Math.max(newest, draft?.n ?? 0);
  return draft?.value ?? null;
}

/** Boxes that have a draft, by the start of their names. @param {string} start @returns {string[]} */
export function boxesOf(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(MINE + start)).map((key) => key.slice(MINE.length));
  } catch {
    return [];
  }
}

/** After a power cut IndexedDB may hold what localStorage has lost: it is put back, and the names of those boxes are told. @returns {Promise<string[]>} */
export async function recoverDrafts() {
  const found = await once("readonly", (boxes) => boxes.getAll(IDBKeyRange.bound(MINE, `${MINE}\uffff`))).catch(() => []);
  const lost = found.filter((draft) => draft.n > (shelved(draft.key)?.n ?? 0) && !owed.has(draft.key));
  for (const draft of lost) { newest = Math.max(newest, draft.n); shelve(draft); }
  return lost.map((draft) => draft.key.slice(MINE.length));
}
