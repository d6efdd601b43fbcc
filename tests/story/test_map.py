"""The hall's screen: voices and numbers grow live, what is known stays where it was, and no scrollbar is ever seen."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.story.demo import Hall, sit
from tests.story.people import NOTES, choose_topic, on_map, press, sees, write

NEAR = 20  # px at 1080p that a known place may move
MIDDLES = """() => Object.fromEntries([...document.querySelectorAll('.map-flower')].map((flower) => {
  const box = flower.querySelector('.map-ring').getBoundingClientRect();
  return [flower.dataset.placeKey, [box.x + box.width / 2, box.y + box.height / 2, box.width / 2]]; }))"""
ISLETS = """() => [...document.querySelectorAll('#map-ground .map-plate, #map-ground .map-name')]
  .map((one) => one.getBoundingClientRect()).map(({ x, y }) => [x, y])"""
OVERFLOW = """() => { const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  return [scrollWidth - clientWidth, scrollHeight - clientHeight, innerWidth - clientWidth, innerHeight - clientHeight]; }"""


def settled(projector: Page) -> dict[str, Any]:
    """Every place's middle and radius, once nothing grows any more."""
    projector.wait_for_function("() => document.getAnimations().every((one) => one.playState !== 'running')")
    found: dict[str, Any] = projector.evaluate(MIDDLES)
    return found


def test_numbers_voices_and_flowers_grow_live(browser: Browser, hall: Hall) -> None:
    tablet, projector = sit(browser, hall, "moderator", 3), sit(browser, hall, "projector", viewport={"width": 1920, "height": 1080})
    figures, voices = projector.locator("#map-figures"), projector.locator("#scene-voices .scene-text")
    expect(figures).to_contain_text("11 stolików")
    expect(figures).to_contain_text("0 wpisów")
    choose_topic(tablet, "Drogi i organizacja ruchu")
    write(tablet, NOTES[0])
    expect(figures).to_contain_text("1 wpis")
    topic = tablet.locator("#topics [aria-pressed=true]").get_attribute("data-topic") or ""
    small = settled(projector)[topic][2]
    write(tablet, NOTES[1])
    expect(figures).to_contain_text("2 wpisy")
    expect(figures).to_contain_text("0 głosów")
    press(tablet, NOTES[0], "hand-more", times=12)
    expect(figures).to_contain_text("12 głosów")
    assert settled(projector)[topic][2] > small
    press(tablet, NOTES[1], "withdraw")
    expect(on_map(projector)).to_have_text([NOTES[0]])
    expect(figures).to_contain_text("1 wpis")
    projector.goto(f"{hall.url}/map?scene=voices")
    expect(voices).to_contain_text([NOTES[0][:20]])
    write(tablet, NOTES[2])
    expect(voices).to_contain_text([NOTES[2][:20], NOTES[0][:20]])


def test_what_is_known_stays_where_it_was(browser: Browser, hall: Hall) -> None:
    three, five, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 5), sit(browser, hall, "organiser")
    projector = sit(browser, hall, "projector", viewport={"width": 1920, "height": 1080})
    write(three, *NOTES[:4])
    write(five, *NOTES[4:6])
    expect(on_map(projector)).to_have_count(6)
    before, islets = settled(projector), projector.evaluate(ISLETS)
    write(five, NOTES[6])
    organiser.goto(f"{hall.url}/desk?stolik=3")
    organiser.locator("#desk-new").fill("Ławki i cień")
    organiser.keyboard.press("Enter")
    expect(three.locator("#topics")).to_contain_text("Ławki i cień")
    choose_topic(three, "Ławki i cień")
    write(three, *NOTES[7:9])
    press(three, NOTES[0], "hand-more", times=9)
    expect(projector.locator("#map-figures")).to_contain_text("9 głosów")
    expect(on_map(projector)).to_have_count(9)
    after = settled(projector)
    assert len(after) == len(before) + 1
    for key, (x, y, _) in before.items():
        assert abs(after[key][0] - x) <= NEAR, key
        assert abs(after[key][1] - y) <= NEAR, key
    assert projector.evaluate(ISLETS) == islets
    projector.reload()
    expect(on_map(projector)).to_have_count(9)
    assert settled(projector) == after  # what the pushes said little by little is what the page says at once


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
def test_no_scrollbar_is_ever_seen(browser: Browser, hall: Hall, width: int, height: int) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    projector = sit(browser, hall, "projector", viewport={"width": width, "height": height})
    assert projector.evaluate(OVERFLOW) == [0, 0, 0, 0]
    write(tablet, *NOTES)
    expect(on_map(projector)).to_have_count(10)
    assert projector.evaluate(OVERFLOW) == [0, 0, 0, 0]
    projector.goto(f"{hall.url}/map?scene=voices")
    expect(projector.locator("#scene-voices")).to_be_visible()
    assert projector.evaluate(OVERFLOW) == [0, 0, 0, 0]


def test_the_screen_says_when_its_data_is_old_and_heals_by_itself(browser: Browser, hall: Hall) -> None:
    tablet, projector = sit(browser, hall, "moderator", 3), sit(browser, hall, "projector")
    write(tablet, NOTES[0])
    expect(on_map(projector)).to_have_text([NOTES[0]])
    projector.evaluate("() => { window.sameLife = true; }")
    hall.kill()
    expect(projector.locator("#map-silence")).to_contain_text("dane sprzed", timeout=20_000)
    hall.start()
    write(tablet, NOTES[1])
    sees(tablet, *NOTES[:2])
    expect(on_map(projector)).to_have_text(NOTES[:2])
    expect(projector.locator("#map-silence")).to_be_hidden()
    assert projector.evaluate("() => window.sameLife")
