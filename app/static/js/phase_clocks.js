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
/** Lists that a person has unfolded, or folded again, by their ids. @type {Map<string, boolean>} */
const unfolded = new Map();
document.addEventListener("click", (event) => {
  const list = /** @type {Element} */ (event.target).closest("[data-phases] [data-live] summary")?.parentElement;
  if (list instanceof HTMLDetailsElement) unfolded.set(list.id, !list.open);
}, true);

function unfold() {
  for (const list of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("[data-phases] [data-live] details"))) {
    const wanted = unfolded.get(list.id) ?? list.open;
    if (list.open !== wanted) list.open = wanted;
  }
}

// A block that was swapped comes without figures, and folded: all is there again before anybody has seen it.
const swapped = new MutationObserver((all) => {
  if (all.every(({ target }) => /** @type {Element} */ (target).matches("[data-clock]"))) return;
  unfold();
  again();
});
const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["data-ends", "data-left", "open"] };
for (const place of document.querySelectorAll("[data-phases]")) swapped.observe(place, watched);
