// @ts-check
// Personal data was taken out of an issue for good: this browser's memory of what it sent forgets the words too. The command
// itself stays, in the words that stand on the page, so that a server that loses everything still gets the issue back.

import { keep } from "./rows.js";
import { kept } from "./store.js";

const done = new Set();

/** @param {any} row @param {Map<string, {seq: number, text: string}>} redacted */
const oldWords = (row, redacted) =>
  row.state === "recorded" && row.kind !== "issue.record" && row.seq < (redacted.get(row.fields.issue_id)?.seq ?? 0) && JSON.stringify(row.fields).includes('"text"');

async function scrub() {
  /** @type {Map<string, {seq: number, text: string}>} */
  const redacted = new Map();
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".issue[data-redacted]"))) {
    const id = row.id.replace("issue-", ""), seq = Number(row.dataset.redacted);
    if (!done.has(`${id} ${seq}`)) redacted.set(id, { seq, text: row.querySelector(".issue-text")?.textContent ?? "" });
  }
  if (!redacted.size) return;
  const rows = await kept();
  const said = rows.filter((row) => row.state === "recorded" && row.kind === "issue.record" && redacted.has(row.id));
  const clean = said.map((row) => ({ ...row, fields: { ...row.fields, text: redacted.get(row.id)?.text } }));
  await keep(clean, rows.filter((row) => oldWords(row, redacted)).map((row) => row.id));
  for (const [id, { seq }] of redacted) done.add(`${id} ${seq}`);
}

/** The same for what was said of the stolik's summary. */
async function scrubSummary() {
  const page = document.getElementById("summary-now"), seq = Number(page?.dataset.redacted ?? 0);
  if (!seq || done.has(`summary ${seq}`)) return;
  const said = (await kept()).filter((row) => row.state === "recorded" && row.kind === "summary.record" && row.fields.stolik_id === Number(document.body.dataset.stolik) && (row.seq ?? 0) < seq);
  await keep(said.map((row) => ({ ...row, fields: { ...row.fields, text: document.getElementById("summary-words")?.textContent ?? "" } })));
  done.add(`summary ${seq}`);
}

let work = Promise.resolve();
const soon = () => { work = work.then(scrub).then(scrubSummary).catch((error) => { console.error("stoliki:", error); }); };
for (const name of ["pushed", "healed"]) document.addEventListener(`stoliki:${name}`, soon);
soon();
