// @ts-check
// One stolik in the overview: what the clock and its tablets make of what the server has printed. Does it stand out, and does somebody
// go there already?

/** @typedef {{at: number, waiting: number, since: number | null, battery: number | null, charging: boolean, asleep: number}} Told */
/** @typedef {{tablets: Record<string, number>, told: Record<string, Told>}} Present */
/** @typedef {"help" | "tablet" | "silence"} About */
/** @typedef {{about: About, mark: number, taken: boolean}} Alarm `mark`: the moment at which it began */
/** @typedef {{key: string, title: string, running: boolean, began: number}} Phase */

const TALKING = new Set(["talk", "round"]);
const LOW = 0.2;
const organises = document.body.dataset.role === "organiser";
const silentMs = Number(document.body.dataset.silentMinutes ?? 5) * 60_000;
const words = /** @type {HTMLElement} */ (document.querySelector("table.hall")).dataset;

/** @param {Element | null | undefined} element @param {string} text */
export function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** @param {Element | null} element @param {boolean} shown */
export function show(element, shown) {
  if (element instanceof HTMLElement && element.hidden === shown) element.hidden = !shown;
}

/** @param {string} template @param {number} n */
const filled = (template, n) => template.replace("{n}", String(n));

/** @param {number} ms */
export function ago(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return words.just ?? "";
  if (minutes < 120) return filled(words.minutes ?? "", minutes);
  if (minutes < 48 * 60) return filled(words.hours ?? "", Math.floor(minutes / 60));
  return filled(words.days ?? "", Math.floor(minutes / 1440));
}

/** Since when nothing is said where something should be; 0: nobody expects anything. In a café people come and go. @param {DOMStringMap} row @param {Phase | undefined} phase */
function quietSince({ state, since, format }, phase) {
  if (state !== "open" || !since || format === "cafe") return 0;
  if (phase) return phase.running && TALKING.has(phase.key) ? Math.max(Number(since), phase.began) : 0;
  return Number(since);
}

/** What stands out at this stolik, the most urgent first. @param {HTMLElement} row @param {number} now @param {Told | undefined} told @param {Phase | undefined} phase @param {boolean} off @returns {Alarm[]} */
export function alarmsOf(row, now, told, phase, off) {
  const { dataset } = row, since = quietSince(dataset, phase), open = dataset.state === "open";
  /** @type {[About, number, string | undefined][]} */
  const found = [];
  if (open && dataset.help) found.push(["help", Number(dataset.help), dataset.takenHelp]);
  if (open && told?.waiting && told.since) found.push(["tablet", told.since, dataset.takenTablet]);
  if (since && now - since >= silentMs && (dataset.at || !off)) found.push(["silence", since, dataset.takenSilence]);
  return found.map(([about, mark, taken]) => ({ about, mark, taken: Number(taken ?? -1) >= mark }));
}

/** @param {HTMLElement} row @param {string} name @param {boolean} shown */
const flag = (row, name, shown) => show(row.querySelector(`[data-flag="${name}"]`), shown);

/** @param {HTMLElement} row @param {string} selector @param {string} kind @param {Alarm | undefined} alarm */
function key(row, selector, kind, alarm) {
  const button = /** @type {HTMLElement | null} */ (row.querySelector(selector));
  show(button, organises && Boolean(alarm));
  if (alarm) order(button, kind, row, alarm);
}

/** The button says this command when it is pressed. @param {Element | null | undefined} button @param {string} kind @param {HTMLElement} row @param {Alarm} alarm */
export const order = (button, kind, row, { about, mark }) => says(button, kind, { stolik_id: Number(row.dataset.stolik), about, mark });

/** Somebody was there, and the call for help is over. @param {Element | null | undefined} button @param {HTMLElement} row */
export const isOver = (button, row) => says(button, "help.close", { stolik_id: Number(row.dataset.stolik) });

/** @param {Element | null | undefined} button @param {string} kind @param {object} said */
function says(button, kind, said) {
  const fields = JSON.stringify(said);
  if (!(button instanceof HTMLElement) || (button.dataset.fields === fields && button.dataset.say === kind)) return;
  button.dataset.say = kind;
  button.dataset.fields = fields;
}

/** @param {HTMLElement} row @param {number | null} here pages that hear it; null: nobody knows @param {Told | undefined} told */
function paintTablets(row, here, told) {
  const free = here === 0 && row.dataset.seated === "0", battery = told?.battery;
  const said = [typeof battery === "number" ? `${Math.round(battery * 100)} %${told?.charging ? " ⚡" : ""}` : "", told?.asleep ? words.sleeps : ""];
  write(row.querySelector(".hall-here"), here === null ? "" : free ? words.free ?? "" : String(here));
  const more = row.querySelector(".hall-told");
  write(more, said.filter(Boolean).join(", "));
  more?.toggleAttribute("data-low", typeof battery === "number" && battery < LOW && !told?.charging);
}

/** @param {HTMLElement} row @param {number} now @param {Present | null} present @param {Phase | undefined} phase @returns {Alarm[]} those that nobody has taken */
export function paintRow(row, now, present, phase) {
  const { at, state, stolik = "", seated } = row.dataset;
  const here = present ? (present.tablets[stolik] ?? 0) : null, told = present?.told[stolik];
  const open = state === "open", off = open && here === 0;
  const alarms = alarmsOf(row, now, told, phase, off), loud = alarms.filter((one) => !one.taken), taken = alarms.filter((one) => one.taken);
  const silence = alarms.find((one) => one.about === "silence");
  write(row.querySelector(".hall-when"), at ? ago(now - Number(at)) : "");
  paintTablets(row, here, told);
  for (const name of ["help", "tablet", "silence"]) flag(row, name, alarms.some((one) => one.about === name));
  write(row.querySelector('[data-flag="tablet"] > span'), filled(words.unsent ?? "", told?.waiting ?? 0));
  write(row.querySelector('[data-flag="silence"] > span'), silence ? filled(words.silent ?? "", Math.floor((now - silence.mark) / 60_000)) : "");
  const asleep = off && Boolean(told?.asleep), free = off && seated === "0";
  flag(row, "free", free);
  flag(row, "asleep", asleep && !free);
  flag(row, "off", off && !asleep && !free);
  flag(row, "fine", open && !off && !alarms.length);
  write(row.querySelector('[data-flag="fine"] > span'), phase?.title ?? words.open ?? "");
  flag(row, "going", alarms.length > 0 && !loud.length);
  key(row, ".hall-take", "notice.take", loud[0]);
  key(row, ".hall-release", "notice.release", loud.length ? undefined : taken[0]);
  const over = row.querySelector(".hall-over");
  show(over, organises && taken.some((one) => one.about === "help"));
  isOver(over, row);
  const look = loud[0]?.about === "help" ? "alarm" : loud.length ? "wait" : "";
  if ((row.dataset.look ?? "") !== look) look ? (row.dataset.look = look) : delete row.dataset.look;
  return loud;
}
