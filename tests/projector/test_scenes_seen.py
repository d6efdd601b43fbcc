"""The scenes in a real Chromium: sizes, contrasts and edges measured in the page, with texts that want to break it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.desk.test_looks import axe, looked_at
from tests.projector.seen import sizes, words
from tests.running import RunningHall, running

SCENES = ("map", "theme&theme=3", "voices", "supported", "minority", "tools", "countdown", "vote", "join", "programme", "thanks")
HOSTILE = [
    "k" * 280,
    "😀🏳️‍🌈👨‍👩‍👧‍👦 " * 20,
    "שלום עולם \u202e odwrócone \u2067 i nie zamknięte " * 4,
    "Z\u0351\u036b\u0343\u036a\u0302a\u0328\u034e\u0331\u0329" * 28,
    "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>&amp;{{ 7 * 7 }}",
    "Ґанок і щастя для їжаків, щогодини, бо так ліпше",
    "Prosimy o więcej ławek i cienia przy wszystkich przystankach autobusowych na trasie linii numer piętnaście",
    "<img src=x><b>gruby</b> & \"cytat\"",
]
STEPS = [
    {"key": "talk", "title": None, "minutes": 10, "sentence": None},
    {"key": "other", "title": "W" * 60, "minutes": 5, "sentence": None},
]
OVER = "() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"


@pytest.fixture(scope="module")
def hostile_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """Everything that may be written was written as badly as it can be, at every stolik."""
    with running(Path(tmp_path_factory.mktemp("hostile")) / "hall") as hall:
        organiser = hall.sit("organiser")
        for stolik, text in enumerate(HOSTILE, 1):
            issue = organiser.record(text, stolik, issue_kind="tool")["id"]
            organiser.say("tally.count", stolik_id=stolik, issue_id=issue, count=9 * stolik)
            organiser.say("headcount.count", stolik_id=stolik, count=11)
            topic = organiser.say("topic.push", stolik_id=stolik, title=text[:200], after=None)["id"]
            organiser.record(text[::-1] if stolik != 3 else text, stolik, topic_id=topic)
        everywhere = [*range(1, len(HOSTILE) + 1)]
        rules = {"about": "issues", "rule": "dots", "dots": 10, "most": 10, "methods": ["counted"], "threshold": 80}
        vote = organiser.say("round.open", title=HOSTILE[0][:200], stolik_ids=everywhere, **rules)["id"]
        for issue in organiser.client.get("/export/hall.json").json()["issues"]:
            counted = {"stolik_id": issue["stolik_id"], "issue_id": issue["id"], "round_id": vote}
            assert organiser.say("tally.count", **counted, count=110)["status"] == "recorded"
        assert organiser.say("round.close", round_id=vote)["status"] == "recorded"
        assert organiser.say("phase.open", sitting_id=2, name="Stoliki", steps=STEPS, step=0)["status"] == "recorded"
        yield hall


def screen(browser: Browser, hall: RunningHall, **options: Any) -> Page:
    person = hall.sit("projector")
    mine = browser.new_context(reduced_motion="reduce", **options)
    mine.add_cookies([{"name": name, "value": value, "url": hall.url} for name, value in person.client.cookies.items()])
    return mine.new_page()


def faults(page: Page, scene: str, size: tuple[int, int]) -> list[str]:
    """Whatever is too small, too faint or beyond the edge."""
    found, wrong = words(page), []
    for one in found:
        left, top, right, bottom = one["box"]
        if left < -1 or top < -1 or right > size[0] + 1 or bottom > size[1] + 1:
            wrong.append(f"{scene}: beyond the edge: {one}")
        if one["contrast"] < 7:
            wrong.append(f"{scene}: too faint: {one}")
    titles = sizes(found, "map-title") + sizes(found, "scene-title") + sizes(found, "thanks-title")
    wrong += [f"{scene}: no title of 8 vh: {titles}"] if not titles or min(titles) < 8 else []
    texts = sizes(found, "scene-text") + sizes(found, "map-label")
    wrong += [f"{scene}: small texts: {texts}"] if texts and min(texts) < 4 else []
    wrong += [f"{scene}: too many texts"] if len({one["text"] for one in found if "scene-text" in one["css"]}) > 7 else []
    return wrong


@pytest.mark.parametrize(
    ("size", "scheme", "percent"), [((1920, 1080), "dark", 100), ((3840, 2160), "light", 140), ((1280, 720), "light", 80)]
)
def test_every_scene_is_large_plain_and_whole_whatever_was_written(
    chromium: Browser, hostile_hall: RunningHall, size: tuple[int, int], scheme: str, percent: int
) -> None:
    page, source = screen(chromium, hostile_hall, viewport={"width": size[0], "height": size[1]}), axe()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(beyond(request, hostile_hall.url)))
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    for scene in SCENES:
        page.goto(f"{hostile_hall.url}/map?scene={scene}&size={percent}&scheme={scheme}")
        page.wait_for_function("() => document.querySelector('[data-shown]') && document.fonts.status === 'loaded'")
        problems += faults(page, scene, size)
        problems += [f"{scene}: {one}" for one in (looked_at(page, source) if percent == 100 else [])]
        assert page.evaluate(OVER) == [0, 0], scene
        assert "hacked" not in page.title()
        assert page.locator("img").count() == 0
    assert problems == []
    assert [one for one in asked if one] == []
    page.context.close()


def beyond(request: Request, url: str) -> str:
    """An address that is not ours."""
    return "" if request.url.startswith((url, "data:", "blob:", url.replace("http", "ws", 1))) else request.url


def test_the_clock_of_the_hall_runs_by_the_server_and_follows_the_desk(chromium: Browser, hostile_hall: RunningHall) -> None:
    page = screen(chromium, hostile_hall, viewport={"width": 1920, "height": 1080})
    page.goto(f"{hostile_hall.url}/map?scene=countdown")
    page.wait_for_function("() => /^9:[0-5][0-9]$/.test(document.getElementById('clock').textContent)")
    organiser = hostile_hall.sit("organiser")
    assert page.text_content("#clock-next") == "potem: " + "W" * 60
    organiser.say("phase.go", sitting_id=2, step=1)
    page.wait_for_function("() => /^4:5[0-9]$/.test(document.getElementById('clock').textContent)")
    organiser.say("phase.pause", sitting_id=2, step=1)
    page.wait_for_function("() => document.getElementById('clock-next').textContent === 'pauza'")
    organiser.say("phase.go", sitting_id=2, step=0)
    page.wait_for_function("() => document.getElementById('clock').textContent.startsWith('9:')")
    page.context.close()


def test_the_invitation_shows_the_rooms_figures_while_the_room_is_open(chromium: Browser, hostile_hall: RunningHall) -> None:
    page, organiser = screen(chromium, hostile_hall), hostile_hall.sit("organiser")
    page.goto(f"{hostile_hall.url}/map?scene=join")
    page.wait_for_selector("#join-closed:visible")
    organiser.say("room.open", edition_id=1, minutes=5)
    page.wait_for_selector("#join-open:visible", timeout=8000)
    assert page.evaluate("() => /^[0-9]{3} [0-9]{3}$/.test(document.getElementById('join-code').textContent)")
    organiser.say("room.close", edition_id=1)
    page.context.close()
