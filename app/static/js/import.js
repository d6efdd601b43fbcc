// The page of the import works without this: here a file that is too large is told at once, and a yes is said once.

const form = document.querySelector("#import-file");

if (form) {
  const [file, tooLarge, reading] = ["#file", "#import-too-large", "#import-reading"].map((name) => form.querySelector(name));
  const fits = () => [...file.files].every((one) => one.size <= Number(form.dataset.most));
  file.addEventListener("change", () => {
    tooLarge.hidden = fits();
  });
  form.addEventListener("submit", (event) => {
    if (!fits()) {
      event.preventDefault();
      tooLarge.hidden = false;
      return;
    }
    reading.hidden = false;
  });
}

for (const once of document.querySelectorAll("form[data-once]")) {
  once.addEventListener("submit", (event) => {
    if (once.dataset.said) event.preventDefault();
    once.dataset.said = "yes";
    once.querySelector("button").setAttribute("aria-disabled", "true");
  });
}
if (form) addEventListener("pageshow", () => form.reset());
