// @ts-check
// What scripts say comes from the page's <template id="words">, in the page's language. A counted sentence stands there once
// per plural form, with a sample number of that form.

const held = /** @type {HTMLTemplateElement} */ (document.getElementById("words")).content;
export const lang = document.body.dataset.lang ?? "pl";
const plural = new Intl.PluralRules(lang);
const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** @param {string} name @param {Record<string, string>} [values] */
export function word(name, values = {}) {
  let text = held.querySelector(`[data-word="${name}"]`)?.textContent ?? name;
  for (const [key, value] of Object.entries(values)) text = text.replace(`{${key}}`, () => value);
  return text;
}

/** @param {string} name @param {number} n */
export function counted(name, n) {
  const forms = /** @type {HTMLElement[]} */ ([...held.querySelectorAll(`[data-word="${name}"][data-n]`)]);
  const form = forms.find((one) => plural.select(Number(one.dataset.n)) === plural.select(n)) ?? forms[forms.length - 1];
  return (form.textContent ?? "").replace(form.dataset.n ?? "", String(n));
}

/** @param {number} at ms */
export const hour = (at) => clock.format(at);

/** @param {string} text */
export const short = (text) => (text.length > 60 ? `${text.slice(0, 57).trimEnd()}…` : text);
