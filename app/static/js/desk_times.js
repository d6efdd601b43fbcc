// @ts-check
// Moments of the server's clock, in this place's words: the hour, and the day when it was another one.

const lang = document.documentElement.lang, hour = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit" });

/** @param {number} at ms */
function told(at) {
  const when = new Date(at), today = when.toDateString() === new Date().toDateString();
  return today ? when.toLocaleTimeString(lang, hour) : when.toLocaleString(lang, { day: "numeric", month: "long", ...hour });
}

export function tellTimes() {
  for (const one of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time[data-at]"))) {
    const words = told(Number(one.dataset.at));
    if (one.textContent !== words) one.textContent = words;
  }
}

for (const name of ["pushed", "healed"]) document.addEventListener(`stoliki:${name}`, tellTimes);
tellTimes();
