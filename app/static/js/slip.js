// @ts-check
// One person's ballot: dots, one hand or grades are given, looked at once more, and cast. The phone and the tablet that is passed
// around use the same. Old phones read this file: no syntax newer than ES2017, nothing but the DOM.

/** @typedef {{id: string, text: string}} Choice */
/** @typedef {{id: string, title: string, rule: string, dots: number, most: number, choices: Choice[]}} Slip */
/** @typedef {Object<string, number>} Given choice -> dots, or its grade */

const words = /** @type {HTMLTemplateElement} */ (document.getElementById("slip-words")).content;
const plural = "PluralRules" in Intl ? new Intl.PluralRules(document.documentElement.lang) : { select: (/** @type {number} */ n) => (n === 1 ? "one" : "other") };
const GRADES = [5, 4, 3, 2, 1, 0]; // 0: unclear

/** @param {string} name @param {Object<string, string | number>} [values] */
export function word(name, values = {}) {
  const found = words.querySelector(`[data-word="${name}"]`);
  return Object.keys(values).reduce((text, key) => text.replace(`{${key}}`, String(values[key])), found ? found.textContent || "" : name);
}

/** @param {string} name @param {number} n @param {Object<string, string | number>} [values] */
export function counted(name, n, values = {}) {
  const forms = Array.from(words.querySelectorAll(`[data-word="${name}"][data-n]`));
  const form = forms.find((one) => plural.select(Number(one.getAttribute("data-n"))) === plural.select(n)) || forms[forms.length - 1];
  const text = (form.textContent || "").replace(form.getAttribute("data-n") || "", String(n));
  return Object.keys(values).reduce((said, key) => said.replace(`{${key}}`, String(values[key])), text);
}

/** @param {string} tag @param {Object<string, string>} [attributes] @param {(Node | string)[]} [inside] @returns {HTMLElement} */
export function made(tag, attributes = {}, inside = []) {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes)) element.setAttribute(name, attributes[name]);
  for (const one of inside) element.appendChild(typeof one === "string" ? document.createTextNode(one) : one);
  return element;
}

/** @param {string} text @param {Object<string, string>} [attributes] */
export const key = (text, attributes = {}) => made("button", Object.assign({ type: "button", class: "key" }, attributes), [text]);

/** @param {Element} home @param {(Node | string)[]} inside */
export function fill(home, inside) {
  while (home.firstChild) home.removeChild(home.firstChild);
  for (const one of inside) home.appendChild(typeof one === "string" ? document.createTextNode(one) : one);
}

/** @param {Given} given */
const sum = (given) => Object.keys(given).reduce((all, id) => all + given[id], 0);

/** @param {number} n of @param {number} all */
function dots(n, all) {
  const row = made("span", { class: "dots", "aria-hidden": "true" });
  for (let i = 0; i < all; i += 1) row.appendChild(made("i", i < n ? { "data-on": "" } : {}));
  return row;
}

/** Let one person vote in `home`. `done` gets what was given; what was typed is then forgotten here. @param {Element} home @param {Slip} slip
 * @param {(given: Given) => void} done @param {Given} [given] @param {Node[]} [more] what else has to be filled in */
