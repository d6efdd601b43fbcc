// @ts-check
// The desk says when the printed cards lead nowhere any more: the server is in another network, or on another port.

const LOOK = 20_000; // ms
const notice = /** @type {HTMLElement} */ (document.getElementById("desk-address"));
const text = /** @type {HTMLElement} */ (notice.querySelector("span"));

async function look() {
  const answer = await fetch("/desk/address", { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
  const said = answer?.ok ? await answer.json().catch(() => null) : null;
  if (!said) return;
  const words = (notice.dataset.words ?? "").replace("{old}", said.printed).replace("{new}", said.base);
  if (text.textContent !== words) text.textContent = words;
  notice.hidden = !said.moved;
}

setInterval(look, LOOK);
for (const name of ["healed", "live"]) document.addEventListener(`stoliki:${name}`, look);
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
look();
