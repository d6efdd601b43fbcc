// @ts-check
// The turn of scenes in the form of a screen: a list of scenes and their seconds, put in order by keys.

/** @typedef {{scene: string, theme_id: number | null, seconds: number}} Stay */

const LEAST = 5, MOST = 3600, USUAL = 20; // s
const MOST_STAYS = 24;
const list = /** @type {HTMLElement} */ (document.getElementById("stays"));
const row = /** @type {HTMLTemplateElement} */ (document.getElementById("stay-row"));
let changed = () => {};

/** @param {Element} stay @returns {Stay} */
function read(stay) {
  const [scene, theme] = /** @type {HTMLSelectElement} */ (stay.querySelector("select")).value.split(".");
  const seconds = Math.round(Number(/** @type {HTMLInputElement} */ (stay.querySelector("input")).value)) || USUAL;
  return { scene, theme_id: theme ? Number(theme) : null, seconds: Math.min(MOST, Math.max(LEAST, seconds)) };
}

/** @returns {Stay[]} */
export const turn = () => [...list.children].map(read);

/** @param {Stay} stay */
export function addStay({ scene, theme_id, seconds } = { scene: "supported", theme_id: null, seconds: USUAL }) {
  if (list.children.length >= MOST_STAYS) return;
  const made = /** @type {HTMLElement} */ (/** @type {Element} */ (row.content.firstElementChild).cloneNode(true));
  const wanted = theme_id === null ? scene : `${scene}.${theme_id}`, chosen = /** @type {HTMLSelectElement} */ (made.querySelector("select"));
  chosen.value = wanted;
  if (chosen.value !== wanted) return; // its theme is no more
  /** @type {HTMLInputElement} */ (made.querySelector("input")).value = String(seconds);
  list.append(made);
}

/** @param {Stay[]} stays */
export function putTurn(stays) {
  list.replaceChildren();
  for (const one of stays) addStay(one);
}

/** @param {() => void} hears */
export const onTurn = (hears) => { changed = hears; };

/** @param {MouseEvent} event */
function pressed(event) {
  const button = /** @type {HTMLElement} */ (event.target).closest("button"), stay = button?.closest("li");
  if (!button || !stay) return;
  const { move, remove } = button.dataset;
  if (remove !== undefined && list.children.length > 1) {
    const next = stay.nextElementSibling ?? stay.previousElementSibling;
    stay.remove();
    /** @type {HTMLElement | null} */ (next?.querySelector("[data-remove]"))?.focus();
  } else if (move === "-1") stay.previousElementSibling?.before(stay);
  else if (move === "1") stay.nextElementSibling?.after(stay);
  button.focus();
  changed();
}

list?.addEventListener("click", pressed);
