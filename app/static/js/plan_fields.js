// @ts-check
// What a form of the plan holds, as the fields of a command; and back again.

const DAY = 24 * 3600 * 1000;
const MOST_DAYS = 31;
const LISTS = ["topics", "languages"]; // boxes of one name, of which some are ticked

/** @typedef {HTMLInputElement | HTMLSelectElement} Box */

/** @param {HTMLFormElement} form @returns {Box[]} */
const boxes = (form) => /** @type {Box[]} */ ([...form.elements].filter((box) => /** @type {Box} */ (box).name));

/** Every day from the first to the last, both of them too. @param {string} from @param {string} to @returns {string[]} */
export function daysBetween(from, to) {
  const first = Date.parse(from), last = Math.max(first, Date.parse(to) || first), days = [];
  for (let at = first; at <= last && days.length < MOST_DAYS; at += DAY) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** @param {Box} box @returns {any} */
function valueOf(box) {
  if (box instanceof HTMLInputElement && box.type === "checkbox") return box.checked;
  const text = box.value.trim();
  if (box.dataset.type === "number") return Number(text);
  return text === "" && "empty" in box.dataset ? null : text;
}

/** @param {HTMLFormElement} form @returns {Record<string, any>} */
export function fieldsOf(form) {
  /** @type {Record<string, any>} */
  const fields = {};
  for (const box of boxes(form)) {
    if (LISTS.includes(box.name)) continue;
    if (box instanceof HTMLInputElement && box.type === "radio" && !box.checked) continue;
    fields[box.name] = valueOf(box);
  }
  return { ...JSON.parse(form.dataset.fields ?? "{}"), ...inDays(fields), ...chosenIn(form) };
}

/** @param {Record<string, any>} fields */
function inDays({ from, to, ...rest }) {
  return from === undefined ? rest : { ...rest, days: daysBetween(from, to) };
}

/** What is ticked, where the form has anything to tick. @param {HTMLFormElement} form */
function chosenIn(form) {
  /** @type {Record<string, string[] | "none">} */
  const chosen = {};
  for (const name of LISTS) {
    const all = boxes(form).filter((box) => box.name === name), ticked = all.filter(isTicked).map((box) => box.value);
    if (all.length) chosen[name] = name === "topics" && !ticked.length ? "none" : ticked;
  }
  return chosen;
}

/** @param {Box} box */
const isTicked = (box) => box instanceof HTMLInputElement && box.checked;

/** As it stands in the boxes, for `fill` to put back: what was typed may not make sense yet. @param {HTMLFormElement} form */
export function typedIn(form) {
  /** @type {Record<string, any>} */
  const typed = { topics: [], languages: [] };
  for (const box of boxes(form)) {
    const ticks = box instanceof HTMLInputElement && (box.type === "checkbox" || box.type === "radio");
    if (LISTS.includes(box.name)) { if (isTicked(box)) typed[box.name].push(box.value); continue; }
    if (!ticks) typed[box.name] = box.value;
    else if (box.type === "checkbox") typed[box.name] = box.checked;
    else if (box.checked) typed[box.name] = box.value;
  }
  return typed;
}

/** @param {HTMLFormElement} form @param {Record<string, any>} fields */
export function fill(form, fields) {
  refill(form);
  for (const box of boxes(form)) {
    if (!(box.name in fields)) continue;
    if (box instanceof HTMLInputElement && LISTS.includes(box.name)) box.checked = fields[box.name].includes(box.value);
    else if (box instanceof HTMLInputElement && box.type === "radio") box.checked = box.value === String(fields[box.name]);
    else if (box instanceof HTMLInputElement && box.type === "checkbox") box.checked = fields[box.name];
    else box.value = String(fields[box.name] ?? "");
  }
}

/** Lists to choose from are what the page shows now. @param {ParentNode} within */
export function refill(within) {
  for (const list of /** @type {NodeListOf<HTMLSelectElement>} */ (within.querySelectorAll("select[data-options]"))) {
    const shown = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[id^="${list.dataset.options}-"][data-live] ${list.dataset.of}[data-option]`));
    const chosen = list.value, options = [...shown].map((one) => new Option(one.dataset.title, one.dataset.option));
    if (options.map((one) => one.value + one.text).join() === [...list.options].map((one) => one.value + one.text).join()) continue;
    list.replaceChildren(...options);
    if (options.some((one) => one.value === chosen)) list.value = chosen;
  }
}
