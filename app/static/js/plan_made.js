// @ts-check
// An edition is made or copied; the page goes on when the server has taken it. Until the outbox holds it what is typed is kept.

import { draftOf, keepDraft, recoverDrafts } from "./drafts.js";
import { attention, say, waiting } from "./outbox.js";
import { fieldsOf, fill, typedIn } from "./plan_fields.js";
import { rowOf } from "./rows.js";

/** @param {HTMLFormElement} form */
const keyOf = ({ dataset }) => `make:${dataset.make}:${dataset.fields ?? ""}`;

/** @param {HTMLFormElement} form */
function recall(form) {
  const draft = draftOf(keyOf(form));
  if (draft) fill(form, draft);
}

/** @param {HTMLFormElement} form */
async function made(form) {
  const { make = "", within, then = "/desk" } = form.dataset, fields = fieldsOf(form);
  const { id } = await say(make, within ? { [within]: fields } : fields);
  keepDraft(keyOf(form), null);
  const look = () => {
    if (attention().some((row) => row.id === id)) document.removeEventListener("stoliki:outbox", look);
    else if (rowOf(id)?.state === "recorded" || !waiting().some((row) => row.id === id)) location.assign(then);
  };
  document.addEventListener("stoliki:outbox", look);
  look();
}

/** The last day follows the first until somebody sets it. @param {HTMLFormElement} form */
function follow(form) {
  const from = /** @type {HTMLInputElement} */ (form.elements.namedItem("from")), to = /** @type {HTMLInputElement} */ (form.elements.namedItem("to"));
  if (to.value === "" || to.value < from.value) to.value = from.value;
  to.min = from.value;
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-make]"))) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sent) return;
    sent = true;
    made(form).finally(() => { sent = false; });
  });
  form.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.name === "from") follow(form);
    if ("all" in box.dataset) for (const one of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=topics]"))) one.checked = box.checked;
    keepDraft(keyOf(form), typedIn(form));
  });
  form.addEventListener("input", () => keepDraft(keyOf(form), typedIn(form)));
  recall(form);
  recoverDrafts().then((boxes) => { if (boxes.includes(keyOf(form))) recall(form); });
}
