"""uv run python -m bench.screens [--issues 671] [--pace 20] [--seconds 15] [--one-core]: from a moderator's Enter to what the hall sees.

A real `stoliki demo` on the first core; Chromium with three projectors at 1080p (map, one theme, newest voices) on what all cores
leave it, or, with --one-core, on the last alone, while issues arrive. Told: typed to painted, script and layout for each painting, the
longest task, and how long the page takes to open."""

import argparse
import http.client
import itertools
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.phases import uuid7
from bench.servers import Server, get, stoliki
from tests.browser import find_browser

SCENES, SIZE, BATCH = ("map", "theme&theme=1", "voices"), {"width": 1920, "height": 1080}, 50
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
WATCH = """() => {
  Object.assign(window, { seen: {}, paints: 0, pushes: 0, longest: 0 });
  let heard = [];
  const painted = (ids) => { window.paints += 1; for (const id of ids) window.seen[id] = performance.timeOrigin + performance.now(); };
  document.addEventListener('stoliki:data', ({ detail }) => {
    if (detail.channel === 'map') { window.pushes += 1; heard.push(...detail.ids); }
  });
  new MutationObserver(() => {
    const mine = heard;
    heard = [];
    requestAnimationFrame(() => setTimeout(() => painted(mine)));
  }).observe(document.querySelector('.map-stage'), { subtree: true, childList: true, attributes: true, characterData: true });
  const longer = (list) => { for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration); };
  new PerformanceObserver(longer).observe({ entryTypes: ['longtask'] });
}"""
COSTS = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration", "TaskDuration")


class Typist:
    """Everybody's keyboard: one connection, the organiser's seat."""

    def __init__(self, server: Server) -> None:
        self.server, self.link = server, http.client.HTTPConnection("127.0.0.1", server.port)
        hall = json.loads(get(f"http://127.0.0.1:{server.port}/export/hall.json", server.organiser))
        self.places = [(on["stolik_id"], topic["id"]) for topic in hall["topics"] for on in topic["on"]]
        self.nth = itertools.count()

    def issue(self) -> dict[str, Any]:
        nth = next(self.nth)
        stolik, topic = self.places[nth * 7 % len(self.places)]
        said = {"stolik_id": stolik, "topic_id": topic, "issue_kind": "idea", "text": f"Więcej ławek i cienia przy przystanku numer {nth}"}
        return {"id": str(uuid7()), "kind": "issue.record", "age_ms": 0, "parked": False} | said

    def say(self, commands: list[dict[str, Any]]) -> None:
        origin = f"http://127.0.0.1:{self.server.port}"
        headers = {"Origin": origin, "Cookie": self.server.organiser, "X-Stoliki": "1", "Content-Type": "application/json"}
        self.link.request("POST", "/commands", json.dumps({"v": 1, "epoch": self.server.epoch, "commands": commands}), headers)
        answers = json.loads(self.link.getresponse().read())["answers"]
        assert all(one["status"] == "recorded" for one in answers), answers[:3]


def projector(browser: Browser, server: Server, scene: str) -> tuple[Page, float]:
    """A screen of its own, and how long it took until it stood there."""
    url, (name, _, value) = f"http://127.0.0.1:{server.port}", server.organiser.partition("=")
    context = browser.new_context(viewport=SIZE)  # type: ignore[arg-type]
    context.add_cookies([{"name": name, "value": value, "url": url}])
    page = context.new_page()
    began = time.perf_counter()
    page.goto(f"{url}/map?scene={scene}", wait_until="commit")
    page.wait_for_function("() => document.querySelector('[data-shown] .map-flower, [data-shown] .scene-item')")
    return page, time.perf_counter() - began


def costs(session: CDPSession) -> dict[str, float]:
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return {name: found[name] * 1000 for name in COSTS}


def typed(typist: Typist, pages: list[Page], pace: float, seconds: float) -> dict[str, float]:
    """Issues at this pace; id -> when it was meant to be typed, ms since 1970."""
    typist.link.close()  # idle since the screens began to open
    meant, began = {}, time.time()
    for nth in range(int(pace * seconds)):
        at = began + nth / pace
        time.sleep(max(0.0, at - time.time()))
        one = typist.issue()
        meant[one["id"]] = at * 1000
        typist.say([one])
    pages[0].wait_for_timeout(1500)
    return meant


def measured(browser: Browser, server: Server, typist: Typist, pace: float, seconds: float) -> None:
    opened = [projector(browser, server, scene) for scene in SCENES]
    pages = [page for page, _ in opened]
    sessions = [page.context.new_cdp_session(page) for page in pages]
    for page, session in zip(pages, sessions, strict=True):
        session.send("Performance.enable", {"timeDomain": "threadTicks"})  # what the page itself costs, whatever else runs
        page.evaluate(WATCH)
        page.wait_for_timeout(300)
    before = [costs(session) for session in sessions]
    meant = typed(typist, pages, pace, seconds)
    for scene, (page, took), session, start in zip(SCENES, opened, sessions, before, strict=True):
        told(scene, took, page, meant, {name: value - start[name] for name, value in costs(session).items()})


def told(scene: str, took: float, page: Page, meant: dict[str, float], spent: dict[str, float]) -> None:
    seen: dict[str, float] = page.evaluate("() => window.seen")
    late = sorted(at - meant[id] for id, at in seen.items() if id in meant)
    paints, pushes, longest = page.evaluate("() => [window.paints, window.pushes, window.longest]")
    each = {name: value / max(pushes, 1) for name, value in spent.items()}
    layout = each["LayoutDuration"] + each["RecalcStyleDuration"]
    print(f"  {scene.partition('&')[0]}: opened in {took * 1000:.0f} ms; {len(late)} of {len(meant)} heard")
    if scene == "map":
        p50, p95 = late[len(late) // 2], late[int(len(late) * 0.95)]
        print(f"    typed to painted p50 {p50:.0f}, p95 {p95:.0f}, worst {late[-1]:.0f} ms")
    print(f"    {pushes} pushes, {paints} paintings; CPU a push: script {each['ScriptDuration']:.1f} ms, layout and style {layout:.1f} ms")
    print(f"    longest task {longest:.0f} ms (0: none over 50)")


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench.screens", description=__doc__)
    words.add_argument("--issues", type=int, default=671, help="said before the screens open")
    words.add_argument("--pace", type=float, default=20)
    words.add_argument("--seconds", type=float, default=15)
    words.add_argument("--one-core", action="store_true", help="all three screens share the last core")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="stoliki-bench-") as folder, stoliki(Path(folder) / "data", 11) as server:
        typist = Typist(server)
        for _ in range(0, asked.issues, BATCH):
            typist.say([typist.issue() for _ in range(BATCH)])
        if asked.one_core:
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGS)
            print(f"{asked.issues} issues, then {asked.pace:g} a second for {asked.seconds:g} s, three projectors at 1080p:")
            measured(browser, server, typist, asked.pace, asked.seconds)
            browser.close()


if __name__ == "__main__":
    main()
