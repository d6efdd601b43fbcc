// @ts-check
// The map in words: theme > topic > issue, kept true by every push, for screen readers and for whoever counts.

/** @typedef {{id: string, theme: number, place: string, text: string, source?: string}} IssueRow */

/** @param {string} name @param {string} value @returns {HTMLElement | null} */
const known = (name, value) => document.querySelector(`#map-words [${name}="${CSS.escape(value)}"]`);

/** @param {string} key @param {number} theme @param {string | null} title @returns {HTMLElement | null} */
function topic(key, theme, title) {
  const here = known("data-place", key), home = known("data-theme-id", String(theme));
  const made = here ?? document.createElement("div");
  if (!here) {
    made.dataset.place = key;
    made.append(document.createElement("h3"), document.createElement("ul"));
    home?.append(made);
  }
  const heading = made.querySelector("h3");
  if (heading && title !== null) heading.textContent = title;
  return made;
}

/** @param {IssueRow} issue */
function put({ id, theme, place, text, source }) {
  const item = known("data-issue-id", id) ?? document.createElement("li"), list = topic(place, theme, null)?.querySelector("ul");
  item.dataset.issueId = id;
  item.textContent = text;
  if (source) item.dataset.source = source;
  if (list && item.parentElement !== list) list.append(item);
}

/** Topics that left the map: no longer listed, and nothing said under them. @param {Set<string>} here */
function clear(here) {
  for (const made of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#map-words [data-place]"))) {
    const key = made.dataset.place ?? "";
    if (!here.has(key) && !key.startsWith("loose-") && !made.querySelector("li")) made.remove();
  }
}

/**
 * Applying the same push twice changes nothing.
 * @param {{topics: [string, number, string][], issues: IssueRow[], withdrawn: string[], places: [string][], unplaced: string[]}} news
 */
export function tell({ topics, issues, withdrawn, places, unplaced }) {
  for (const [key, theme, title] of topics) topic(key, theme, title);
  for (const issue of issues) put(issue);
  for (const id of withdrawn) known("data-issue-id", id)?.remove();
  clear(new Set([...places.map(([key]) => key), ...unplaced]));
}
