// @ts-check
// Elements of the drawings: made with createElementNS and textContent only, so that no text of the hall is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";
const GOLDEN_ANGLE = 2.39996; // radians from one seed to the next
const SEED_RADIUS = 0.36; // of the pitch between two seeds
export const MOST_SEEDS = 400; // drawn in one flower; the counts know the rest

/**
 * @param {string} name @param {Record<string, string | number>} [attributes] @param {string} [text]
 * @returns {SVGElement}
 */
export function shape(name, attributes = {}, text) {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

/**
 * Lines of one text, each at its own baseline.
 * @param {string} css @param {string[]} lines @param {number} x @param {number} y @param {number} size @param {number} pitch
 */
export function lines(css, lines, x, y, size, pitch) {
  return lines.map((line, n) => shape("text", { class: css, x, y: (y + n * size * pitch).toFixed(1), "font-size": size }, line));
}

/** The n-th seed of a flower, in units of the pitch. @param {number} n @param {boolean} fresh whether it fades in */
function seed(n, fresh) {
  const far = Math.sqrt(n + 0.5), angle = GOLDEN_ANGLE * n;
  return shape("circle", { class: fresh ? "map-fresh" : "", cx: (far * Math.cos(angle)).toFixed(2), cy: (far * Math.sin(angle)).toFixed(2), r: SEED_RADIUS });
}

/** Put in or take off the last seeds until there are `count`. @param {SVGElement} group @param {number} count @param {boolean} fresh */
export function sow(group, count, fresh) {
  const wanted = Math.min(count, MOST_SEEDS);
  while (group.childElementCount < wanted) group.append(seed(group.childElementCount, fresh));
  while (group.childElementCount > wanted) group.lastElementChild?.remove();
}
