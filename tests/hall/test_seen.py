"""What stays in sight: the stolik's head on an upright phone, and the time of a phase, once."""

from playwright.sync_api import Browser, expect

from tests.desk.at_desk import browser_of
from tests.running import RunningHall

STEPS = [{"key": "talk", "title": None, "minutes": 10, "sentence": None}]
TOP = "() => Math.round(document.querySelector('.stage > .bar').getBoundingClientRect().top)"


def test_the_time_stands_once_in_the_overview_also_when_its_keys_are_folded(house_hall: RunningHall, chromium: Browser) -> None:
    organiser = house_hall.sit("organiser")
    assert organiser.say("phase.open", sitting_id=2, name="Rozmowa", steps=STEPS, step=0)["status"] == "recorded"
    context = browser_of(chromium, organiser)
    page = context.new_page()
    page.goto(f"{organiser.url}/hall")
    expect(page.locator("[role=timer]:visible")).to_have_count(1)
    expect(page.locator("#phase-control [role=timer]")).to_be_visible()
    page.locator(".hall-phases > summary").click()
    expect(page.locator("#hall-sittings [role=timer]")).to_be_visible()
    expect(page.locator("[role=timer]:visible")).to_have_count(1)
    context.close()


def test_the_head_of_a_stolik_stays_in_sight_on_an_upright_phone(house_hall: RunningHall, chromium: Browser) -> None:
    moderator = house_hall.sit("moderator", 3)
    for nth in range(20):
        moderator.record(f"Wpis numer {nth}, który ma kilka słów i dlatego dwa wiersze", 3)
    context = browser_of(chromium, moderator, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{moderator.url}/stoliki/3")
    expect(page.locator("#log > li")).to_have_count(20)
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_function("() => scrollY > 500")
    assert page.evaluate(TOP) == 0
    expect(page.locator("#help")).to_be_in_viewport()
    page.locator(".more").click()
    expect(page.locator("#menu")).to_be_in_viewport(ratio=0.9)
    context.close()
