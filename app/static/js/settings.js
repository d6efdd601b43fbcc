// @ts-check
// What this browser's menu remembers: scheme, hand, single keys. scheme.js puts it on <html> before the first paint.

import { at, stage } from "./page.js";

const root = document.documentElement.dataset, menu = at("menu");

/** @param {string} name @param {string} value */
function choose(name, value) {
  if (value) root[name] = value;
  else delete root[name];
  try {
    if (value) localStorage.setItem(`stoliki:${name}`, value);
    else localStorage.removeItem(`stoliki:${name}`);
  } catch { /* chosen for as long as the page lives */ }
}

for (const input of menu.querySelectorAll("input")) {
  if (input.name === "scheme") input.checked = input.value === (root.scheme ?? "");
  if (input.name === "hand") input.checked = root.hand === "left";
  if (input.name === "keys") input.checked = root.keys !== "off";
}
menu.addEventListener("change", (/** @type {Event} */ event) => {
  const { name, value, checked } = /** @type {HTMLInputElement} */ (event.target);
  if (name === "scheme") choose("scheme", value);
  if (name === "hand") choose("hand", checked ? "left" : "");
  if (name === "keys") choose("keys", checked ? "" : "off");
  if (name === "withdrawn") stage.toggleAttribute("data-withdrawn", checked);
  document.dispatchEvent(new CustomEvent("stoliki:outbox"));
});
