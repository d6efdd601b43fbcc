// @ts-check
// Votes at the desk: a form opens a round, keys close, decide and seal it (what cannot be taken back is pressed twice), a dialog breaks a tie.

import "./leave.js";
import "./desk_state.js";
import { heal } from "./hearing.js";
import { say, waiting } from "./outbox.js";

const SURE = 5000; // ms in which the second press counts
/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
const form = /** @type {HTMLFormElement | null} */ (at("round-form")), settle = /** @type {HTMLDialogElement} */ (at("settle"));
/** @param {string} name @returns {any} */
const field = (name) => form?.elements.namedItem(name);
/** @param {string} name @returns {HTMLInputElement[]} */
const boxes = (name) => [.../** @type {NodeListOf<HTMLInputElement>} */ (/** @type {HTMLFormElement} */ (form).querySelectorAll(`input[name="${name}"]`))];
/** @param {string} name */
const ticked = (name) => boxes(name).filter((one) => one.checked && !one.disabled).map((one) => one.value);

/** Said once, however often it is pressed. @param {string} kind @param {Record<string, any>} fields */
function sayOnce(kind, fields) {
  const words = JSON.stringify(fields);
  if (!waiting().some((row) => row.kind === kind && JSON.stringify(row.fields) === words)) say(kind, fields);
}

/** @param {HTMLElement} button @returns {boolean} whether it is the second press */
function isSure(button) {
  if (!button.dataset.sure || button.dataset.asked !== undefined) return true;
  const words = button.textContent;
  button.dataset.asked = "";
  button.textContent = button.dataset.sure;
  setTimeout(() => { delete button.dataset.asked; button.textContent = words; }, SURE);
  return false;
}

/** Only what belongs to the chosen rule is asked. */
function paint() {
  if (!form) return;
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-when]"))) part.hidden = part.dataset.when !== field("rule").value && part.dataset.when !== field("about").value;
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-unless]"))) {
    part.hidden = part.dataset.unless === field("rule").value;
    /** @type {HTMLInputElement} */ (part.querySelector("input")).disabled = part.hidden;
  }
  field("most").max = field("dots").value;
}

/** @param {string} problem */
function complain(problem) {
  const line = at("round-problem");
  line.hidden = !problem;
  line.querySelector("span").textContent = problem ? line.dataset[problem] : "";
}

function open() {
  const rule = field("rule").value, about = field("about").value, isDots = rule === "dots", dots = isDots ? Number(field("dots").value) : 1, most = isDots ? Number(field("most").value) : 1;
  const stoliki = ticked("stolik").map(Number), methods = ticked("method"), threshold = field("threshold").value;
  complain(!stoliki.length ? "nobody" : !methods.length ? "nohow" : most > dots ? "most" : "");
  if (!at("round-problem").hidden) return;
  const theme = about === "topics" && field("theme").value ? Number(field("theme").value) : null;
  sayOnce("round.open", {
    title: field("title").value.trim(), stolik_ids: stoliki, about, theme_id: theme, only: null, rule, dots, most, methods,
    token: field("token").checked && methods.includes("phones"), threshold: threshold ? Number(threshold) : null, open_totals: field("open_totals").checked,
  });
}

/** @param {HTMLElement} button */
function openSettle(button) {
  const list = at("settle-list");
  settle.dataset.round = button.dataset.round;
  settle.dataset.stolik = button.dataset.stolik;
  list.replaceChildren(...JSON.parse(button.dataset.tie ?? "[]").map((/** @type {{id: string, text: string}} */ one) => {
    const row = document.createElement("li"), text = document.createElement("span"), up = document.createElement("button");
    row.dataset.choice = one.id;
    text.textContent = one.text;
    [up.type, up.className, up.textContent] = ["button", "button", "↑"];
    up.setAttribute("aria-label", `${list.dataset.up}: ${one.text}`);
    up.addEventListener("click", () => { row.previousElementSibling?.before(row); up.focus(); });
    row.append(text, up);
    return row;
  }));
  at("settle-reason").value = "";
  settle.showModal();
}

function settled() {
  const choices = [.../** @type {NodeListOf<HTMLElement>} */ (settle.querySelectorAll("[data-choice]"))].map((row) => row.dataset.choice);
  sayOnce("round.settle", { round_id: settle.dataset.round, stolik_id: Number(settle.dataset.stolik) || null, choices, reason: at("settle-reason").value.trim() });
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button"));
  if (!button) return;
  const { say: kind, fields = "{}", pick } = button.dataset;
  if (kind && isSure(button)) sayOnce(kind, JSON.parse(fields));
  if (pick) for (const box of boxes("stolik")) box.checked = pick === "all";
  if (button.dataset.tie) openSettle(button);
  if ("close" in button.dataset) settle.close();
});
form?.addEventListener("input", paint);
form?.addEventListener("submit", (event) => { event.preventDefault(); open(); });
at("settle-form").addEventListener("submit", settled);
/** What is decided about a round changes the result below, too. */
document.addEventListener("stoliki:pushed", (event) => { if (/** @type {CustomEvent} */ (event).detail.channel === "desk") heal(); });
paint();
