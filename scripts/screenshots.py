"""docs/screens/*.png: the real screens of a hall after its rehearsal, in Chromium.

    uv run python -m scripts.screenshots [--hall ../shared/data/pl_hall_seed.json] [--only map]

A demo is started in a folder of its own, its topics are named, `stoliki rehearse` lets a crowd say everything in the hall file, and every
issue is put under its topic by keyword. Nothing else is touched; at the end the demo is stopped.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright
from uuid_utils.compat import uuid7

from scripts.hall_topics import TOPICS
from scripts.palette_png import shrink
from tests.browser import find_browser
from tests.conftest import CHROMIUM
from tests.story.demo import ROOT, Hall, free_port, sit

SCREENS = ROOT / "docs" / "screens"
SEED = ROOT / ".." / "shared" / "data" / "pl_hall_seed.json"
MOST_BYTES, BATCH = 250_000, 50
STEPS = [{"key": key, "title": None, "minutes": 10, "sentence": None} for key in ("talk", "merge")]


class Shot(NamedTuple):
    """One picture: whose screen, which page, how large."""

    name: str
    role: str
    path: str
    size: tuple[int, int]
    scheme: str
    stolik: int | None = None


SHOTS = [
    Shot("map-light-pl", "projector", "/map?scene=map&scheme=light&lang=pl", (1920, 1080), "light"),
    Shot("map-dark-uk", "projector", "/map?scene=map&scheme=dark&lang=uk", (1920, 1080), "dark"),
    Shot("theme-dark-pl", "projector", "/map?scene=theme&theme=5&scheme=dark&lang=pl", (1920, 1080), "dark"),
    Shot("voices-light-en", "projector", "/map?scene=voices&scheme=light&lang=en", (1920, 1080), "light"),
    Shot("supported-4k-dark-pl", "projector", "/map?scene=supported&scheme=dark&lang=pl", (3840, 2160), "dark"),
    Shot("minority-light-uk", "projector", "/map?scene=minority&scheme=light&lang=uk", (1920, 1080), "light"),
    Shot("countdown-dark-pl", "projector", "/map?scene=countdown&scheme=dark&lang=pl", (1920, 1080), "dark"),
    Shot("join-dark-en", "projector", "/map?scene=join&scheme=dark&lang=en", (1920, 1080), "dark"),
    Shot("thanks-light-pl", "projector", "/map?scene=thanks&scheme=light&lang=pl", (1920, 1080), "light"),
    Shot("tablet-landscape-dark-pl", "moderator", "/stoliki/5?lang=pl", (1280, 800), "dark", 5),
    Shot("tablet-portrait-light-uk", "moderator", "/stoliki/7?lang=uk", (800, 1280), "light", 7),
    Shot("phone-light-pl", "moderator", "/map?scene=map&lang=pl", (390, 844), "light", 5),
]


def say(organiser: Page, url: str, commands: list[dict[str, Any]]) -> None:
    """Commands of the organiser, in batches as an outbox sends them."""
    epoch = organiser.get_attribute("body", "data-epoch")
    waiting = iter(commands)
    while batch := [{"id": str(uuid7()), "age_ms": 0} | one for one in islice(waiting, BATCH)]:
        headers = {"Origin": url, "X-Stoliki": "1", "Content-Type": "application/json"}
        sent = json.dumps({"v": 1, "epoch": epoch, "commands": batch})
        answer = organiser.request.post(f"{url}/commands", headers=headers, data=sent)
        while answer.status == 429:
            organiser.wait_for_timeout(1000)
            answer = organiser.request.post(f"{url}/commands", headers=headers, data=sent)
        refused = [one for one in answer.json()["answers"] if one["status"] != "recorded"]
        assert not refused, refused[:3]


def document(organiser: Page, url: str) -> dict[str, Any]:
    found: dict[str, Any] = organiser.request.get(f"{url}/export/hall.json").json()
    return found


def named(hall: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The topics at hand get the names of the rules; what is missing is put down."""
    for stolik in hall["stoliki"]:
        mine = [topic for topic in hall["topics"] if any(on["stolik_id"] == stolik["id"] for on in topic["on"])]
        for n, (title, _) in enumerate(TOPICS[stolik["number"]]):
            if n < len(mine):
                yield {
                    "kind": "topic.name",
                    "stolik_id": stolik["id"],
                    "topic_id": mine[n]["id"],
                    "title": title,
                    "revision": mine[n]["revision"],
                }
            else:
                yield {"kind": "topic.push", "stolik_id": stolik["id"], "title": title, "after": None}


def sorted_by_keyword(hall: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every issue under the first topic whose rule it fits."""
    numbers = {stolik["id"]: stolik["number"] for stolik in hall["stoliki"]}
    ids = {(on["stolik_id"], topic["title"]): topic["id"] for topic in hall["topics"] for on in topic["on"]}
    for issue in hall["issues"]:
        rules = TOPICS[numbers[issue["stolik_id"]]]
        title = next(title for title, pattern in rules if not pattern or re.search(pattern, issue["text"].lower()))
        yield {"kind": "issue.sort", "stolik_id": issue["stolik_id"], "issue_id": issue["id"], "topic_id": ids[issue["stolik_id"], title]}


def rehearse(hall: Hall, file: Path, seats: Path) -> None:
    seats.write_text(json.dumps({"url": hall.url, "seats": [vars(seat) for seat in hall.seats]}))
    words = ["rehearse", "--seats", str(seats), "--file", str(file), "--pace", "100"]
    subprocess.run([sys.executable, "-m", "app", *words], cwd=ROOT, check=True)


def furnish(browser: Browser, hall: Hall, file: Path, seats: Path) -> None:
    """From a fresh demo to the end of a day."""
    organiser = sit(browser, hall, "organiser")
    say(organiser, hall.url, list(named(document(organiser, hall.url))))
    rehearse(hall, file, seats)
    say(organiser, hall.url, list(sorted_by_keyword(document(organiser, hall.url))))
    tables = next(one["id"] for one in document(organiser, hall.url)["sittings"] if one["state"] == "open")
    say(organiser, hall.url, [{"kind": "phase.open", "sitting_id": tables, "name": "Stoliki", "steps": STEPS, "step": 0}])
    say(organiser, hall.url, [{"kind": "room.open", "edition_id": 1, "minutes": 10}])
    organiser.context.close()


def take(browser: Browser, hall: Hall, shot: Shot) -> int:
    """The picture's size in bytes."""
    width, height = shot.size
    page = sit(
        browser,
        hall,
        shot.role,
        shot.stolik,
        viewport={"width": width, "height": height},
        color_scheme=shot.scheme,
        reduced_motion="reduce",
    )
    page.goto(hall.url + shot.path)
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    page.wait_for_timeout(1500)
    file = SCREENS / f"{shot.name}.png"
    page.screenshot(path=file, animations="disabled")
    page.context.close()
    return shrink(browser, file)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--hall", type=Path, default=SEED)
    asked.add_argument("--only", default="", help="pictures whose name begins so")
    words = asked.parse_args()
    SCREENS.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM)
        hall = Hall(data=Path(folder) / "data", port=free_port()).start()
        try:
            furnish(browser, hall, words.hall, Path(folder) / "seats.json")
            for shot in SHOTS:
                if shot.name.startswith(words.only):
                    size = take(browser, hall, shot)
                    print(f"{shot.name:28} {shot.size[0]}x{shot.size[1]} {size:7} B{' TOO LARGE' if size > MOST_BYTES else ''}")
        finally:
            hall.stop()
            browser.close()


if __name__ == "__main__":
    main()
