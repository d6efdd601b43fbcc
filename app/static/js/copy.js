// @ts-check
// Copying without the clipboard API, which plain http has not: a selected text box does it. Where even that is not allowed
// the text itself is selected, to be copied by hand.

/** @param {string} text @param {HTMLElement} key the button @param {string} done what it says then */
export function copy(text, key, done) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement), box = document.createElement("textarea");
  box.value = text;
  box.className = "unseen";
  box.readOnly = true; // no on-screen keyboard
  document.body.append(box);
  box.select();
  box.setSelectionRange(0, text.length);
  const copied = document.execCommand("copy");
  box.remove();
  before?.focus({ preventScroll: true });
  if (copied) key.textContent = done;
  else getSelection()?.selectAllChildren(/** @type {Element} */ (key.closest("[data-copied]")?.querySelector("blockquote, .refused-title") ?? key));
}
