// Every word that is seen on the stage of the screen: its size in hundredths of the stage's height, its contrast with water and land, its box.
() => {
  const dot = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const curved = (byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
  const bright = (colour, ground = "black", solid = 1) => {
    for (const [paint, alpha] of [[ground, 1], [colour, solid]]) {
      dot.globalAlpha = alpha;
      dot.fillStyle = paint;
      dot.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = [...dot.getImageData(0, 0, 1, 1).data].map(curved);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, ground, solid) => {
    const [dark, light] = [bright(one, ground, solid), bright(ground)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const screen = document.querySelector(".map-screen"), probe = document.createElement("i");
  probe.style.color = "var(--land)";
  screen.append(probe);
  const grounds = [getComputedStyle(screen).backgroundColor, getComputedStyle(probe).color];
  probe.remove();
  const stage = document.querySelector(".map-stage"), { width, height } = stage.getBoundingClientRect(), unit = Math.min(height / 100, width / 177.77);
  const opaque = (one) => (one.classList.contains("map-layer") ? 1 : Number(getComputedStyle(one).opacity) * opaque(one.parentElement));
  const isWrappedAway = (item) => item !== null && item.offsetLeft >= item.parentElement.clientWidth;
  const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, style = getComputedStyle(element), range = document.createRange();
    if (!walker.currentNode.data.trim() || isWrappedAway(element.closest(".scene-item"))) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect(), svg = element.ownerSVGElement, scale = svg ? svg.getScreenCTM().a : 1;
    found.push({
      text: walker.currentNode.data,
      css: element.getAttribute("class") ?? "",
      size: (parseFloat(style.fontSize) * scale) / unit,
      contrast: Math.min(...grounds.map((one) => ratio(svg ? style.fill : style.color, one, opaque(element) * (svg ? Number(style.fillOpacity) : 1)))),
      box: [box.left, box.top, box.right, box.bottom],
    });
  }
  return found;
};
