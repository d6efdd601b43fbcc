// @ts-check
// The scene that invites: the room's six figures, asked for while the scene is seen, and at once when they change.

const LOOK = 3000; // ms
/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
let longest = 1, timer = 0; // s of one code; the next look

const seen = () => document.documentElement.dataset.scene === "join";

async function look() {
  let wait = LOOK;
  try {
    const answer = await fetch("/room/code", { headers: { Accept: "application/json" }, cache: "no-store" });
    const told = answer.ok ? await answer.json() : { open: false };
    at("join-open").hidden = !told.open;
    at("join-closed").hidden = told.open;
    if (told.open) wait = tell(told);
  } catch { /* no network: what is shown stays */ }
  timer = window.setTimeout(() => { timer = 0; if (seen()) look(); }, wait);
}

/** @param {{code: string, seconds: number}} told @returns {number} ms until the next look */
function tell({ code, seconds }) {
  const words = `${code.slice(0, 3)} ${code.slice(3)}`;
  if (at("join-code").textContent !== words) { at("join-code").textContent = words; longest = seconds || 1; }
  at("join-time").style.inlineSize = `${(100 * seconds) / longest}%`;
  return Math.min(LOOK, seconds * 1000 + 200);
}

/** Asked for at once when the scene comes. */
export function paintJoin() {
  if (!timer) look();
}
