// @ts-check
// An external keyboard: single keys act outside text boxes and can be switched off (WCAG 2.1.4).

import { focus, setKind } from "./composer.js";
import { count, park, undo, withdraw } from "./deeds.js";
import { joinInto, startJoining } from "./joining.js";
import { paint, rows, view } from "./log.js";
import { at, stage } from "./page.js";
import { startRewording, stopRewording } from "./rewording.js";

const KINDS = ["problem", "idea", "question", "tool", "quote"];
const here = () => view.picked || view.open;
/** @param {(id: string) => unknown} act */
const onRow = (act) => () => { if (here()) act(here()); };

/** @type {Record<string, () => unknown>} */
const ACTS = {
  n: focus, u: undo, t: showTopics, "?": () => at("menu").togglePopover(),
  e: onRow(startRewording), m: onRow((id) => joinInto(id) || startJoining(id)), p: onRow(park), w: onRow(withdraw),
  "+": onRow((id) => count(id, 1)), "=": onRow((id) => count(id, 1)), "-": onRow((id) => count(id, -1)),
  ArrowUp: () => pick(-1), ArrowDown: () => pick(1),
};
KINDS.forEach((kind, i) => { ACTS[String(i + 1)] = () => setKind(kind); });

function showTopics() {
  stage.setAttribute("data-topics", "");
  /** @type {HTMLElement | null} */ (document.querySelector('#topics [aria-pressed="true"]'))?.focus();
}

/** @param {number} step */
function pick(step) {
  const shown = rows().filter((row) => row.offsetParent && row.id.startsWith("issue-"));
  const now = shown.findIndex((row) => row.id === `issue-${here()}`);
  const next = shown[now < 0 ? shown.length - 1 : Math.min(shown.length - 1, Math.max(0, now + step))];
  if (!next) return;
  view.picked = view.open = next.id.replace("issue-", "");
  paint();
  next.scrollIntoView({ block: "nearest" });
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === "Escape") {
    if (!startJoining("") && !stopRewording()) target.blur();
    return;
  }
  const typing = target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.documentElement.dataset.keys === "off") return;
  if (target.matches("input") && event.key.startsWith("Arrow")) return;
  const act = ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || target.closest("[popover], dialog")) return;
  event.preventDefault();
  act();
}
document.addEventListener("keydown", pressed);
