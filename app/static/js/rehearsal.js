// @ts-check
// The button that begins a rehearsal, and the one that ends it. The server closes and opens again; then this page, as every other,
// finds itself in another hall and loads itself anew.

const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("rehearsal-ask"));
const state = document.getElementById("rehearsal-state");

/** @param {string} text */
function told(text) {
  if (!state) return;
  state.hidden = !text;
  state.textContent = text;
}

/** @param {"begin" | "end"} wish */
async function move(wish) {
  told(state?.dataset.moving ?? "");
  try {
    const answer = await fetch("/desk/rehearsal", { method: "POST", headers: { "X-Stoliki": "1", "Content-Type": "text/plain" }, body: wish });
    if (answer.status === 200) location.reload();
    else if (answer.status !== 202) told((await answer.json()).error);
  } catch {
    told(state?.dataset.net ?? "");
  }
}

document.addEventListener("click", (event) => {
  const wish = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-rehearse]"))?.dataset.rehearse;
  if (wish === "ask") dialog?.showModal();
  if (wish === "begin" || wish === "end") { dialog?.close(); move(wish); }
});
