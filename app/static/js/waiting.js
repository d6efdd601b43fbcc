// @ts-check
// A device that waits to be let in asks every second, and goes on by itself.

const LOOK = 1000; // ms
const form = /** @type {HTMLFormElement | null} */ (document.getElementById("enter"));

async function look() {
  if (!form) return;
  try {
    const answer = await fetch("/join/waiting/state", { headers: { Accept: "application/json" }, cache: "no-store" });
    const state = answer.ok ? (await answer.json()).state : answer.status === 401 ? "gone" : "waiting";
    if (state === "admitted") return form.submit();
    if (state !== "waiting") return location.replace(state === "refused" ? location.pathname : "/");
  } catch { /* no network: ask again */ }
  setTimeout(look, LOOK);
}

look();
