// @ts-check
// The server says in each beat when it cannot write: the page says so too, until a beat no longer does.

const banner = document.getElementById("banner");

document.addEventListener("stoliki:writable", (event) => {
  const { ok } = /** @type {CustomEvent} */ (event).detail;
  if (banner && banner.hidden !== ok) banner.hidden = ok;
});
