// @ts-check
// What a screen shall show next: chosen here, seen in the preview, and only then sent. What is sent is the whole state.

import { autoOf, turnTo } from "./desk_faces.js";
import { addStay, onTurn, putTurn, turn } from "./desk_screen_turn.js";
import { say } from "./outbox.js";

const CALM = 250; // ms after the last choice until the preview turns
/** @typedef {import("./screen_state.js").State} State */

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("screen-form"));
/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
/** @param {string} name @returns {any} */
const field = (name) => form?.elements.namedItem(name);
const mine = form?.dataset.screen ?? "";
/** @type {Record<string, State>} What every screen shows. */
const states = JSON.parse(document.getElementById("screens-data")?.textContent ?? "{}");
let timer = 0, touched = false, moved = false;

/** What the form says. @param {string} [id] */
function chosen(id = mine) {
  const scene = field("scene").value, size = Number(field("size").value), languages = [field("language").value];
  if (field("also").value && field("also").value !== languages[0]) languages.push(field("also").value);
  const theme = scene === "theme" ? Number(field("theme").value) : null;
  return { screen_id: id, scene, theme_id: theme, turn: turn(), frozen: false, black: false, size, scheme: field("scheme").value, languages, calm: field("calm").checked };
}

/** The same in an address: nobody is sent anything. */
function address() {
  const { scene, theme_id, turn: stays, size, scheme, languages, calm } = chosen();
  const asked = new URLSearchParams({ scene, size: String(size), scheme, lang: languages[0], watch: "1" });
  if (theme_id !== null) asked.set("theme", String(theme_id));
  if (languages[1]) asked.set("also", languages[1]);
  if (calm) asked.set("calm", "1");
  if (scheme === "auto" && autoOf(mine)) asked.set("auto", autoOf(mine));
  if (scene === "turn") asked.set("turn", stays.map((one) => `${one.scene}${one.theme_id === null ? "" : `.${one.theme_id}`}:${one.seconds}`).join(","));
  return `/map?${asked}`;
}

/** @param {Record<string, any>} state What counts of a state when two are compared. */
const essence = ({ scene, theme_id, turn: stays, size, scheme, languages, calm }) => JSON.stringify([scene, theme_id, scene === "turn" ? stays.map((/** @type {any} */ one) => [one.scene, one.theme_id, one.seconds]) : [], size, scheme, languages, calm]);

/** Whether the screen shows what is chosen, stopped and dark aside. */
const isSame = () => essence(chosen()) === shown(states[mine]);

/** @param {State} state */
const shown = (state) => essence({ ...state, languages: spoken(state) });

/** @param {State} state */
const spoken = (state) => (state.languages.length ? state.languages : [document.documentElement.lang]);

function paint() {
  if (!form) return;
  const scene = field("scene").value, said = at("screen-ahead"), words = said.dataset;
  at("form-theme").hidden = scene !== "theme";
  at("form-turn").hidden = scene !== "turn";
  at("form-auto").hidden = field("scheme").value !== "auto" || autoOf(mine) !== "";
  at("screen-size-said").textContent = `${field("size").value} %`;
  for (const one of field("also").options) one.hidden = one.disabled = one.value !== "" && one.value === field("language").value;
  const { black, frozen } = states[mine], now = isSame() ? (black || frozen ? words.held : words.same) : moved ? words.moved : words.other;
  if (said.textContent !== now) said.textContent = now;
  clearTimeout(timer);
  timer = setTimeout(() => { turnTo(at("screen-preview"), address()); tellRoom(); }, CALM);
}

/** Scenes with nothing to show yet, as the preview knows them. */
function tellEmpty() {
  const empty = (at("screen-preview").contentDocument?.documentElement.dataset.empty ?? "").split(" ");
  for (const mark of document.querySelectorAll("[data-nothing]")) /** @type {HTMLElement} */ (mark).hidden = !empty.includes(/** @type {HTMLElement} */ (mark).dataset.nothing ?? "");
}

/** Whoever invites people to come in by code should have opened that way. */
async function tellRoom() {
  const { scene, turn: stays } = chosen(), invites = scene === "join" || (scene === "turn" && stays.some((one) => one.scene === "join"));
  const answer = invites ? await fetch("/room/code", { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null) : null;
  at("form-join").hidden = !answer?.ok || (await answer.json()).open;
}

/** The form says what the screen shows. @param {State} state */
function fill(state) {
  [touched, moved] = [false, false];
  field("scene").value = state.scene;
  if (state.theme_id !== null) field("theme").value = String(state.theme_id);
  putTurn(state.turn);
  field("size").value = String(state.size);
  field("scheme").value = state.scheme;
  field("calm").checked = state.calm;
  [field("language").value, field("also").value] = [spoken(state)[0], spoken(state)[1] ?? ""];
  paint();
}

/** @param {string[]} ids */
function send(ids) {
  for (const id of ids) say("screen.push", chosen(id));
  [touched, moved] = [false, false];
  paint();
}

function change() {
  touched = true;
  paint();
}

/** @param {MouseEvent} event */
function resized(event) {
  const step = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.size;
  if (!step) return;
  field("size").value = String(Number(field("size").value) + Number(step));
  change();
}

/** @param {Record<string, State>} news */
function heard(news) {
  const before = states[mine] && shown(states[mine]);
  Object.assign(states, news);
  if (!form || !(mine in news)) return;
  if (!touched || isSame()) fill(states[mine]);
  else if (shown(states[mine]) !== before) moved = true;
  paint();
}

if (form) {
  form.addEventListener("input", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", resized);
  at("stay-add").addEventListener("click", () => { addStay(); change(); });
  onTurn(change);
  for (const key of document.querySelectorAll("[data-send]")) key.addEventListener("click", () => send([mine]));
  at("screen-send-all")?.addEventListener("click", () => send(Object.keys(states)));
  at("screen-back").addEventListener("click", () => fill(states[mine]));
  document.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) { event.preventDefault(); send([mine]); } });
  at("screen-preview").addEventListener("load", tellEmpty);
  document.addEventListener("stoliki:dressed", paint);
  fill(states[mine]);
}
document.addEventListener("stoliki:data", (event) => heard(/** @type {CustomEvent} */ (event).detail.data.screens ?? {}));
document.addEventListener("stoliki:healed", (event) => {
  const page = /** @type {Document} */ (/** @type {CustomEvent} */ (event).detail.document);
  const news = JSON.parse(page.getElementById("screens-data")?.textContent ?? "{}"), row = page.getElementById("stay-row")?.innerHTML;
  const grown = Object.keys(news).join() !== Object.keys(states).join(), renamed = row !== undefined && row !== at("stay-row")?.innerHTML;
  if (!touched && (grown || renamed)) location.reload(); // a screen more, a theme with another name
  else heard(news);
});
