"""The overview: one changed stolik is one pushed row, and that row is the one a GET serves."""

import re
import time
from typing import Any

import pytest

from tests.running import Person, RunningHall, hear

TARGET = re.compile(r'<hx-partial hx-target="(#[\w-]+)" hx-swap="outerMorph">(.*?)</hx-partial>', re.DOTALL)


def blocks(html: str) -> dict[str, str]:
    """What a push puts where."""
    return dict(TARGET.findall(html))


def page_of(person: Person, path: str = "/hall", **query: str) -> str:
    answer = person.client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


def row(page: str, stolik_id: int) -> str:
    found = re.search(rf'<tr id="hall-row-{stolik_id}".*?</tr>', page, re.DOTALL)
    assert found
    return found.group()


def test_a_word_at_one_table_pushes_its_row_and_the_totals_and_no_other_row(house_hall: RunningHall) -> None:
    screen, moderator = house_hall.sit("projector"), house_hall.sit("moderator", 3)
    with screen.live("hall") as socket:
        hear(socket, "welcome")
        moderator.record("Autobus po 20:00", 3)
        pushed = blocks(hear(socket, "push")["html"])
    assert list(pushed) == ["#hall-row-3", "#hall-totals"]
    page = page_of(screen)
    assert "Autobus po 20:00" in pushed["#hall-row-3"]
    assert all(block.strip() in page for block in pushed.values()), "a pushed block is a block of the page (R4)"


@pytest.mark.parametrize("lang", ["pl", "en", "uk"])
def test_the_pushed_row_speaks_the_language_of_the_page(house_hall: RunningHall, lang: str) -> None:
    screen, moderator = house_hall.sit("projector"), house_hall.sit("moderator", 3)
    page_of(screen, lang=lang)
    with screen.live("hall", lang=lang) as socket:
        hear(socket, "welcome")
        moderator.say("headcount.count", stolik_id=3, count=12)
        pushed = blocks(hear(socket, "push")["html"])
    assert all(block.strip() in page_of(screen, lang=lang) for block in pushed.values())


