// @ts-check
// After a handover: what this browser still holds of another stolik. It is shown with the place where it belongs, and sent only
// from there.

import { copy } from "./copy.js";
import { strangers } from "./outbox.js";
import { at } from "./page.js";
import { textIn } from "./tray.js";
import { counted, word } from "./words.js";

/** @typedef {import("./rows.js").Row} Row */

const place = at("strangers");

export function paintStrangers() {
  const rows = strangers(), shown = rows.map((row) => row.id + row.state).join();
  if (place.dataset.shown === shown) return;
  place.dataset.shown = shown;
  /** @type {Map<string, Row[]>} */
  const homes = new Map();
  for (const row of rows.sort((a, b) => a.n - b.n)) homes.set(row.place + row.seat, [...(homes.get(row.place + row.seat) ?? []), row]);
  place.replaceChildren(...[...homes.values()].map(home));
}

/** One other stolik. @param {Row[]} rows */
function home(rows) {
  const made = at("strangers-box").content.cloneNode(true).firstElementChild, list = made.querySelector("ul"), link = made.querySelector("a");
  made.querySelector("h2").textContent = counted("strange", rows.length);
  made.querySelector(".strangers-home").textContent = rows[0].label || rows[0].place;
  link.href = rows[0].page ?? "/";
  list.replaceChildren(...rows.map((row) => {
    const item = document.createElement("li");
    item.textContent = textIn(row);
    return item;
  }));
  made.querySelector("button").addEventListener("click", (/** @type {Event} */ event) => {
    copy(rows.map(textIn).join("\n"), /** @type {HTMLElement} */ (event.currentTarget), word("copied"));
  });
  return made;
}
