// @ts-check
// Which scene the hall sees. What a screen is told (screen_state.js) ends in these three: show, speak, freeze.

const root = document.documentElement;

/** The scene, softly; `theme`: of the scene `theme` alone. Showing what is shown changes nothing. @param {string} scene @param {number | null} [theme] */
export function show(scene, theme = null) {
  root.dataset.scene = scene;
  root.dataset.sceneTheme = theme === null ? "" : String(theme);
}

/** Every word of ours in another language, without asking the server: two languages may alternate. @param {string} lang */
export function speak(lang) {
  root.lang = lang;
}

/** What is pushed waits; when the picture goes on, the newest is shown. @param {boolean} on */
export function freeze(on) {
  root.toggleAttribute("data-frozen", on);
}
