// @ts-check
// Where the outbox keeps its rows: IndexedDB, one strict transaction for all that has gathered, so that "complete" means on disk.
// If it fails it is opened once more; then memory and localStorage hold the rows, the page says so in red, and IndexedDB is
// tried again until it works: then it is given everything.

import { tell } from "./hearing.js";

const NAME = "stoliki", ROWS = "outbox", SHELF = "stoliki:row:";
const OPENING = 3000, WRITING = 4000, MENDING = 3000; // ms

/** @typedef {{id: string}} Kept */
/** @type {Promise<IDBDatabase> | null} */
let base = null;
/** What IndexedDB does not hold yet: a row, or null for one that shall go. @type {Map<string, Kept | null>} */
const owed = new Map();
let work = Promise.resolve(), broken = false, unread = false;

/** Nothing but memory and localStorage holds what is typed now. */
export const diskFails = () => broken;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    let given = false;
    const give = () => { given = true; reject(asked.error ?? new Error("IndexedDB does not open")); };
    const late = setTimeout(give, OPENING);
    asked.onupgradeneeded = () => asked.result.createObjectStore(ROWS, { keyPath: "id" });
    asked.onerror = asked.onblocked = give;
    asked.onsuccess = () => {
      clearTimeout(late);
      const db = asked.result;
      if (given) { db.close(); return; }
      db.onversionchange = db.onclose = () => { db.close(); base = null; };
      resolve(db);
    };
  });
}

/** One transaction; resolved when it is on disk. @template T @param {IDBTransactionMode} mode @param {(rows: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
async function once(mode, ask) {
  base ??= open();
  const held = (await base).transaction(ROWS, mode, { durability: "strict" });
  const asked = ask(held.objectStore(ROWS));
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error("IndexedDB does not answer"));
      try { held.abort(); } catch { /* it has just finished: the row is written once more, which is harmless */ }
    }, WRITING);
    held.oncomplete = () => { clearTimeout(late); resolve(asked.result); };
    held.onabort = held.onerror = () => { clearTimeout(late); reject(held.error); };
  });
}

function shut() {
  base?.then((db) => db.close(), () => {});
  base = null;
}

/** @template T @param {IDBTransactionMode} mode @param {(rows: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
async function twice(mode, ask) {
  try {
    return await once(mode, ask);
  } catch {
    shut();
    return once(mode, ask);
  }
}

/** @param {Map<string, Kept | null>} due @returns {(rows: IDBObjectStore) => IDBRequest<any>} */
const giving = (due) => (rows) => {
  for (const [id, row] of due) if (row) rows.put(row); else rows.delete(id);
  return rows.count();
};

/** @param {Map<string, Kept | null>} due what IndexedDB holds now */
function paid(due) {
  for (const [id, row] of due) {
    if (owed.get(id) !== row) continue;
    owed.delete(id);
    try { localStorage.removeItem(SHELF + id); } catch { /* never was there */ }
  }
}

async function pay() {
  if (!owed.size) return;
  const due = new Map(owed);
  try {
    if (broken) throw new Error("broken");
    await twice("readwrite", giving(due));
    paid(due);
  } catch {
    for (const [id, row] of due) {
      try { localStorage.setItem(SHELF + id, JSON.stringify(row)); } catch { /* memory alone holds it: the red line is shown */ }
    }
    fail();
  }
}

function fail() {
  if (broken) return;
  broken = true;
  setTimeout(mend, MENDING);
  tell("disk", { ok: false });
}

/** Does it work again? Then it is given everything that memory holds, and what could not be read is read. */
async function mend() {
  const due = new Map(owed);
  try {
    shut();
    await once("readwrite", giving(due));
  } catch {
    setTimeout(mend, MENDING);
    return;
  }
  paid(due);
  const read = unread;
  broken = unread = false;
  work = work.then(pay);
  tell("disk", { ok: true, unread: read });
}

/** Rows to be kept and ids to be forgotten, in one. Resolves when something holds it. @param {Kept[]} rows @param {string[]} [gone] */
export function write(rows, gone = []) {
  for (const row of rows) owed.set(row.id, row);
  for (const id of gone) owed.set(id, null);
  work = work.then(pay);
  return work;
}

/** @returns {Map<string, any>} */
function shelf() {
  const found = new Map();
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(SHELF)) found.set(name.slice(SHELF.length), JSON.parse(localStorage.getItem(name) ?? "null"));
    }
  } catch { /* no localStorage */ }
  return found;
}

/** Every row this browser holds. @returns {Promise<any[]>} */
export async function kept() {
  /** @type {Map<string, any>} */
  const rows = new Map();
  try {
    for (const row of await twice("readonly", (held) => held.getAll())) rows.set(row.id, row);
  } catch {
    unread = true;
    fail();
  }
  for (const [id, row] of shelf()) {
    rows.set(id, row);
    if (!owed.has(id)) owed.set(id, row);
  }
  work = work.then(pay);
  return [...rows.values()].filter(Boolean).sort((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1));
}
