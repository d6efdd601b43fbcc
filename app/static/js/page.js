// @ts-check
// Where things are on the tablet's page.

/** @param {string} id @returns {any} */
export const at = (id) => document.getElementById(id);
export const stage = /** @type {HTMLElement} */ (document.querySelector(".stage"));
export const STOLIK = Number(document.body.dataset.stolik);

/** @param {string} id @returns {HTMLElement | null} */
export const issueRow = (id) => at(`issue-${id}`) ?? at(`waiting-${id}`);

/** @param {HTMLElement | null} row @returns {string} */
export const textOf = (row) => row?.querySelector(".issue-said .issue-text")?.textContent ?? "";

/** @param {Element} inside */
export const idOf = (inside) => /** @type {HTMLElement} */ (inside.closest(".issue"))?.id.replace(/^(issue|waiting)-/, "") ?? "";

/** @param {Element | null | undefined} element @param {string} text */
export function show(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
