// @ts-check
// Enter takes what was typed so far at once, but the box lets go of it only when the outbox holds it. What is typed
// meanwhile, with further Enters too, is never mixed up with it, however slow the disk.

/** @param {HTMLInputElement | HTMLTextAreaElement} box */
export function enter(box) {
  let taken = 0; // characters at the start of the box that are on their way

  /** What was typed since the last Enter; "" when that is nothing but space. */
  function take() {
    const typed = box.value.slice(taken);
    if (!typed.trim()) return "";
    taken = box.value.length;
    return typed;
  }

  /** It is held: the box forgets it. @param {string} typed what `take` gave */
  function held(typed) {
    const here = taken > 0 && box.value.startsWith(typed);
    if (here) box.value = box.value.slice(typed.length);
    taken = here ? taken - typed.length : 0;
  }
  return { take, held };
}
