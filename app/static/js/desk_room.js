// @ts-check
// The room's figures on the big screen: asked for every few seconds, and at once when they change.

const LOOK = 3000; // ms
const open = /** @type {HTMLElement} */ (document.getElementById("room-open"));
const closed = /** @type {HTMLElement} */ (document.getElementById("room-closed"));
const code = /** @type {HTMLElement} */ (document.getElementById("room-code"));
const time = /** @type {HTMLProgressElement} */ (document.getElementById("room-time"));
let longest = 1; // s

async function look() {
  let wait = LOOK;
  try {
    const answer = await fetch("/room/code", { headers: { Accept: "application/json" }, cache: "no-store" });
    const told = answer.ok ? await answer.json() : { open: false };
    open.hidden = !told.open;
    closed.hidden = told.open;
    if (told.open) {
      const words = `${told.code.slice(0, 3)} ${told.code.slice(3)}`;
      if (code.textContent !== words) { code.textContent = words; longest = told.seconds || 1; }
      time.value = (100 * told.seconds) / longest;
      wait = Math.min(LOOK, told.seconds * 1000 + 200);
    }
  } catch { /* no network: what is shown stays */ }
  setTimeout(look, wait);
}

look();
