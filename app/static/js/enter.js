// @ts-check
// Enter takes what was typed so far at once, but the box lets go of it only when the outbox holds it. What is typed
// meanwhile, with further Enters too, is never mixed up with it, however slow the disk. The id of what will be sent is in the
// draft: after a crash nothing stands both in the box and in the outbox.

import { loaded } from "./outbox.js";
import { rowOf } from "./rows.js";
import { uuid7 } from "./uuid7.js";

/** @typedef {{id: string, text: string}} Part */
/** @typedef {{text: string, parts: Part[], next: string, caret: [number, number]}} Typed */

/** @param {HTMLInputElement | HTMLTextAreaElement} box */
export function enter(box) {
  /** @type {Part[]} at the start of the box, on their way */
  let parts = [];
  let next = uuid7();
  const length = () => parts.reduce((sum, part) => sum + part.text.length, 0);

  /** What was typed since the last Enter; null when that is nothing but space. @returns {Part | null} */
  function take() {
    const text = box.value.slice(length());
    if (!text.trim()) return null;
    const part = { id: next, text };
    next = uuid7();
    parts.push(part);
    return part;
  }

  /** It is held: the box forgets it. @param {Part} part what `take` gave */
  function held(part) {
    const at = parts.indexOf(part), start = parts.slice(0, at).reduce((sum, one) => sum + one.text.length, 0);
    if (at < 0) return;
    if (!box.value.startsWith(part.text, start)) { parts = []; return; } // somebody has typed in the middle of it: it stays in sight
    const [from, to] = [box.selectionStart ?? 0, box.selectionEnd ?? 0].map((caret) => Math.max(start, caret - part.text.length));
    box.value = box.value.slice(0, start) + box.value.slice(start + part.text.length);
    box.setSelectionRange(from, to);
    parts.splice(at, 1);
  }

  /** @returns {Typed | null} */
  const typed = () => (box.value ? { text: box.value, parts: [...parts], next, caret: [box.selectionStart ?? 0, box.selectionEnd ?? 0] } : null);

  /** Back into an empty box, and out of it again what the outbox turns out to hold. @param {Typed | null} draft */
  async function recall(draft) {
    if (!draft?.text || box.value) return;
    box.value = draft.text;
    box.setSelectionRange(...draft.caret);
    await loaded;
    const rest = unsent(draft);
    if (rest !== draft.text && box.value === draft.text) box.value = rest;
  }
  return { take, held, typed, recall };
}

/** What of a draft the outbox does not hold. @param {Typed} draft */
export function unsent({ text, parts, next }) {
  if (rowOf(next)) return "";
  let rest = text;
  for (const part of parts) if (rowOf(part.id) && rest.startsWith(part.text)) rest = rest.slice(part.text.length);
  return rest;
}
