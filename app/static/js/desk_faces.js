// @ts-check
// The small pictures of the screens: a whole page of a screen's size, drawn smaller, so that it is exactly what the hall sees.

const WIDE = 1920; // px of the page inside
const faces = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".screen-face"));

const measure = new ResizeObserver((seen) => {
  for (const { target, contentRect } of seen) {
    const page = /** @type {HTMLElement} */ (target.querySelector("iframe"));
    page.style.transform = `scale(${(contentRect.width + 1) / WIDE})`;
  }
});
for (const face of faces) measure.observe(face);

/** Another address in a picture, without a step back in the desk's history. @param {HTMLIFrameElement} face @param {string} address */
export function turnTo(face, address) {
  if (face.dataset.address === address) return;
  face.dataset.address = address;
  if (face.contentWindow && face.src) face.contentWindow.location.replace(address);
  else face.src = address;
}
