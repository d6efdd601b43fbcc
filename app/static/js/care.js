// @ts-check
// The desk's word about the machine: little room on its disk, when the last backup was made and where.

const LOOK = 5000; // ms
const panel = document.getElementById("desk-care");

/** @param {string} name @param {boolean} shown @param {Record<string, string>} [values] */
function show(name, shown, values = {}) {
  const line = /** @type {HTMLElement | null} */ (panel?.querySelector(`[data-care="${name}"]`));
  if (!line) return;
  line.hidden = !shown;
  const words = line.querySelector("span"), told = Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, () => value), line.dataset.words ?? "");
  if (words && words.textContent !== told) words.textContent = told;
}

/** @param {number} at ms */
const hour = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

async function look() {
  if (!panel || document.hidden) return;
  try {
    const answer = await fetch("/desk/care", { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return;
    const { disk, backup } = await answer.json();
    show("room", disk.low, { free: String(disk.free_mb), reserve: String(disk.reserve_mb) });
    const folder = backup?.folder ?? "", when = backup?.at ? hour(backup.at) : "–";
    show("failing", Boolean(backup?.problem), { folder, when, why: backup?.problem ?? "" });
    show("same", Boolean(backup && !backup.problem && backup.same_disk), { folder });
    show("kept", Boolean(backup?.at && !backup.problem), { folder, when });
    show("none", !backup);
  } catch { /* no network: what is shown stays */ }
}

if (panel) {
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
  look();
}
