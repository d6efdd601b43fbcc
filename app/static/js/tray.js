// @ts-check
// Refused commands stand at the end of the log with their text and the reason; nothing leaves the tray by itself.

import { copy } from "./copy.js";
import { draftsKept } from "./drafts.js";
import { again, attention, discard } from "./outbox.js";
import { at, issueRow, textOf } from "./page.js";
import { counted, short, word } from "./words.js";

const tray = at("tray");
/** @type {(text: string, fields: Record<string, any>) => unknown} */
let fix = () => {};

/** @param {typeof fix} into where "Popraw" puts the text */
export const fixInto = (into) => { fix = into; };

export function paintTray() {
  const refused = attention();
  const shown = refused.map((row) => row.id + (row.message ?? "")).join();
  if (tray.dataset.shown === shown) return;
  tray.dataset.shown = shown;
  tray.replaceChildren();
  if (!refused.length) return;
  const box = at("tray-box").content.cloneNode(true).firstElementChild;
  box.querySelector("h2").textContent = counted("refused", refused.length);
  for (const row of refused) box.append(item(row));
  tray.append(box);
}

/** What was typed, or in words what was to be done. @param {import("./rows.js").Row} row */
export function textIn({ kind, fields }) {
  if (kind.startsWith("headcount.")) return word("did-headcount");
  if (kind.startsWith("help.")) return word(kind === "help.open" ? "did-help" : "did-unhelp");
  if (kind === "summary.seal") return word("did-summary");
  if (kind === "ballot.cast") return word("did-ballot");
  return fields.text ?? word("command", { text: short(textOf(issueRow(fields.issue_id ?? "")) || fields.seen?.text || "…") });
}

/** @param {import("./rows.js").Row} row */
function item(row) {
  const made = at("tray-item").content.cloneNode(true).firstElementChild;
  made.dataset.id = row.id;
  made.querySelector("blockquote").textContent = textIn(row);
  made.querySelector(".tray-why").textContent = row.message || row.code || "";
  made.querySelector('[data-tray="fix"]').hidden = !row.fields.text || row.kind.startsWith("summary.");
  return made;
}

tray.addEventListener("click", async (/** @type {MouseEvent} */ event) => {
  const key = /** @type {HTMLElement} */ (event.target).closest("[data-tray]");
  const id = /** @type {HTMLElement} */ (key?.closest(".tray-item"))?.dataset.id;
  const row = attention().find((one) => one.id === id);
  if (!key || !row) return;
  const wish = /** @type {HTMLElement} */ (key).dataset.tray;
  if (wish === "again") await again(row.id);
  if (wish === "copy") copy(textIn(row), /** @type {HTMLElement} */ (key), word("copied"));
  if (wish === "fix") {
    await fix(row.fields.text, row.fields);
    await draftsKept();
    await discard(row.id);
  }
  if (wish === "discard") await discard(row.id);
});
