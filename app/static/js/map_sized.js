// @ts-check
// The operator's text size on the drawings, where every word has its place: a name grows as far as its room goes, over whole words, and
// never into another one. Under 100 % it stays: it is as small there as the last row can read.

/** @typedef {[number, number, number, number]} Box left, top, right, bottom */

const SERIF = "600 {}px 'Stoliki Map Serif', 'Source Serif 4', 'Noto Serif', serif", SANS = "500 {}px 'Stoliki Map', 'Source Sans 3', 'Noto Sans', sans-serif";
const STEP = 0.05, RISE = 0.78, FALL = 0.24; // of the size: what a line takes above and below its baseline
const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/** The operator's text size on the drawings, 1 to 1.4. */
export const wished = () => Math.max(1, Number(document.documentElement.dataset.size ?? 100) / 100);

/** What is measured depends on it: the size, and whether the letters have come. */
export const measure = () => `${wished()} ${document.fonts.status}`;

/** @param {string} text @param {number} size @param {boolean} serif */
export function width(text, size, serif) {
  pen.font = (serif ? SERIF : SANS).replace("{}", String(size));
  return pen.measureText(text).width;
}

/** Whole words in lines of this room; null where they do not fit. @param {string} text @param {number} size @param {boolean} serif @param {number} room @param {number} most @returns {string[] | null} */
export function wrapped(text, size, serif, room, most) {
  const made = [""];
  for (const word of text.split(/\s+/)) {
    const last = made[made.length - 1], tried = last ? `${last} ${word}` : word;
    if (width(tried, size, serif) <= room) made[made.length - 1] = tried;
    else if (last && width(word, size, serif) <= room) made.push(word);
    else return null;
  }
  return made.length <= most ? made : null;
}

/** The largest size of those that were wished at which this holds, 1 where none does. @template T @param {(by: number) => T | null} fits @returns {[number, T | null]} */
export function largest(fits) {
  for (let by = wished(); by > 1 + STEP / 2; by -= STEP) {
    const found = fits(by);
    if (found) return [by, found];
  }
  return [1, null];
}

/** Where lines stand that are centred at `x`. @param {string[]} lines @param {number} x @param {number} y the first baseline @param {number} size @param {number} pitch @param {boolean} serif @returns {Box} */
export function boxOf(lines, x, y, size, pitch, serif) {
  const half = Math.max(...lines.map((line) => width(line, size, serif))) / 2;
  return [x - half, y - RISE * size, x + half, y + (lines.length - 1) * pitch * size + FALL * size];
}

/** @param {Box} one @param {Box} other @param {number} gap */
export const meet = (one, other, gap) => one[0] < other[2] + gap && other[0] < one[2] + gap && one[1] < other[3] + gap && other[1] < one[3] + gap;

const WIDE = 436, HIGH = 239, TOP = 0.8, PITCH = 1.06; // the room of a large name on the map, in a hall of eleven: its width, its height over the middle of the islet

/** A large name on the map, as much larger as its cell allows; its last line stays where it is.
 * @param {import("./map_paint.js").LabelRow} row @param {{themes: any[][], names: Record<string, any[]>} | undefined} facts @returns {import("./map_paint.js").LabelRow} */
export function sized(row, facts) {
  const [key, size, x, y, lines] = row, theme = facts?.themes.find(([id]) => id === facts.names[key]?.[1]);
  if (!theme) return row;
  const { 4: middle, 5: scale } = theme, more = lines.length - 1, last = y + more * PITCH * size;
  const rises = (/** @type {number} */ by) => last - (more * PITCH + TOP) * size * by >= middle - HIGH * scale - 1;
  const [by] = largest((one) => (rises(one) && lines.every((line) => width(line, size * one, true) <= WIDE * scale)) || null);
  return by > 1 ? [key, Math.round(size * by), x, Math.round(last - more * PITCH * size * by), lines] : row;
}
