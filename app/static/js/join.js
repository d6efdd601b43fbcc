// @ts-check
// The card's QR leads to /join#CODE: the code goes from the address into the form, and the address forgets it at once.

const form = /** @type {HTMLFormElement} */ (document.getElementById("join"));
const field = /** @type {HTMLInputElement} */ (document.getElementById("code"));
const going = /** @type {HTMLElement} */ (document.getElementById("join-going"));

function takeFromAddress() {
  let code = "";
  try {
    code = decodeURIComponent(location.hash.slice(1)).trim();
  } catch { /* a broken address is no code */ }
  if (!location.hash) return;
  history.replaceState(null, "", location.pathname + location.search);
  if (!code || code.length > field.maxLength) return;
  field.value = code;
  form.requestSubmit();
}

/** The QR on a table says which stolik this is: the page of the vote need not ask. */
function takeStolik() {
  const stolik = new URLSearchParams(location.search).get("stolik") ?? "";
  try { if (/^[1-9][0-9]{0,5}$/.test(stolik)) localStorage.setItem("stoliki:stolik", stolik); } catch { /* then it asks */ }
}

form.addEventListener("submit", (event) => {
  if (!going.hidden) return event.preventDefault(); // once is enough
  going.hidden = false;
});
addEventListener("pageshow", () => { going.hidden = true; }); // back from the next page: the form works again
addEventListener("hashchange", takeFromAddress);
takeStolik();
takeFromAddress();
