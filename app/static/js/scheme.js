// @ts-check
// Runs before the first paint, so it is a plain script: the scheme, the hand and the keys this browser chose stand on <html>.
(() => {
  for (const name of ["scheme", "hand", "keys"]) {
    let chosen = null;
    try { chosen = localStorage.getItem(`stoliki:${name}`); } catch { /* a browser that keeps nothing follows the system */ }
    if (chosen) document.documentElement.dataset[name] = chosen;
  }
})();
