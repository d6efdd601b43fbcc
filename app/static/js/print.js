// @ts-check
// Print this page. Which address stands on the cards is remembered, so that the desk can say when it leads nowhere any more.

const base = /** @type {HTMLElement | null} */ (document.querySelector("[data-cards]"))?.dataset.cards ?? "";

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
const printed = () => {
  if (base) fetch("/desk/seats/printed", { method: "POST", keepalive: true, headers: { "X-Stoliki": "1" }, body: base }).catch(() => {});
};
addEventListener("beforeprint", printed);
document.querySelector("[data-papers]")?.addEventListener("submit", (event) => {
  if (!(/** @type {SubmitEvent} */ (event).submitter?.hasAttribute("formaction"))) printed(); // its other buttons print what has no address
});