export function vote(home, slip, done, given = {}, more = []) {
  const ask = made("h2", { class: "slip-ask", tabindex: "-1", id: "slip-ask" }, [word(`ask-${slip.rule}`)]);
  const purse = made("p", { role: "status" }), purseDots = made("span", { "aria-hidden": "true" });
  const list = made("ol", { class: "slip-choices" });
  const next = key(word("next"), { "data-look": "primary" });
  /** @type {(() => void)[]} */
  const painters = [];

  function paintPurse() {
    const left = slip.dots - sum(given);
    const stack = slip.most > 1 && slip.dots > 1 ? ` ${word("stack", { most: slip.most })}` : "";
    purse.textContent = left === slip.dots ? counted("have", left) + stack : left ? counted("left", left, { all: slip.dots }) : word("all-given");
    fill(purseDots, [dots(left, slip.dots)]);
  }

  /** @param {Choice} choice @param {number} nth */
  function dotLine(choice, nth) {
    const shown = made("span", { class: "dot-count" });
    const take = key("−", { class: "key key-round", "aria-label": word("take"), "aria-describedby": `slip-${nth}` });
    const give = key(word("give"), { "aria-describedby": `slip-${nth}` });
    const line = made("div", { class: "dot-line" }, [take, shown, give]);
    function paint() {
      const mine = given[choice.id] || 0, full = mine >= slip.most || sum(given) >= slip.dots;
      fill(shown, mine ? [made("span", { class: "unseen" }, [counted("dots", mine)]), dots(mine, mine)] : []);
      take.hidden = !mine;
      give.setAttribute("aria-disabled", String(full));
    }
    /** @param {number} step */
    const change = (step) => {
      const before = given[choice.id] || 0;
      if (step > 0 && (before >= slip.most || sum(given) >= slip.dots)) return;
      given[choice.id] = before + step;
      if (!given[choice.id]) { delete given[choice.id]; give.focus(); }
      paintPurse();
      for (const one of painters) one();
    };
    take.addEventListener("click", () => change(-1));
    give.addEventListener("click", () => change(1));
    painters.push(paint);
    paint();
    return line;
  }
  /** A radio drawn as a large key. @param {string} name @param {string} text @param {boolean} on @param {() => void} chosen */
  function radio(name, text, on, chosen) {
    const input = /** @type {HTMLInputElement} */ (made("input", { type: "radio", name }));
    input.checked = on;
    input.addEventListener("change", chosen);
    return made("label", { class: "pick" }, [input, made("span", { dir: "auto" }, [text])]);
  }

  /** @param {Choice} choice @param {number} nth */
  function grades(choice, nth) {
    const row = made("div", { class: "grades" }, GRADES.map((grade) => radio(`slip-grade-${nth}`, word(`grade-${grade}`), given[choice.id] === grade, () => { given[choice.id] = grade; })));
    return made("fieldset", {}, [made("legend", { dir: "auto" }, [choice.text]), row]);
  }

  function choose() {
    painters.length = 0;
    if (slip.rule === "hand") {
      const one = (/** @type {Choice | null} */ choice) => () => { for (const id of Object.keys(given)) delete given[id]; if (choice) given[choice.id] = 1; };
      const rows = slip.choices.map((choice) => made("li", {}, [radio("slip-hand", choice.text, Boolean(given[choice.id]), one(choice))]));
      fill(list, rows.concat([made("li", {}, [radio("slip-hand", word("nobody"), false, one(null))])]));
    } else if (slip.rule === "scale") {
      fill(list, slip.choices.map((choice, nth) => made("li", {}, [grades(choice, nth)])));
    } else {
      fill(list, slip.choices.map((choice, nth) => made("li", { class: "slip-choice" }, [made("p", { id: `slip-${nth}`, dir: "auto" }, [choice.text]), dotLine(choice, nth)])));
      paintPurse();
    }
    const top = slip.rule === "dots" ? [made("div", { class: "purse" }, [purse, purseDots])] : [];
    fill(home, [/** @type {Node} */ (ask)].concat(top, [list], more, [made("div", { class: "slip-end" }, [next, made("p", { class: "quiet" }, [word("note")])])]));
    turn(word(`ask-${slip.rule}`));
  }

  /** @param {Choice} choice */
  const reviewed = (choice) => made("li", { class: "slip-choice" }, slip.rule === "scale"
    ? [made("p", { dir: "auto" }, [choice.text]), made("b", {}, [word(`grade-${given[choice.id]}`)])]
    : [made("span", { class: "dot-count" }, slip.rule === "dots" ? [made("span", { class: "unseen" }, [`${counted("dots", given[choice.id])}: `]), dots(given[choice.id], given[choice.id])] : ["✓"]), made("p", { dir: "auto" }, [choice.text])]);

  function look() {
    const mine = slip.choices.filter((choice) => choice.id in given);
    const cast = key(word("cast"), { "data-look": "primary" }), back = key(word("back"));
    cast.addEventListener("click", () => { cast.setAttribute("disabled", ""); const all = Object.assign({}, given); for (const id of Object.keys(given)) delete given[id]; done(all); });
    back.addEventListener("click", choose);
    const told = mine.length ? made("ul", { class: "slip-choices slip-review" }, mine.map(reviewed)) : made("p", { class: "slip-blank" }, [word("blank")]);
    fill(home, [ask, told, made("div", { class: "slip-end" }, [cast, back, made("p", { class: "quiet" }, [word("secret")])])]);
    turn(word("sure"));
  }

  /** @param {string} text */
  function turn(text) {
    fill(ask, [text]);
    ask.focus();
    window.scrollTo(0, 0);
  }
  next.addEventListener("click", look);
  choose();
}
