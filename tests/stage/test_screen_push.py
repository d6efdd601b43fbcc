"""What a screen is told: kept whole, carried by its page, pushed to it, and asked for in an address without telling anybody."""

import json
import re
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from tests.running import Person, RunningHall, hear

MAP: dict[str, Any] = {
    "screen_id": "projector-1", "scene": "map", "theme_id": None, "turn": [], "frozen": False, "black": False, "size": 100,
    "scheme": "dark", "languages": ["pl"], "calm": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def projector(hall: RunningHall) -> Person:
    return hall.sit("projector")


def push(organiser: Person, **changes: Any) -> dict[str, Any]:
    return organiser.say("screen.push", **(MAP | changes))


def carried(person: Person, address: str = "/map") -> dict[str, Any]:
    """The state in the island of a page."""
    page = person.client.get(address).text
    found: dict[str, Any] = json.loads(re.search(r'id="screen-data">(.*?)</script>', page, re.DOTALL).group(1))  # type: ignore[union-attr]
    return found


def spoken(person: Person, address: str) -> str:
    return re.search(r'<html lang="(\w+)"', person.client.get(address).text).group(1)  # type: ignore[union-attr]


def test_screen_push_is_heard_by_every_screen_and_carried_by_the_page_of_its_own(organiser: Person, projector: Person) -> None:
    with projector.live("map,hall") as ear:
        hear(ear, "welcome")
        turn = [{"scene": "theme", "theme_id": 4, "seconds": 20}, {"scene": "countdown", "theme_id": None, "seconds": 10}]
        told = push(organiser, scene="turn", turn=turn, size=120, languages=["pl", "uk"])
        pushed = hear(ear, "push")
    assert (told["status"], pushed["channel"], pushed["ids"]) == ("recorded", "hall", [told["id"]])
    assert pushed["data"]["screens"] == {"projector-1": carried(projector)}
    assert carried(projector) | {"since": 0} == MAP | {"scene": "turn", "turn": turn, "size": 120, "languages": ["pl", "uk"]} | {
        "since": 0,
        "frozen_at": None,
    }


def test_screen_push_lets_a_turn_go_on_when_only_the_look_changes_and_begins_another_one_anew(organiser: Person, projector: Person) -> None:
    push(organiser, scene="turn")
    before = carried(projector)
    push(organiser, scene="turn", black=True, size=80, languages=["en"])
    assert carried(projector)["since"] == before["since"]
    push(organiser, scene="turn", turn=[{"scene": "join", "theme_id": None, "seconds": 30}])
    assert carried(projector)["since"] > before["since"]


def test_screen_push_remembers_since_when_the_picture_stands_still(organiser: Person, projector: Person) -> None:
    push(organiser)
    push(organiser, frozen=True)
    stopped = carried(projector)["frozen_at"]
    assert stopped
    push(organiser, frozen=True, black=True)
    assert carried(projector)["frozen_at"] == stopped
    push(organiser, scene="voices", frozen=True)
    assert carried(projector)["frozen_at"] > stopped
    push(organiser, scene="voices")
    assert carried(projector)["frozen_at"] is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"screen_id": "projector-77"}, "not_found"),
        ({"screen_id": "moderator-3"}, "not_found"),
        ({"scene": "theme", "theme_id": 4040}, "unknown_reference"),
        ({"scene": "theme"}, "invalid"),
        ({"theme_id": 4}, "invalid"),
        ({"scene": "turn", "turn": [{"scene": "theme", "theme_id": None, "seconds": 20}]}, "invalid"),
        ({"scene": "turn", "turn": [{"scene": "turn", "theme_id": None, "seconds": 20}]}, "invalid"),
        ({"scene": "turn", "turn": [{"scene": "map", "theme_id": None, "seconds": 4}]}, "invalid"),
        ({"scene": "curtain"}, "invalid"),
        ({"size": 79}, "invalid"),
        ({"size": 141}, "invalid"),
        ({"languages": []}, "invalid"),
        ({"languages": ["pl", "pl"]}, "invalid"),
        ({"languages": ["de"]}, "invalid"),
    ],
)
def test_screen_push_is_refused_and_changes_nothing(organiser: Person, projector: Person, changes: dict[str, Any], code: str) -> None:
    push(organiser)
    before = carried(projector)
    answer = push(organiser, **changes)
    assert (answer["status"], answer.get("code")) == ("refused", code)
    assert carried(projector) == before


def test_a_screen_whose_theme_was_withdrawn_can_be_made_dark_all_the_same(organiser: Person, projector: Person) -> None:
    assert (
        organiser.say("theme.push", edition_id=1, theme_id=None, number=None, name="Na chwilę", colour=None, working=False)["status"]
        == "recorded"
    )
    gone = last_theme(organiser)
    turn = [{"scene": "theme", "theme_id": gone, "seconds": 20}, {"scene": "map", "theme_id": None, "seconds": 20}]
    assert push(organiser, scene="turn", turn=turn)["status"] == "recorded"
    assert organiser.say("theme.withdraw", theme_id=gone)["status"] == "recorded"
    assert push(organiser, scene="turn", turn=turn, black=True)["status"] == "recorded"
    assert carried(projector)["black"]
    assert push(organiser)["status"] == "recorded"
    assert push(organiser, scene="turn", turn=turn)["code"] == "unknown_reference", "no screen has it any more"


