"""The map over the wire: the page a GET serves, and the pushes that keep it true."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from websockets.sync.client import ClientConnection

from bench.torture.picture import heard
from tests.running import Person, RunningHall, hear


def island_of(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(re.search(r'id="map-data">(.*?)</script>', page, re.DOTALL).group(1))  # type: ignore[union-attr]
    return found


def words_of(page: str) -> dict[str, str]:
    """Every issue on the page, by id; an id that stands twice would be lost here, so the count is checked too."""
    found = re.findall(r'<li data-issue-id="([^"]+)">(.*?)</li>', page, re.DOTALL)
    assert len(found) == len(dict(found))
    return {key: unescape(text) for key, text in found}


class Screen:
    """A projector: its page, and its ear."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def page(self, query: str = "") -> str:
        answer = self.person.client.get(f"/map{query}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def listen(self) -> ClientConnection:
        socket = self.person.live("map")
        hear(socket, "welcome")
        return socket


def hear_after(ear: ClientConnection, deed: Callable[[], object]) -> dict[str, Any]:
    deed()
    data: dict[str, Any] = hear(ear, "push")["data"]
    return data


@pytest.fixture
def screen(house_hall: RunningHall) -> Screen:
    return Screen(house_hall.sit("projector"))


@pytest.fixture
def ear(screen: Screen) -> Iterator[ClientConnection]:
    with screen.listen() as socket:
        yield socket


def test_without_a_seat_the_map_sends_people_to_join(house_hall: RunningHall) -> None:
    answer = house_hall.stranger().client.get("/map")
    assert (answer.status_code, answer.headers["location"]) == (303, "/join")


def test_an_empty_hall_has_every_theme_and_every_topic_as_a_bud(screen: Screen) -> None:
    page = screen.page()
    drawn = island_of(page)
    assert drawn["counts"] == {"topics": 60, "issues": 0, "hands": 0, "stoliki": 11, "people": 0}
    assert drawn["figures"]["pl"] == ["11 stolików · 0 wpisów", "0 głosów · nazwy robocze"]
    assert page.count('class="map-shore"') == 11
    assert words_of(page) == {}
    assert len(page) < 170_000


def test_the_page_has_nothing_inline_that_the_policy_forbids(screen: Screen) -> None:
    page = screen.page()
    assert " style=" not in page
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", page) == []


def test_an_issue_reaches_the_map_with_its_words_and_a_seed(house_hall: RunningHall, screen: Screen, ear: ClientConnection) -> None:
    text = "Brak <ławek> przy \u201eprzystanku\u201d"
    answer = house_hall.sit("moderator", 3).record(text, 3)
    push = hear(ear, "push")
    assert push["ids"] == [answer["id"]]
    assert push["data"]["issues"] == [{"id": answer["id"], "theme": 3, "place": "loose-3", "text": text}]
    assert next(row for row in push["data"]["places"] if row[0] == "loose-3")[-2:] == [1, 0]
    assert words_of(screen.page()) == {answer["id"]: text}


def test_a_page_with_its_pushes_is_the_island_that_a_get_serves(house_hall: RunningHall, screen: Screen, ear: ClientConnection) -> None:
    moderator = house_hall.sit("moderator", 5)
    first = heard({}, hear_after(ear, lambda: moderator.record("Kosze przy bulwarze", 5)))
    assert first == island_of(screen.page())
    issue = moderator.record("Kosze na skwerze", 5)["id"]
    second = heard(first, hear(ear, "push")["data"])
    pushed = hear_after(ear, lambda: moderator.say("tally.count", stolik_id=5, issue_id=issue, count=17))
    assert heard(second, pushed) == island_of(screen.page())
    assert pushed["part"]
    assert pushed["counts"]["hands"] == 17
    assert [row[0] for row in pushed["places"]] == ["loose-5"]
    assert pushed["issues"] == pushed["withdrawn"] == pushed["topics"] == []


def test_hands_make_a_flower_grow_and_move_no_other(house_hall: RunningHall, screen: Screen, ear: ClientConnection) -> None:
    moderator = house_hall.sit("moderator", 7)
    issue = moderator.record("Kino letnie", 7)["id"]
    before = {row[0]: row for row in hear(ear, "push")["data"]["places"]}
    moderator.say("tally.count", stolik_id=7, issue_id=issue, count=9)
    after = before | {row[0]: row for row in hear(ear, "push")["data"]["places"]}
    assert after["loose-7"][6] > before["loose-7"][6]
    assert {key: row[4:6] for key, row in after.items()} == {key: row[4:6] for key, row in before.items()}


@pytest.mark.parametrize(("kind", "fields"), [("issue.withdraw", {}), ("issue.park", {"parked": True})])
def test_what_is_hidden_leaves_the_map_at_once(
    house_hall: RunningHall, screen: Screen, ear: ClientConnection, kind: str, fields: dict[str, Any]
) -> None:
    moderator = house_hall.sit("moderator", 2)
    issue = moderator.record("Tajne", 2)["id"]
    hear(ear, "push")
    moderator.say(kind, stolik_id=2, issue_id=issue, **fields)
    push = hear(ear, "push")["data"]
    assert push["withdrawn"] == [issue]
    assert "Tajne" not in json.dumps(push)
    assert "Tajne" not in screen.page()


def test_a_new_topic_and_its_new_name_reach_the_map(house_hall: RunningHall, screen: Screen, ear: ClientConnection) -> None:
    organiser = house_hall.sit("organiser")
    topic = organiser.say("topic.push", stolik_id=4, title="Nocne autobusy", after=None)["id"]
    push = hear(ear, "push")["data"]
    assert push["topics"] == [[topic, 4, "Nocne autobusy", ["Nocne autobusy"], ["Nocne autobusy"]]]
    assert topic in {row[0] for row in push["places"]}
    organiser.say("topic.name", stolik_id=4, topic_id=topic, title="Autobusy nocą", revision=1)
    assert [row[:3] for row in hear(ear, "push")["data"]["topics"]] == [[topic, 4, "Autobusy nocą"]]
    organiser.say("topic.withdraw", stolik_id=4, topic_id=topic)
    assert topic not in {row[0] for row in hear(ear, "push")["data"]["places"]}


def test_the_newest_voice_is_told_first_and_seven_at_most(house_hall: RunningHall, screen: Screen) -> None:
    moderator = house_hall.sit("moderator", 1)
    for n in range(9):
        moderator.record(f"Wpis {n}", 1)
    told = island_of(screen.page())["read"]["voices"]
    assert [one["text"] for one in told] == [f"Wpis {n}" for n in range(8, 1, -1)]


def test_the_map_speaks_the_language_asked_for(screen: Screen) -> None:
    assert ">Newest voices<" in screen.page("?lang=en")
    assert "<h1>Карта питань і тем</h1>" in screen.page("?lang=uk")
    assert island_of(screen.page("?lang=uk"))["figures"]["uk"][0].startswith("11 столиків")
