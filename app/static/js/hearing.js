// @ts-check
// What the page has heard: one `last` per channel, all set to the seq the page was rendered at. Pushes are applied in
// order, one at a time; a gap, another epoch or the server's word make the page fetch itself again and morph.

const JITTER = 1000; // ms: pages that were all told to heal do not come at once
const HEALING = 3000; // ms for the first try, twice as much for each further: a dead socket is soon left, a narrow link gets its time
const OLD_PAGE_AGAIN = 400; // ms before a page older than what we know is asked for once more
const body = document.body.dataset;
const channels = (body.channels ?? "").split(",").filter(Boolean);

/** @type {Map<string, number>} */
const last = new Map(channels.map((channel) => [channel, Number(body.seq)]));
let work = Promise.resolve();
let healing = false; // one is queued and has not fetched yet
let asking = new AbortController(); // what a heal asks with; a new link means that the old one may have hung

export const epoch = () => body.epoch ?? "";
/** The epoch of the rehearsal this page is in, "" in the real hall. */
export const rehearsal = () => (body.rehearsal ? epoch() : "");
export const newest = () => Math.max(Number(body.seq), ...last.values());

/** @param {string} name @param {object} detail */
export const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(`stoliki:${name}`, { detail }));

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {string} html fragments of hx-partial and hx-upsert */
const swap = (html) => globalThis.htmx.swap({ sourceElement: document.body, target: document.body, swap: "none", text: html });

/** @param {() => Promise<void>} step */
function next(step) {
  work = work.then(step).catch((error) => { console.error("stoliki:", error); });
  return work;
}

/** Hear one message of the server. @param {any} message @param {boolean} again whether this link is not the page's first */
export function hear(message, again = false) {
  if (message.now) tell("now", { now: typeof message.now === "string" ? Date.parse(message.now) : message.now }); // a welcome says it in words
  if (message.t === "welcome" && again) asking.abort();
  if (message.t === "welcome") next(async () => { if (again || message.epoch !== epoch() || ahead(message.channels)) heal(spread(again)); });
  if (message.t === "push") next(() => take(message));
  if (message.t === "beat") tell("writable", { ok: message.writable !== false });
  if (message.t === "beat") next(async () => { if (ahead(message.channels)) heal(0); else tell("abreast", { seq: message.seq }); });
  if (message.t === "heal") heal(spread(true));
}

/** @param {boolean} many others heal at the same moment: only the projector does not wait */
const spread = (many) => (many && !channels.includes("map") ? Math.random() * JITTER : 0);

/** @param {Record<string, number>} heads */
const ahead = (heads) => Object.entries(heads).some(([channel, seq]) => seq > (last.get(channel) ?? Infinity));

/** @param {{channel: string, seq: number, prev: number, ids: string[], html?: string, data?: object}} push */
async function take({ channel, seq, prev, ids, html, data }) {
  const known = last.get(channel);
  if (known === undefined || seq <= known) return;
  if (prev > known) { heal(0); return; }
  if (html && isShown(channel)) await swap(html);
  last.set(channel, seq);
  if (data && isReshaped(data)) heal(spread(true));
  else if (data) tell("data", { channel, seq, ids, data });
  tell("pushed", { ids, seq, channel });
}

/** Whether the page has the blocks of this channel: the map shows no rows of the hall, nor does the desk of the screens. @param {string} channel */
const isShown = (channel) => body.hears === undefined || body.hears.split(",").includes(channel);

/** The plan from which this page is drawn has another shape: it fetches itself again. @param {any} data */
const isReshaped = ({ reshaped }) => Boolean(reshaped && body.reshapes) && (reshaped === "edition" || body.reshapes === reshaped);

/** Fetch this page again and morph its live blocks; what is pushed meanwhile waits its turn. @param {number} after ms */
export function heal(after = 0) {
  if (healing) return work;
  healing = true;
  return next(async () => {
    await pause(after);
    healing = false;
    for (let tries = 0; !(await healed(tries)); tries += 1) await pause(Math.random() * Math.min(2000, 300 * 2 ** tries));
  });
}

/** @param {number} tries @returns {Promise<boolean>} whether it is done */
async function healed(tries) {
  const page = await fetchPage(HEALING * 2 ** Math.min(tries, 4));
  if (!page) return false;
  const seq = Number(page.body.dataset.seq), theirs = page.body.dataset.epoch ?? "";
  const back = theirs === epoch() && seq < newest();
  if (Boolean(page.body.dataset.rehearsal) !== Boolean(body.rehearsal) || (rehearsal() && theirs !== epoch()) || isAnother(page.body.dataset)) { leave(); return true; }
  if (back && tries === 0) { await pause(OLD_PAGE_AGAIN); return false; }
  await morph(page);
  const other = back || theirs !== epoch();
  body.epoch = theirs;
  body.seq = String(seq);
  for (const channel of channels) last.set(channel, seq);
  if (other) tell("epoch", { epoch: theirs, restored: back });
  tell("healed", { document: page, seq });
  return true;
}

/** The same address is another page now: it hears other channels, or is the desk of another edition. @param {DOMStringMap} theirs */
const isAnother = (theirs) => theirs.channels !== body.channels || (body.reshapes !== undefined && theirs.place !== body.place);

/** Into a rehearsal, or out of it, or to another edition: this page begins anew; what it holds is on disk. */
function leave() {
  tell("reload", { wait: [] });
  location.reload();
}

/** @param {number} most ms: longer each time, a narrow link needs it @returns {Promise<Document | null>} null: no network, or not our page (a captive portal, a lost seat) */
async function fetchPage(most) {
  asking = new AbortController();
  const late = setTimeout(() => asking.abort(), most);
  try {
    const address = location.href.split("#")[0];
    const answer = await fetch(address, { headers: { "X-Stoliki-Heal": "1" }, cache: "no-store", signal: asking.signal });
    if (answer.redirected && new URL(answer.url).pathname === "/join") { tell("link", { state: "lost", code: 4401 }); return null; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return answer.ok && page.body.dataset.epoch && page.body.dataset.channels ? page : null;
  } catch {
    return null;
  } finally {
    clearTimeout(late);
  }
}

/** @param {Document} page */
async function morph(page) {
  const parts = [];
  for (const block of page.querySelectorAll("[data-live][id]")) {
    if (document.getElementById(block.id)) parts.push(`<hx-partial hx-target="#${CSS.escape(block.id)}" hx-swap="outerMorph">${block.outerHTML}</hx-partial>`);
  }
  if (parts.length) await swap(parts.join(""));
}
