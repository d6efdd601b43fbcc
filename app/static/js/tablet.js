// @ts-check
// The moderator's tablet: what each key does, and painting again whenever something was heard, kept or answered.

import "./offline.js";
import "./link.js";
import "./keys.js";
import "./settings.js";
import "./leave.js";
import "./ahead.js";
import { focus } from "./composer.js";
import { count, keepAll, move, park, restore, settle, undo, withdraw } from "./deeds.js";
import { callHelp, paintCard } from "./facilitator.js";
import { joinInto, joining, splitOff, startJoining } from "./joining.js";
import { leaveShort, paint, view } from "./log.js";
import { idOf, issueRow, stage, textOf } from "./page.js";
import { paintBegun, startMerging, startRewording, stopRewording, takeBack } from "./rewording.js";
import { mode, paintLine } from "./state_line.js";
import { paintStrangers } from "./strangers.js";
import { closeSummary, openSummary, sealSummary } from "./summary.js";
import { fixInto, paintTray } from "./tray.js";
import { short, word } from "./words.js";

let moving = "", painting = false, byPointer = false;

function paintSoon() {
  if (painting) return;
  painting = true;
  queueMicrotask(() => { painting = false; paint(); paintBegun(); paintTray(); paintStrangers(); paintCard(); paintLine(); });
}

/** @param {string} id */
function toggle(id) {
  view.open = joinInto(id) || view.open !== id ? id : "";
  view.picked = "";
  paint();
  issueRow(view.open)?.scrollIntoView({ block: "nearest" });
}

/** @param {boolean} open */
function unfold(open) {
  stage.toggleAttribute("data-topics", open);
  stage.querySelector(".topic-now")?.setAttribute("aria-expanded", String(open));
}

/** @param {string} id "" stops */
function startMoving(id) {
  startJoining("");
  moving = id;
  stage.toggleAttribute("data-moving", Boolean(id));
  mode.moving = id ? word("moving", { text: short(textOf(issueRow(id))) }) : "";
  unfold(Boolean(id));
  paintLine();
}

/** @param {string} topic */
async function chooseTopic(topic) {
  if (moving) {
    const id = moving;
    startMoving("");
    await move(id, topic || null);
  } else {
    view.topic = topic;
    document.dispatchEvent(new CustomEvent("stoliki:topic"));
  }
  unfold(false);
  paint();
}

/** @type {Record<string, (id: string, key: HTMLElement) => unknown>} */
const ACTS = {
  open: toggle, count: toggle, undo, park, withdraw, restore, move: startMoving, both: keepAll, merge: startMerging,
  reword: (id) => startRewording(id), add: (id) => startRewording(id),
  settle: (id, key) => settle(id, key.dataset.of ?? "current"),
  enough: (id) => { leaveShort(id); paint(); },
  fewer: () => count("people", -1), more: () => count("people", 1),
  "hand-less": (id) => count(id, -1), "hand-more": (id) => count(id, 1),
  join: (id) => { startMoving(""); startJoining(id); }, split: (_, key) => splitOff(key),
  topic: (_, key) => chooseTopic(key.dataset.topic ?? ""),
  topics: () => unfold(!stage.hasAttribute("data-topics")),
  help: callHelp, summary: openSummary, "summary-close": closeSummary, "summary-seal": sealSummary,
  cancel: () => { if (joining()) startJoining(""); else if (moving) startMoving(""); else stopRewording(); },
};
const BACK_TO_TEXT = new Set(["topic", "park", "withdraw", "restore", "settle", "enough", "undo", "cancel", "both", "help", "summary-seal"]);

document.addEventListener("click", async (event) => {
  const key = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
  const wish = key?.dataset.do ?? "";
  if (!key || !ACTS[wish]) return;
  await ACTS[wish](idOf(key), key);
  if (BACK_TO_TEXT.has(wish) && byPointer) focus();
});
document.addEventListener("pointerdown", () => { byPointer = true; }, true);
document.addEventListener("keydown", () => { byPointer = false; }, true);
document.addEventListener("change", (event) => { if (byPointer && /** @type {Element} */ (event.target).closest("#composer")) focus(); });
for (const name of ["outbox", "pushed", "healed", "epoch", "disk"]) document.addEventListener(`stoliki:${name}`, paintSoon);
fixInto(takeBack);
paintSoon();
