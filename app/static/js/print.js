// @ts-check
// One button: print this page.
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
