"""The plan takes another shape while pages are open: they follow by themselves, and what is only renamed loads no page anew."""

from playwright.sync_api import Browser, Page, expect

from tests.desk.at_desk import WAITS, browser_of, listening
from tests.running import RunningHall, hear

NAMED = {"theme_id": 3, "number": 3, "name": "Zieleń przy torach", "colour": 3, "working": False}
COPY = {"from_edition_id": 1, "edition_id": 2, "name": "Kongres 2027", "venue": "", "days": ["2027-05-14"], "topics": "none"}


def mark(*pages: Page) -> None:
    for page in pages:
        page.evaluate("() => { window.same = true }")


def marked(page: Page) -> bool:
    """Whether nobody has loaded it anew."""
    return bool(page.evaluate("() => window.same === true"))


def test_a_renamed_theme_and_a_new_stolik_come_to_the_map_and_to_the_desk(house_hall: RunningHall, chromium: Browser) -> None:
    organiser, projector = house_hall.sit("organiser"), house_hall.sit("projector")
    with browser_of(chromium, organiser) as office, browser_of(chromium, projector) as hall:
        desk, paper, screen = office.new_page(), office.new_page(), hall.new_page()
        for page, path in ((desk, "/desk?stolik=3"), (paper, "/desk/paper"), (screen, "/map?scene=map")):
            page.goto(house_hall.url + path)
        listening(house_hall, 3)
        mark(desk, paper, screen)
        desk.locator("#desk-new").fill("Ławki i ci")
        organiser.say("theme.name", **NAMED)
        expect(screen.locator("#map-words")).to_contain_text("Zieleń przy torach", timeout=WAITS)
        expect(desk.locator("#desk-head")).to_contain_text("Zieleń przy torach", timeout=WAITS)
        organiser.say("stolik.open", stolik_id=None, number=12, sitting_id=2, theme_id=3)
        expect(desk.get_by_role("link", name="12 Zieleń przy torach")).to_be_visible(timeout=WAITS)
        expect(paper.locator("#paper-lists [data-number='12']")).to_have_count(1, timeout=WAITS)
        expect(screen.locator("#map-figures")).to_contain_text("12 stolików", timeout=WAITS)
        assert [marked(page) for page in (desk, paper, screen)] == [True, True, True]
        assert desk.locator("#desk-new").input_value() == "Ławki i ci"


def test_another_edition_comes_to_every_page_that_shows_the_current_one(house_hall: RunningHall, chromium: Browser) -> None:
    organiser, projector = house_hall.sit("organiser"), house_hall.sit("projector")
    said = organiser.record("Więcej ławek", 3)["id"]
    with browser_of(chromium, organiser) as office, browser_of(chromium, projector) as hall:
        desk, plan, first, screen = office.new_page(), office.new_page(), office.new_page(), hall.new_page()
        pages = ((desk, "/desk?stolik=3"), (plan, "/desk/programme"), (first, "/desk/programme?edition=1"), (screen, "/map?scene=map"))
        for page, path in pages:
            page.goto(house_hall.url + path)
        listening(house_hall, len(pages))
        mark(first, screen)
        expect(screen.locator(f"[data-issue-id='{said}']")).to_have_count(1, timeout=WAITS)
        assert organiser.say("edition.copy", **COPY)["status"] == "recorded"
        assert organiser.say("edition.choose", edition_id=2)["status"] == "recorded"
        expect(desk.locator("h1")).to_have_text("Kongres 2027", timeout=WAITS)
        expect(plan.locator(".plan-year h2")).to_have_text("Kongres 2027", timeout=WAITS)
        expect(screen.locator(f"[data-issue-id='{said}']")).to_have_count(0, timeout=WAITS)
        expect(first.locator(".plan-year")).to_contain_text("nie bieżąca", timeout=WAITS)
        assert [marked(page) for page in (first, screen)] == [True, True]


def test_what_leaves_the_plan_as_it_is_asks_no_page_to_come_again(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    with house_hall.sit("projector").live("map,hall") as socket:
        hear(socket, "welcome")
        organiser.say("sitting.close", sitting_id=2)
        organiser.say("theme.name", **NAMED)
        told = [hear(socket, "push") for _ in range(2)]
        while "reshaped" not in told[-1].get("data", {}):
            told.append(hear(socket, "push"))
    assert not [push for push in told if push["seq"] < told[-1]["seq"] and "reshaped" in push.get("data", {})]
    assert told[-1]["data"]["reshaped"] == "plan"
