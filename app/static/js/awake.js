// @ts-check
// Over https a page may ask that its screen stays on; on plain http the tablet's own settings have to do it (/desk/tablets).

async function stayAwake() {
  if (document.hidden || !("wakeLock" in navigator)) return;
  try {
    await navigator.wakeLock.request("screen");
  } catch { /* an empty battery says no */ }
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
