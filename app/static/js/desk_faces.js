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

/** Whether the computers of the screens are dark, as far as they have said. @type {Record<string, boolean>} */
const dark = {};

/** The scheme that "as the projector's computer" means on this screen, "" where nobody knows. @param {string} id */
export const autoOf = (id) => (id in dark ? (dark[id] ? "dark" : "light") : "");

/** What a screen says of its computer; its small picture is opened when it is asked for the first time. @param {string} id @param {boolean | null | undefined} isDark */
export function dress(id, isDark) {
  const known = autoOf(id), face = /** @type {HTMLIFrameElement | null} */ (document.querySelector(`[data-screen="${CSS.escape(id)}"] iframe`));
  if (typeof isDark === "boolean") dark[id] = isDark;
  if (face) turnTo(face, `/map?screen=${encodeURIComponent(id)}&watch=1${autoOf(id) && `&auto=${autoOf(id)}`}`);
  if (autoOf(id) !== known) document.dispatchEvent(new CustomEvent("stoliki:dressed"));
}

/** Another address in a picture, without a step back in the desk's history. @param {HTMLIFrameElement} face @param {string} address */
export function turnTo(face, address) {
  if (face.dataset.address === address) return;
  face.dataset.address = address;
  if (face.contentWindow && face.src) face.contentWindow.location.replace(address);
  else face.src = address;
}
