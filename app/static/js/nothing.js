// @ts-check
// The page that stands where there is no network and no copy. It tries again by itself, and leads to the stoliki that were kept.

const AGAIN = 2000; // ms
const list = /** @type {HTMLElement} */ (document.getElementById("kept-pages"));

async function showKept() {
  const kept = "caches" in globalThis ? await (await caches.open("stoliki-pages")).keys() : [];
  for (const { url } of kept) {
    const item = document.createElement("li"), link = document.createElement("a"), path = new URL(url).pathname, [, , number, part] = path.split("/");
    const which = `${list.dataset.word} ${number}`, word = part && list.dataset[part];
    [link.href, link.className, link.textContent] = [path, "button", word ? `${which}: ${word}` : which];
    item.append(link);
    list.append(item);
  }
  list.hidden = kept.length === 0;
}

async function look() {
  const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(AGAIN) }).catch(() => null);
  const said = answer?.ok ? await answer.json().catch(() => null) : null;
  if (said?.status === "ok" && location.pathname !== "/offline") location.reload();
}

document.getElementById("again")?.addEventListener("click", () => location.reload());
addEventListener("online", look);
setInterval(look, AGAIN);
showKept();