def last_theme(organiser: Person) -> int:
    return max(int(one["id"]) for one in organiser.client.get("/export/hall.json").json()["themes"])


def test_screen_push_that_waited_on_a_desk_takes_nothing_back_that_was_sent_meanwhile(organiser: Person, projector: Person) -> None:
    push(organiser, scene="voices")
    late = organiser.post([{"id": str(uuid7()), "kind": "screen.push", "age_ms": 60_000} | MAP | {"scene": "thanks"}]).json()
    assert late["answers"][0]["code"] == "stale"
    assert carried(projector)["scene"] == "voices"
    soon = organiser.post([{"id": str(uuid7()), "kind": "screen.push", "age_ms": 900} | MAP | {"scene": "thanks"}]).json()
    assert soon["answers"][0]["status"] == "recorded", "of two who press at once the later one wins"


def test_screen_push_is_the_organisers_alone(hall: RunningHall, projector: Person) -> None:
    for person in (projector, hall.sit("moderator", 3), hall.sit("themer")):
        assert push(person)["code"] == "forbidden"


def test_screen_push_tells_one_screen_and_no_other(hall: RunningHall, organiser: Person) -> None:
    headers = {"Origin": hall.url, "X-Stoliki": "1"}
    made = organiser.client.post("/desk/seats/open", data={"role": "projector"}, headers=headers).json()
    second = hall.stranger()
    assert second.client.post("/join", data={"code": made["code"]}, headers={"Origin": hall.url}).status_code == 303
    push(organiser, scene="voices")
    assert carried(second)["screen_id"] == made["seat_id"]
    assert (carried(second)["scene"], carried(second)["since"]) == ("turn", None)
    push(organiser, screen_id=made["seat_id"], scene="thanks")
    assert carried(second)["scene"] == "thanks"
    assert carried(organiser, "/map?screen=projector-1")["scene"] == "voices"
    assert carried(organiser, f"/map?screen={made['seat_id']}&watch=1")["scene"] == "thanks"


def test_a_browser_with_two_screens_opens_the_one_that_the_address_names(hall: RunningHall, organiser: Person) -> None:
    headers = {"Origin": hall.url, "X-Stoliki": "1"}
    made = organiser.client.post("/desk/seats/open", data={"role": "projector"}, headers=headers).json()
    both = hall.sit("projector")
    joined = both.client.post("/join", data={"code": made["code"]}, headers={"Origin": hall.url})
    assert joined.headers["location"] == f"/map?screen={made['seat_id']}"
    assert f'data-seat="{made["seat_id"]}"' in both.client.get(joined.headers["location"]).text
    assert 'data-seat="projector-1"' in both.client.get("/map?screen=projector-1").text


def test_an_address_shows_a_state_that_nobody_was_told(organiser: Person, projector: Person) -> None:
    push(organiser, size=90)
    asked = "/map?scene=turn&turn=map:40,theme.4:20,voices:2,curtain:9,turn:9&size=130&scheme=light&lang=en&also=uk&black=1&watch=1"
    told = carried(organiser, asked)
    turn = [("map", None, 40), ("theme", 4, 20), ("voices", None, 5)]
    assert [(stay["scene"], stay["theme_id"], stay["seconds"]) for stay in told["turn"]] == turn
    assert (told["screen_id"], told["since"], told["scene"], told["size"], told["scheme"]) == ("", None, "turn", 130, "light")
    assert (told["languages"], told["black"], told["frozen"]) == (["en", "uk"], True, False)
    assert (carried(projector)["size"], carried(projector)["scene"]) == (90, "map")
    assert carried(projector, "/map?scene=thanks")["screen_id"] == ""


@pytest.mark.parametrize(
    "nonsense", ["scene=curtain&size=9e9", "size=٣&also=pl&lang=pl", "theme=-1&scene=theme", "turn=:::,..,&scene=turn"]
)
def test_an_address_without_sense_shows_something_all_the_same(projector: Person, nonsense: str) -> None:
    told = carried(projector, f"/map?{nonsense}")
    assert 80 <= told["size"] <= 140
    assert told["turn"]
    assert len(set(told["languages"])) == len(told["languages"])


def test_a_screen_speaks_what_it_was_told_and_leaves_its_browsers_language_alone(organiser: Person, projector: Person) -> None:
    push(organiser, languages=["uk", "pl"])
    assert spoken(projector, "/map") == "uk"
    assert spoken(projector, "/map?lang=pl") == "pl"
    assert spoken(projector, "/map?lang=en") == "uk"
    assert spoken(organiser, "/map?scene=map&lang=en&watch=1") == "en"
    assert "lang" not in organiser.client.cookies
    assert spoken(organiser, "/desk") == "pl"


def test_only_an_organisers_preview_may_be_framed_and_only_by_our_own_pages(
    hall: RunningHall, organiser: Person, projector: Person
) -> None:
    def framed(person: Person, address: str) -> str:
        return str(re.search(r"frame-ancestors ([^;]+)", person.client.get(address).headers["content-security-policy"])[1])  # type: ignore[index]

    assert framed(organiser, "/map?screen=projector-1&watch=1") == framed(organiser, "/map?scene=map&watch=1") == "'self'"
    for person, address in ((organiser, "/map"), (projector, "/map?watch=1"), (organiser, "/desk/screens?watch=1")):
        assert framed(person, address) == "'none'"
