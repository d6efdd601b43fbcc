// @ts-check
// Our words on the screen, in the language it speaks now: the page carries them in all languages, so that two may alternate.

const root = document.documentElement;
/** @type {Record<string, Record<string, any>>} */
const said = JSON.parse(document.getElementById("map-said")?.textContent ?? "{}");

/** The language the screen speaks now. */
export const lang = () => (said[root.lang] ? root.lang : Object.keys(said)[0]);

/** @param {string} name @param {Record<string, string>} [values] @returns {string} */
export function say(name, values = {}) {
  let text = said[lang()][name] ?? "";
  for (const [key, value] of Object.entries(values)) text = text.replace(`{${key}}`, () => value);
  return text;
}

/** @param {number} n */
export const number = (n) => n.toLocaleString(lang(), { useGrouping: /** @type {any} */ ("always") });

/** "9 głosów", in the number's form. @param {string} name @param {number} n @returns {string} */
export const counted = (name, n) => form(name, n).replace("%(num)d", number(n));

/** "głosów": what so many are called. @param {string} name @param {number} n */
export const unit = (name, n) => form(name, n).replace("%(num)d", "").trim();

/** @param {string} name @param {number} n @returns {string} */
function form(name, n) {
  const plural = new Intl.PluralRules(lang()), forms = /** @type {[number, string][]} */ (said[lang()].counted[name]);
  return (forms.find(([sample]) => plural.select(sample) === plural.select(n)) ?? forms[forms.length - 1])[1];
}

/** What a part of the sitting is called: in the language of now, where the words are ours. @param {string} title */
export function part(title) {
  for (const { parts } of Object.values(said)) {
    const key = Object.keys(parts).find((one) => parts[one] === title);
    if (key) return /** @type {string} */ (said[lang()].parts[key]);
  }
  return title;
}

/** The title of the map in its first cell. @returns {[number, number, string][]} */
export const title = () => said[lang()].title;

/** @param {number} at ms */
export const hour = (at) => new Date(at).toLocaleTimeString(lang(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** What stands in the page already says the same in this language. */
export function sayAll() {
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(/** @type {HTMLElement} */ (element).dataset.say ?? "");
}
