"""The café from a resident's phone to the map, and the overview that organisers watch: in real browsers."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ideas.at_cafe import COUNTER, at_counter, open_cafe
from tests.running import Person, RunningHall, running
from tests.story.people import hears_keys, write

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
SMALL = 60_000  # bytes of everything a phone fetches


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """Whoever says nothing is silent at once here."""
    with running(tmp_path_factory.mktemp("cafe") / "hall", silent_minutes=0) as found:
        yield found


@pytest.fixture(scope="module")
def organiser(hall: RunningHall) -> Person:
    return open_cafe(hall)


def browse(browser: Browser, hall: RunningHall, code: str, path: str, **options: Any) -> Page:
    """A browser of somebody who came in with this code."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}, "locale": "pl-PL"} | options))
    context.set_default_timeout(20_000)
    joined = context.request.post(f"{hall.url}/join", form={"code": code}, max_redirects=0)
    assert joined.status == 303, joined.text()
    page = context.new_page()
    page.goto(hall.url + path)
    return page


LOOK = (Path(__file__).parents[1] / "desk" / "accessible.js").read_text(encoding="utf-8")


def is_for_everybody(page: Page) -> None:
    """Contrasts, names, order: light and dark."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert page.evaluate(LOOK) == []


WEIGHT = """() => Object.fromEntries([...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map((one) => [one.name, one.encodedBodySize]))"""


def test_an_idea_goes_from_a_phone_through_a_person_to_the_map(chromium: Browser, hall: RunningHall, organiser: Person) -> None:
    organiser.say("room.open", edition_id=1, minutes=5)
    code = organiser.client.get("/room/code").json()["code"]
    phone = browse(chromium, hall, code, "/participant", **PHONE)
    phone.get_by_role("link", name="Dodaj pomysł").click()
    phone.wait_for_url("**/cafe")
    text = phone.locator("#cafe-text")
    expect(text).to_be_visible()
    phone.wait_for_load_state("networkidle")
    fetched: dict[str, int] = phone.evaluate(WEIGHT)
    assert 5_000 < sum(fetched.values()) < SMALL, fetched
    assert all(url.startswith(hall.url) for url in fetched)

    phone.context.set_offline(True)
    text.fill("Fontanna <b>na rynku</b> 💧")
    phone.get_by_role("button", name="Wyślij").click()
    mine = phone.locator("#cafe-mine > li")
    expect(mine).to_contain_text("czeka na wysłanie")
    expect(text).to_have_value("")
    phone.context.set_offline(False)
    expect(mine).to_contain_text("wysłane, ktoś to przeczyta")
    is_for_everybody(phone)

    desk = browse(chromium, hall, hall.code("organiser"), "/desk/ideas")
    screen = browse(chromium, hall, hall.code("projector"), "/map")
    waiting = desk.locator(".idea-rows > [data-idea]", has_text="Fontanna")
    expect(waiting.locator(".idea-text")).to_have_text("Fontanna <b>na rynku</b> 💧")
    expect(screen.locator("li[data-issue-id]", has_text="Fontanna")).to_have_count(0)
    waiting.get_by_role("button", name="Popraw i dodaj").click()
    desk.locator("#wording-text").fill("Fontanna na rynku")
    desk.locator("#idea-wording").get_by_role("button", name="Dodaj na mapę").click()
    expect(screen.locator('li[data-source="phone"]')).to_have_text("Fontanna na rynku")
    expect(waiting).to_have_count(0)
    phone.reload()
    expect(mine).to_contain_text("jest na mapie")
    text.fill("To nie jest pomysł")
    phone.get_by_role("button", name="Wyślij").click()
    desk.locator(".idea-rows > [data-idea]", has_text="To nie jest pomysł").get_by_role("button", name="Nie dodawaj").click()
    expect(desk.locator("[id^=ideas-refused] > [data-idea]")).to_have_count(1)
    phone.reload()
    expect(mine.first).to_contain_text("To nie jest pomysł")
    expect(mine.first).to_contain_text("nie dodano na mapę")
    for page in (phone, desk, screen):
        page.context.close()


def test_the_counter_writes_a_card_for_each_person_and_is_empty_for_the_next(
    chromium: Browser, hall: RunningHall, organiser: Person
) -> None:
    at_counter(hall)
    counter = browse(
        chromium, hall, hall.code("moderator", COUNTER), f"/stoliki/{COUNTER}/counter", viewport={"width": 800, "height": 1280}
    )
    hears_keys(counter)
    counter.locator(".choice", has_text="Problem").click()
    counter.locator("#card-text").fill("Brak toalet nad Wisłą")
    counter.locator("#card-text").press("Enter")
    expect(counter.locator("#card-done")).to_be_visible()
    is_for_everybody(counter)
    expect(counter.locator("#card-text")).to_have_value("")
    expect(counter.locator("input[name=kind]:checked")).to_have_value("idea")
    expect(counter.locator("#desk-state")).to_contain_text("Wszystko zapisane")
    said = {one["text"]: one["kind"] for one in organiser.client.get("/export/hall.json").json()["issues"]}
    assert said["Brak toalet nad Wisłą"] == "problem"
    is_kept_without_network(counter)
    deadline = time.monotonic() + 20
    while "Więcej cienia" not in organiser.client.get("/export/hall.json").text:
        assert time.monotonic() < deadline
    counter.context.close()


def is_kept_without_network(counter: Page) -> None:
    """A reload finds the counter as it was; what a person says then waits and is sent with the network."""
    counter.wait_for_function("() => navigator.serviceWorker.controller !== null")
    counter.wait_for_function("async () => Boolean(await (await caches.open('stoliki-pages')).match(location.pathname))")
    counter.on("dialog", lambda dialog: dialog.accept())
    counter.context.set_offline(True)
    counter.reload()
    expect(counter.locator("#status-kept")).to_contain_text("Treść z ")
    counter.locator("#card-text").fill("Więcej cienia")
    counter.locator("#card-text").press("Enter")
    expect(counter.locator("#desk-state")).to_contain_text("Brak sieci. Biurko pamięta i wyśle.")
    expect(counter.locator("#desk-state")).not_to_contain_text("Nie zamykaj")
    counter.context.set_offline(False)
    expect(counter.locator("#status-kept")).to_have_text("")
    expect(counter.locator("#desk-state")).to_contain_text("Wszystko zapisane")


def test_the_overview_shows_who_needs_somebody_and_who_goes_there(chromium: Browser, hall: RunningHall, organiser: Person) -> None:
    moderator = hall.sit("moderator", 3)
    moderator.record("Ostatnie słowo", 3)
    overview = browse(chromium, hall, hall.code("organiser"), "/hall")
    row = overview.locator("#hall-row-3")
    with moderator.live("stolik-3"):
        expect(row.locator('[data-flag="silence"]')).to_be_visible()
        expect(overview.locator("#hall-silent")).to_contain_text("3")
        row.get_by_role("button", name="Ktoś już idzie").click()
        expect(row.locator('[data-flag="going"]')).to_be_visible()
        expect(overview.locator("#hall-silent")).to_be_hidden()
        row.get_by_role("button", name="Cofnij").click()
        expect(row.locator('[data-flag="going"]')).to_be_hidden()

        told = {"battery": 0.15, "charging": False, "visible": False}
        moderator.client.post("/presence", json=told, headers={"Origin": hall.url, "X-Stoliki": "1"})
        expect(row.locator(".hall-told")).to_have_text("15 %, śpi", timeout=10_000)

        moderator.say("help.open", stolik_id=3)
        call = overview.locator("#hall-help > .notice")
        expect(call).to_contain_text("Stolik 3 prosi o pomoc")
        expect(row).to_have_attribute("data-look", "alarm")
        is_for_everybody(overview)
        call.get_by_role("button", name="Ktoś już idzie").click()
        expect(call).to_have_count(0)
        expect(row).to_have_attribute("data-look", "wait")
        expect(row.get_by_role("button", name="Załatwione")).to_be_focused()
        row.get_by_role("button", name="Załatwione").press("Enter")
        expect(row.locator('[data-flag="help"]')).to_be_hidden()
        expect(row.get_by_role("button", name="Załatwione")).to_be_hidden()
    unsent(chromium, hall, overview)
    organiser.say("stolik.open", stolik_id=13, number=13, sitting_id=2, theme_id=1)
    expect(overview.locator("#hall-rows > tr")).to_have_count(13)
    organiser.say("theme.name", theme_id=3, number=3, name="Drogi i mosty", colour=3, working=False)
    expect(row).to_contain_text("Drogi i mosty")
    overview.context.close()


def unsent(chromium: Browser, hall: RunningHall, overview: Page) -> None:
    """The tablet's link lives, but what it says does not get through: the hall sees it, and that it is over."""
    tablet = browse(chromium, hall, hall.code("moderator", 5), "/stoliki/5")
    tablet.route("**/commands", lambda route: route.abort())
    write(tablet, "Nie dochodzi", "To też nie")
    flag = overview.locator('#hall-row-5 [data-flag="tablet"]')
    expect(flag).to_have_text("czeka: 2", timeout=20_000)
    expect(flag).to_be_visible()
    tablet.unroute("**/commands")
    expect(flag).to_be_hidden(timeout=20_000)
    expect(overview.locator("#hall-row-5 .hall-last")).to_have_text("To też nie")
    tablet.context.close()
