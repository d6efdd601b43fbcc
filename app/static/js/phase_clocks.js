// @ts-check
// Every countdown of a page that the server renders: a block with the times of its phase, and in it the place for the figures.

import { countDownAll, said } from "./countdown.js";

const SOON = 60_000; // ms: the last minute is marked
const number = (/** @type {string | undefined} */ text) => (text ? Number(text) : null);
const blocks = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-phase]")]);

/** @param {HTMLElement} block @param {number | null} left */
function paint(block, left) {
  const clock = /** @type {HTMLElement | null} */ (block.querySelector("[data-clock]"));
  if (!clock) return;
  const words = left === null ? "–:––" : said(left), look = left === null || left > SOON ? "" : left > 0 ? "soon" : "over";
  if (clock.textContent !== words) clock.textContent = words;
  if (clock.dataset.look !== look) clock.dataset.look = look;
}

const again = countDownAll(
  () => blocks().map(({ dataset }) => ({ ends_at: number(dataset.ends), left_ms: number(dataset.left) })),
  (lefts) => blocks().forEach((block, nth) => paint(block, lefts[nth])),
);
// A block that was swapped comes without figures: they are there again before anybody has seen it.
const swapped = new MutationObserver((all) => {
  if (all.some(({ target }) => !(/** @type {Element} */ (target).matches("[data-clock]")))) again();
});
for (const place of document.querySelectorAll("[data-phases]")) swapped.observe(place, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-ends", "data-left"] });