def test_a_row_counts_hands_people_and_visible_issues(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    first, second = moderator.record("Ławki", 3)["id"], moderator.record("Tajne", 3)["id"]
    moderator.say("tally.count", stolik_id=3, issue_id=first, count=7)
    moderator.say("tally.count", stolik_id=3, issue_id=second, count=5)
    moderator.say("headcount.count", stolik_id=3, count=9)
    moderator.say("issue.withdraw", stolik_id=3, issue_id=second)
    page = page_of(house_hall.sit("organiser"))
    cells = re.findall(r'<td class="number" data-name="\w+">(\d+)</td>', row(page, 3))
    assert cells == ["1", "7", "9"]
    assert "Ławki" in row(page, 3)
    assert "Tajne" not in page


def test_a_sitting_that_closes_changes_the_rows_of_its_stoliki(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    with organiser.live("hall") as socket:
        hear(socket, "welcome")
        organiser.say("sitting.close", sitting_id=2)
        pushed = blocks(hear(socket, "push")["html"])
    assert [f"#hall-row-{number}" in pushed for number in range(1, 12)] == [True] * 11
    assert "#hall-sittings" in pushed
    page = page_of(organiser)
    assert 'data-state="closed"' in row(page, 3)
    assert all(block.strip() in page for target, block in pushed.items() if target.startswith("#hall"))


def test_a_text_cannot_become_markup_in_the_overview(house_hall: RunningHall) -> None:
    house_hall.sit("moderator", 3).record('<img src=x onerror="alert(1)">', 3)
    assert "<img" not in page_of(house_hall.sit("organiser"))


def test_presence_counts_tablets_not_desks_and_two_pages_of_one_tablet_once(house_hall: RunningHall) -> None:
    organiser, moderator = house_hall.sit("organiser"), house_hall.sit("moderator", 3)
    with organiser.live("hall,stolik-3"), moderator.live("stolik-3"), moderator.live("stolik-3"):
        deadline = time.monotonic() + 5
        while (said := organiser.client.get("/hall/presence").json())["tablets"] != {"3": 1}:
            assert time.monotonic() < deadline, said
        assert abs(said["now"] - time.time() * 1000) < 5000


def test_strangers_are_sent_to_join_and_hear_nothing_of_presence(house_hall: RunningHall) -> None:
    stranger = house_hall.stranger().client
    assert stranger.get("/hall").headers["location"] == "/join"
    assert stranger.get("/hall/presence", headers={"Accept": "application/json"}).status_code == 401


def test_no_field_to_type_in_stands_in_the_overview(house_hall: RunningHall) -> None:
    assert not re.search(r"<(input|textarea|select)", page_of(house_hall.sit("organiser")))


def test_what_tablets_say_of_themselves_is_told_by_stolik(house_hall: RunningHall) -> None:
    organiser, moderator = house_hall.sit("organiser"), house_hall.sit("moderator", 3)
    said = {"waiting": 3, "visible": True, "battery": 0.41, "charging": False}
    tell(moderator, said)
    first = told(organiser)["3"]
    tell(moderator, said | {"waiting": 4})
    again = told(organiser)["3"]
    assert (again["waiting"], again["battery"], again["asleep"]) == (4, 0.41, 0)
    assert again["since"] == first["since"], "it waits since the first time, so that who goes there is not forgotten"
    tell(moderator, said | {"waiting": 0, "visible": False})
    last = told(organiser)["3"]
    assert (last["waiting"], last["since"], last["asleep"]) == (0, None, 1)


def tell(person: Person, said: dict[str, object]) -> None:
    answer = person.client.post("/presence", json=said, headers={"Origin": person.url, "X-Stoliki": "1"})
    assert answer.status_code == 200, answer.text


def told(person: Person) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = person.client.get("/hall/presence").json()["told"]
    return found


def test_notice_take_and_notice_release_change_the_row_for_everybody(house_hall: RunningHall) -> None:
    organiser, moderator = house_hall.sit("organiser"), house_hall.sit("moderator", 3)
    about = {"stolik_id": 3, "about": "silence", "mark": 1_790_000_000_000}
    with moderator.live("hall") as socket:
        hear(socket, "welcome")
        assert organiser.say("notice.take", **about)["status"] == "recorded"
        assert 'data-taken-silence="1790000000000"' in blocks(hear(socket, "push")["html"])["#hall-row-3"]
    assert 'data-taken-silence="1790000000000"' in row(page_of(moderator), 3)
    assert organiser.say("notice.release", **about | {"mark": 1})["code"] == "stale"
    assert organiser.say("notice.release", **about)["status"] == "recorded"
    assert "data-taken" not in row(page_of(moderator), 3)
    assert organiser.say("notice.take", **about | {"stolik_id": 99})["code"] == "not_found"


def test_a_call_for_help_and_who_sits_there_stand_in_the_row(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    assert 'data-seated="0"' in row(page_of(organiser), 3)
    with organiser.live("hall") as socket:
        hear(socket, "welcome")
        moderator = house_hall.sit("moderator", 3)
        assert 'data-seated="1"' in blocks(hear(socket, "push")["html"])["#hall-row-3"]
        moderator.say("help.open", stolik_id=3)
        assert 'data-help="' in row(blocks(hear(socket, "push")["html"])["#hall-row-3"], 3)
        moderator.say("help.close", stolik_id=3)
        assert "data-help=" not in blocks(hear(socket, "push")["html"])["#hall-row-3"]


def test_the_pace_counts_visible_issues_by_five_minutes(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    moderator.record("dawno", 3, age_ms=3600_000)
    moderator.record("kwadrans temu", 3, age_ms=900_000)
    gone = moderator.record("wycofany", 3)["id"]
    moderator.record("teraz", 3)
    moderator.say("issue.withdraw", stolik_id=3, issue_id=gone)
    found = re.search(r'data-pace="([^"]*)"', row(page_of(moderator), 3))
    assert found
    slots = [tuple(map(int, one.split(":"))) for one in found[1].split()]
    assert [count for _, count in slots] == [1, 1]
    assert slots[1][0] - slots[0][0] == 3


def test_another_shape_of_the_hall_is_pushed_whole(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    with organiser.live("hall") as socket:
        hear(socket, "welcome")
        organiser.say("stolik.open", stolik_id=12, number=12, sitting_id=2, theme_id=1)
        pushed = blocks(hear(socket, "push")["html"])
        page = page_of(organiser)
        assert 'id="hall-row-12"' in pushed["#hall-rows"]
        assert {"#hall-edition", "#hall-totals"} <= set(pushed)
        assert all(block.strip() in page for target, block in pushed.items() if target.startswith("#hall"))
        organiser.say("stolik.withdraw", stolik_id=12)
        assert "hall-row-12" not in blocks(hear(socket, "push")["html"])["#hall-rows"]


def test_a_phase_stands_in_the_line_of_its_sitting(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    steps = [{"key": "talk", "title": None, "minutes": 10, "sentence": None}]
    with organiser.live("hall") as socket:
        hear(socket, "welcome")
        assert organiser.say("phase.open", sitting_id=2, name="Rozmowa", steps=steps, step=0)["status"] == "recorded"
        line = blocks(hear(socket, "push")["html"])["#hall-sittings"]
    assert 'data-phase="talk"' in line
    assert 'data-seconds="600"' in line
    assert line.strip() in page_of(organiser)
