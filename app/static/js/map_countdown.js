// @ts-check
// The hall's clock: what is left of the phase, huge, by the server's time; a float goes down the river, whose last minutes are marked.

import { countDownAll, said } from "./countdown.js";
import { part, say } from "./map_say.js";

const WIDTH = 1920, LAST = 120_000; // the river's width; ms at the end that are marked, never more than a third of the whole
const MIDDLE = 90; // height of the river's middle
/** @type {any} the phase's row, null without one */
let phase = null;

/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);

/** @param {string} id @param {string} text */
function tell(id, text) {
  const element = at(id);
  if (element.textContent !== text) element.textContent = text;
}

/** ms at the end of this phase that are marked. */
const lastOf = () => Math.min(LAST, (phase.seconds * 1000) / 3);

/** @param {number} gone 0..1 */
function float(gone) {
  const x = WIDTH * Math.min(Math.max(gone, 0), 1), y = MIDDLE + 12 * Math.sin(x / 260 + 0.64);
  at("clock-float").setAttribute("transform", `translate(${Math.min(Math.max(x, 40), WIDTH - 40).toFixed(1)} ${y.toFixed(1)})`);
  at("clock-gone").setAttribute("width", x.toFixed(1));
}

/** @param {number | null} left */
function paintTime(left) {
  const scene = at("scene-countdown"), known = phase !== null && left !== null;
  scene.toggleAttribute("data-idle", !phase);
  scene.toggleAttribute("data-last", known && left <= lastOf() && left > 0);
  scene.toggleAttribute("data-over", known && left <= 0);
  tell("clock", known ? said(Math.max(left, 0)) : phase ? "–:––" : "");
  if (known) float(1 - left / (phase.seconds * 1000));
}

/** What is said beside the time. @param {number | null} left */
function remark(left) {
  if (!phase) return "";
  if (left !== null && left <= 0) return say("over");
  if (!phase.running) return say("paused");
  return phase.next ? say("next", { title: part(phase.next) }) : "";
}

/** @type {(() => void) | undefined} paint at once */
let again;

/** @param {{phase: any}} shown */
export function paintCountdown(shown) {
  phase = shown.phase;
  tell("clock-title", phase ? part(phase.title) : say("waiting"));
  at("clock-last").setAttribute("x", String(phase ? WIDTH * (1 - lastOf() / (phase.seconds * 1000)) : WIDTH));
  again ??= countDownAll(() => (phase ? [phase] : []), ([left]) => { paintTime(left ?? null); tell("clock-next", remark(left ?? null)); });
  again();
}
