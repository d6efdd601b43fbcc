"""The desk in a browser: a tablet that waits, a used card, a lost tablet. Everything is seen at once, nothing is loaded anew."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import ConnectionClosed

from tests.desk.at_desk import WAITS, browser_of
from tests.running import Person, RunningHall, hear

LOST, SURE = re.compile("Zgubiony tablet: nowy kod.*Stolik 3$"), re.compile("Na pewno.*Stolik 3$")
LET_IN, SEEN_TO = re.compile("^Wpuść.*Stolik 5$"), re.compile("Sprawdzone.*Stolik 3$")
RULES = {"again": False, "opens_at": None, "closes_at": None}


def hand_in(person: Person, hall: RunningHall, stolik: int) -> int:
    answer = person.client.post("/join", data={"code": hall.code("moderator", stolik)}, headers={"Origin": hall.url})
    return answer.status_code


def test_a_tablet_that_waits_is_let_in_from_the_desk(house_hall: RunningHall, chromium: Browser) -> None:
    organiser, waiting = house_hall.sit("organiser"), house_hall.stranger()
    organiser.say("seat.allow", seat_ids=["moderator-5"], approval=True, **RULES)
    with browser_of(chromium, organiser) as office, browser_of(chromium, waiting) as tablet:
        desk, seats, door = office.new_page(), office.new_page(), tablet.new_page()
        desk.goto(f"{house_hall.url}/desk")
        seats.goto(f"{house_hall.url}/desk/seats")
        door.goto(f"{house_hall.url}/join#{house_hall.code('moderator', 5)}")
        door.wait_for_url("**/join/waiting")
        desk.get_by_role("button", name=LET_IN).click()
        door.wait_for_url("**/stoliki/5")
        expect(desk.get_by_text("ktoś czeka na wpuszczenie")).to_have_count(0, timeout=WAITS)
        expect(seats.locator("#card-moderator-5")).to_contain_text("zajęte", timeout=WAITS)


def test_a_used_card_is_red_at_every_desk_and_a_lost_tablet_is_cut_off_within_a_second(house_hall: RunningHall, chromium: Browser) -> None:
    organiser, lost, thief = house_hall.sit("organiser"), house_hall.stranger(), house_hall.stranger()
    organiser.say("seat.allow", seat_ids=["moderator-3"], approval=False, **RULES)
    assert hand_in(lost, house_hall, 3) == 303
    with browser_of(chromium, organiser) as office, browser_of(chromium, lost) as tablet:
        desk, seats, stolik = office.new_page(), office.new_page(), tablet.new_page()
        desk.goto(f"{house_hall.url}/desk")
        seats.goto(f"{house_hall.url}/desk/seats")
        stolik.goto(f"{house_hall.url}/stoliki/3")
        assert hand_in(thief, house_hall, 3) == 409
        for page in (desk, seats):
            expect(page.get_by_role("alert").filter(has_text="Stolik 3: karta użyta drugi raz")).to_be_visible(timeout=WAITS)
        desk.get_by_role("button", name=SEEN_TO).click()
        expect(seats.get_by_text("karta użyta drugi raz")).to_have_count(0, timeout=WAITS)
        replaced(seats, stolik)


def replaced(seats: Page, stolik: Page) -> None:
    """Two taps give another code; the old tablet is told to scan again."""
    before = seats.locator("#card-moderator-3 .seat-code").inner_text()
    seats.get_by_role("button", name=LOST).click()
    sure = seats.get_by_role("button", name=SURE)
    expect(sure).to_be_visible(timeout=WAITS)
    expect(seats.locator("#seat-new")).to_be_hidden()
    sure.click()
    expect(seats.locator("#seat-new svg")).to_be_visible(timeout=WAITS)
    code = seats.locator("#seat-new-code").inner_text()
    assert code != before
    expect(seats.locator("#card-moderator-3 .seat-code")).to_have_text(code, timeout=WAITS)
    expect(stolik.locator("body")).to_contain_text("Zeskanuj", timeout=WAITS)


def test_a_double_click_on_a_lost_tablet_is_one_tap(house_hall: RunningHall, chromium: Browser) -> None:
    with browser_of(chromium, house_hall.sit("organiser")) as office:
        seats = office.new_page()
        seats.goto(f"{house_hall.url}/desk/seats")
        before = house_hall.code("moderator", 3)
        seats.get_by_role("button", name=LOST).dblclick()
        expect(seats.get_by_role("button", name=SURE)).to_be_visible(timeout=WAITS)
        expect(seats.get_by_role("button", name=LOST)).to_be_visible(timeout=WAITS)
        assert house_hall.code("moderator", 3) == before


def test_everybody_at_a_lost_card_is_cut_off_within_a_second(house_hall: RunningHall) -> None:
    organiser, times = house_hall.sit("organiser"), []
    for number in (3, 4, 5):
        moderator = house_hall.sit("moderator", number)
        with moderator.live(f"stolik-{number}") as socket:
            began = time.monotonic()
            headers = {"Origin": house_hall.url, "X-Stoliki": "1"}
            answer = organiser.client.post("/desk/seats/replace", data={"seat_id": f"moderator-{number}"}, headers=headers)
            with pytest.raises(ConnectionClosed):
                hear(socket, "never")
            times.append(time.monotonic() - began)
        assert (answer.status_code, socket.close_code) == (200, 4401)
    assert max(times) < 1, times
