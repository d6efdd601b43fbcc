"""The map in a real Chromium: what the server computed is what the hall sees, at 1080p and at 4K."""

import json
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.projector.text_width import text_width
from tests.projector.made_hall import made_ideas
from tests.running import Person, RunningHall

SIZES = [(1920, 1080, "light"), (3840, 2160, "dark")]
WORDS = """() => [...document.querySelectorAll('[data-shows=map] text')]
  .map(t => [t.textContent, parseFloat(getComputedStyle(t).fontSize), t.getComputedTextLength()])"""
FLOWERS = """() => Object.fromEntries([...document.querySelectorAll('.map-flower')]
  .map(f => [f.dataset.placeKey, f.getAttribute('transform')]))"""
TEXT_BOXES = """() => [...document.querySelectorAll('[data-shows=map] text')]
  .map(t => t.getBoundingClientRect()).map(b => [b.x, b.y, b.right, b.bottom])"""


@pytest.fixture
def full_hall(house_hall: RunningHall) -> RunningHall:
    """A few voices at every table, with hands."""
    for number in range(1, 12):
        moderator = house_hall.sit("moderator", number)
        for _, text in [one for one in made_ideas() if one[0] == number][:3]:
            issue = moderator.record(text, number)["id"]
            moderator.say("tally.count", stolik_id=number, issue_id=issue, count=number)
    return house_hall


def open_map(browser: Browser, hall: RunningHall, query: str = "", size: tuple[int, int] = (1920, 1080), **context: Any) -> Page:
    """A projector that has taken its seat."""
    person: Person = hall.sit("projector")
    mine = browser.new_context(viewport={"width": size[0], "height": size[1]}, **context)
    mine.add_cookies([{"name": name, "value": value, "url": hall.url} for name, value in person.client.cookies.items()])
    page = mine.new_page()
    page.goto(f"{hall.url}/map{query}")
    page.wait_for_selector("[data-shown] :is(.map-flower, .scene-item)", state="attached")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    return page


def hears(hall: RunningHall) -> None:
    """Wait until the screen's link is open: what happens from now on comes as a push."""
    deadline = time.monotonic() + 10
    asking = hall.stranger().client
    while not asking.get("/readyz").json()["listeners"]:
        assert time.monotonic() < deadline


def island(page: Page) -> dict[str, Any]:
    drawn: dict[str, Any] = json.loads(page.text_content("#map-data") or "")
    return drawn


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_what_was_computed_is_what_is_seen(chromium: Browser, full_hall: RunningHall, width: int, height: int, scheme: Any) -> None:
    page = open_map(chromium, full_hall, "?scene=map", (width, height), color_scheme=scheme)
    assert set(page.evaluate(FLOWERS)) == {row[0] for row in island(page)["places"]}
    assert page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [width, height]
    for text, size, length in page.evaluate(WORDS):
        assert length <= text_width(text, size), text
    for left, top, right, bottom in page.evaluate(TEXT_BOXES):
        assert left >= 0 <= top
        assert right <= width
        assert bottom <= height


def test_a_new_voice_comes_without_a_reload_and_moves_nothing(chromium: Browser, full_hall: RunningHall) -> None:
    page = open_map(chromium, full_hall, "?scene=map")
    page.evaluate("() => { window.same = true }")
    hears(full_hall)
    before = page.evaluate(FLOWERS)
    issue = full_hall.sit("moderator", 6).record("<b>Stojaki</b> przy bibliotece", 6)["id"]
    page.wait_for_selector(f'[data-issue-id="{issue}"]', state="attached", timeout=5000)
    assert page.text_content(f'[data-issue-id="{issue}"]') == "<b>Stojaki</b> przy bibliotece"
    assert page.locator(f'[data-issue-id="{issue}"]').count() == 1
    assert {key: place for key, place in page.evaluate(FLOWERS).items() if key in before} == before
    assert page.evaluate("() => window.same")


def test_each_scene_can_be_held_by_the_address(chromium: Browser, full_hall: RunningHall) -> None:
    page = open_map(chromium, full_hall, "?scene=voices", reduced_motion="reduce")
    assert page.locator("#scene-voices").is_visible()
    assert not page.locator("#map-living").is_visible()
    page = open_map(chromium, full_hall, "?scene=map", reduced_motion="reduce")
    assert page.locator("#map-living").is_visible()
    assert not page.locator("#scene-voices").is_visible()


def test_the_scenes_turn_by_themselves(chromium: Browser, full_hall: RunningHall) -> None:
    page = chromium.new_page()
    page.clock.install()
    page.context.add_cookies([{"name": n, "value": v, "url": full_hall.url} for n, v in full_hall.sit("projector").client.cookies.items()])
    page.goto(f"{full_hall.url}/map?scene=turn")
    page.wait_for_selector(".map-flower", state="attached")
    seen = [page.evaluate("() => document.documentElement.dataset.scene")]
    for seconds in (41, 12, 40):
        page.clock.run_for(seconds * 1000)
        seen.append(page.evaluate("() => document.documentElement.dataset.scene"))
    assert seen == ["map", "voices", "map", "voices"]


def test_a_push_makes_only_what_is_new_fade_in(chromium: Browser, full_hall: RunningHall) -> None:
    page = open_map(chromium, full_hall, "?scene=map")
    assert page.locator(".map-fresh").count() == 0
    hears(full_hall)
    full_hall.sit("moderator", 6).record("Stojaki przy bibliotece", 6)
    page.wait_for_function("() => document.querySelectorAll('#map-flowers .map-fresh').length > 0")
    assert page.locator("#map-flowers .map-fresh").count() == 1


def test_a_silent_link_is_told_and_a_living_one_takes_it_back(chromium: Browser, full_hall: RunningHall) -> None:
    page = open_map(chromium, full_hall)
    page.evaluate("() => document.dispatchEvent(new CustomEvent('stoliki:silence', { detail: { seconds: 14 } }))")
    assert page.text_content("#map-silence") == "dane sprzed 14 s"
    page.evaluate("() => document.dispatchEvent(new CustomEvent('stoliki:live'))")
    assert not page.locator("#map-silence").is_visible()


def test_the_screen_has_no_controls_and_no_cursor(chromium: Browser, full_hall: RunningHall) -> None:
    page = open_map(chromium, full_hall)
    assert page.locator("button, a, input, select, textarea").count() == 0
    assert page.evaluate("() => getComputedStyle(document.body).cursor") == "none"
