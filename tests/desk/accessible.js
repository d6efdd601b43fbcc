// What a page may not do to people: words too pale, keys without names, things that are two, a hierarchy with holes. A list of complaints.
() => {
  const found = [], say = (what, element) => found.push(`${what}: ${element.outerHTML.replace(/\s+/g, " ").slice(0, 140)}`);
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], below) => [r * a + below[0] * (1 - a), g * a + below[1] * (1 - a), b * a + below[2] * (1 - a), 1];
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, colour) => over(colour, below), rgba(matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff"));
  };
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, nth) => sum + part * [0.2126, 0.7152, 0.0722][nth], 0);
  const contrast = (one, other) => (Math.max(light(one), light(other)) + 0.05) / (Math.min(light(one), light(other)) + 0.05);
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getClientRects().length > 0;
  const isHidden = (element) => element.closest("[aria-hidden=true], [inert]") !== null;
  const isUnseen = (element) => element.closest(".unseen") !== null; // for screen readers alone
  const modal = document.querySelector("dialog:modal"), here = modal ?? document.body;

  for (const walk = document.createTreeWalker(here, NodeFilter.SHOW_TEXT); walk.nextNode();) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !isSeen(element) || isUnseen(element) || element.closest("svg, script, template, option, [disabled], [aria-disabled=true]")) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize), below = ground(element);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700), ratio = contrast(over(rgba(style.color), below), below);
    if (ratio < (large ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, element);
  }
  const worded = (element) => [...element.childNodes].map((node) => {
    if (node.nodeType === 3) return node.data;
    if (node.nodeType !== 1 || isHidden(node) || getComputedStyle(node).display === "none") return "";
    return node.getAttribute("aria-label") ?? node.getAttribute("alt") ?? worded(node);
  }).join("");
  const named = (element) => {
    const by = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean).map((id) => document.getElementById(id)?.textContent ?? "").join("");
    const labels = [...(element.labels ?? [])].map(worded).join("");
    return (element.getAttribute("aria-label") || by || labels || worded(element) || element.title || (element.type === "submit" && element.value) || "").trim();
  };
  for (const element of here.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=img], [role=region], dialog, nav, table caption")) {
    if (isSeen(element) && !isHidden(element) && !named(element)) say("no name", element);
  }
  for (const element of here.querySelectorAll("a[href], button, select, input:not([type=hidden], [type=checkbox], [type=radio]), summary")) {
    const { width, height } = element.getBoundingClientRect();
    if (isSeen(element) && !element.closest("p, li, td, .unseen") && Math.min(width, height) < 24) say(`target ${Math.round(width)} x ${Math.round(height)}`, element);
  }
  for (const element of here.querySelectorAll("svg")) if (isSeen(element) && !isHidden(element) && element.getAttribute("role") !== "img" && !element.closest("[role=img]")) say("picture without a name", element);
  for (const element of document.querySelectorAll("[tabindex]")) if (Number(element.getAttribute("tabindex")) > 0) say("tabindex", element);
  for (const element of document.querySelectorAll("li")) if (!element.parentElement?.matches("ul, ol, menu, [role=list]") && !element.closest("template")) say("li alone", element);
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      for (const id of element.getAttribute(name).split(" ")) if (id && !document.getElementById(id)) say(`${name} leads nowhere`, element);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((one, nth) => ids.indexOf(one) !== nth))) say(`id twice ${id}`, document.getElementById(id));
  for (const element of here.querySelectorAll("*")) {
    const style = getComputedStyle(element), scrolls = /auto|scroll/.test(style.overflowX + style.overflowY);
    const more = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    const reached = element.tabIndex >= 0 || element.querySelector("a[href], button, input, select, textarea");
    if (scrolls && more && !reached && isSeen(element)) say("scrolls, and no key gets there", element);
  }
  if (!modal) {
    const heads = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(isSeen).map((head) => Number(head.tagName[1]));
    if (heads.filter((level) => level === 1).length !== 1) found.push(`h1: ${heads}`);
    if (heads.some((level, nth) => nth && level > heads[nth - 1] + 1)) found.push(`headings with a hole: ${heads}`);
    if (document.querySelectorAll("main, [role=main]").length !== 1) found.push("not one main");
    if (!document.title.trim() || !document.documentElement.lang) found.push("no title, or no language");
    if (document.documentElement.scrollWidth > innerWidth) found.push(`wider than its window: ${document.documentElement.scrollWidth}`);
  }
  return found;
}
