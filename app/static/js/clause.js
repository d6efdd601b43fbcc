// @ts-check
// The clause about personal data, in the organisers' own words: one text for each language.

import "./leave.js";
import "./desk_state.js";
import { say } from "./outbox.js";

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const box = form.querySelector("textarea");
  if (!box || !form.dataset.language) return;
  event.preventDefault();
  say("edition.inform", { edition_id: Number(document.body.dataset.edition), language: form.dataset.language, text: box.value.trim() });
});
