// @ts-check
// Where the outbox keeps its rows: IndexedDB, each put strict, so that "complete" means on disk. If it fails it is opened
// once more; then localStorage and memory hold the row and the page says so in red.

import { tell } from "./hearing.js";

const NAME = "stoliki", ROWS = "outbox", PREFIX = "stoliki:row:";
const OPENING = 3000; // ms

/** @type {Promise<IDBDatabase> | null} */
let base = null;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(ROWS, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error ?? new Error("blocked"));
    setTimeout(() => reject(new Error("IndexedDB does not open")), OPENING);
  });
}

/** One transaction; resolved when it is on disk. @template T @param {IDBTransactionMode} mode @param {(rows: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
async function once(mode, ask) {
  base ??= open();
  const held = (await base).transaction(ROWS, mode, { durability: "strict" });
  const asked = ask(held.objectStore(ROWS));
  return new Promise((resolve, reject) => {
    held.oncomplete = () => resolve(asked.result);
    held.onabort = held.onerror = () => reject(held.error);
  });
}

/** @template T @param {IDBTransactionMode} mode @param {(rows: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
async function twice(mode, ask) {
  try {
    return await once(mode, ask);
  } catch {
    base?.then((db) => db.close(), () => {});
    base = null;
    return once(mode, ask);
  }
}

/** Keep a row. Resolves when something holds it. @param {{id: string}} row */
export async function keep(row) {
  try {
    await twice("readwrite", (rows) => rows.put(row));
    tell("disk", { ok: true });
    unshelve(row.id);
  } catch {
    try { localStorage.setItem(PREFIX + row.id, JSON.stringify(row)); } catch { /* memory alone holds it: the red line is shown */ }
    tell("disk", { ok: false });
  }
}

/** @param {string} id */
function unshelve(id) {
  try { localStorage.removeItem(PREFIX + id); } catch { /* never was there */ }
}

/** @param {string} id */
export async function forget(id) {
  unshelve(id);
  await twice("readwrite", (rows) => rows.delete(id)).catch(() => {});
}

/** Every row this browser holds. @returns {Promise<any[]>} */
export async function kept() {
  const rows = new Map();
  for (const row of await twice("readonly", (held) => held.getAll()).catch(() => [])) rows.set(row.id, row);
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX)) rows.set(name.slice(PREFIX.length), JSON.parse(localStorage.getItem(name) ?? "null"));
    }
  } catch { /* no localStorage */ }
  return [...rows.values()].filter(Boolean).sort((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1));
}
