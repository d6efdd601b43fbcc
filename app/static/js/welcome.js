// @ts-check
// The one-time link stands behind the # of the address: it goes into the form, and the address forgets it at once.

const field = /** @type {HTMLInputElement} */ (document.getElementById("link"));

if (location.hash) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
}
