"""A canary in every channel: what is said to moderators, to a stolik or at the desk never reaches a phone, a projector or another table.

The map is public by design: issues that stand on it, and topics that are listed, may be seen by every seat. What is set aside for
later is off the map, but a stolik's last words stand in the overview of the hall. Everything else stays where it was said."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from uuid_utils.compat import uuid7
from websockets.sync.client import ClientConnection

from tests.architecture.rights import seated
from tests.running import Person, RunningHall, hear, running

HEARS = {"participant": "map", "projector": "map,hall", "clerk": "map,hall", "moderator": "map,hall,stolik-4"}
PAGES = {"participant": ["/map"], "projector": ["/map", "/hall"], "clerk": ["/map", "/hall"], "moderator": ["/stoliki/4", "/map", "/hall"]}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with running(tmp_path_factory.mktemp("canary") / "hall", commands_per_seat=100_000) as found:
        yield found


def canaries(other: Person, organiser: Person) -> list[dict[str, Any]]:
    """Said at another stolik (5), in its topic list and at the desk; each with a word of its own that is on no map."""
    issue, topic = {"stolik_id": 5, "issue_id": str(uuid7())}, str(uuid7())
    return [
        organiser.say("topic.push", id=topic, stolik_id=5, title="jawne", after=None),
        organiser.say("topic.withdraw", stolik_id=5, topic_id=topic),
        organiser.say("topic.name", stolik_id=5, topic_id=topic, title="KANAREK-lista", revision=1),
        other.record("ODLOZONE", 5, id=issue["issue_id"], parked=True),
        other.say("issue.reword", **issue, text="ODLOZONE i poprawione", revision=1),
        other.say("issue.reword", **issue, text="KANAREK-wersja", revision=1),
        other.say("issue.withdraw", **issue),
        other.say("issue.reword", **issue, text="KANAREK-wycofany", revision=2),
        other.say("issue.park", **issue, parked=False),
        other.say("summary.record", stolik_id=5, text="KANAREK-podsumowanie", revision=0),
        other.say("help.open", stolik_id=5),
        organiser.say("edition.inform", edition_id=1, language="pl", text="Publiczne"),
        organiser.say("seat.allow", seat_ids=["moderator-5"], again=True, approval=False, opens_at=None, closes_at=None),
    ]


def frames(ear: ClientConnection, last: int, seconds: float = 30.0) -> str:
    """Everything heard until a beat says that nothing older than `last` is to come."""
    said, deadline = [], time.monotonic() + seconds
    while time.monotonic() < deadline:
        said.append(ear.recv(timeout=seconds))
        message = json.loads(said[-1])
        if message["t"] == "beat" and message["seq"] >= last:
            return "\n".join(map(str, said))
    raise TimeoutError(f"{last} was never reached")


@pytest.fixture(scope="module")
def heard(hall: RunningHall) -> dict[str, str]:
    """Role -> every frame it heard while the canaries were let out; the last of them is public, so that silence proves something."""
    other, organiser = hall.sit("moderator", 5), hall.sit("organiser")
    people = {role: seated(hall, role) for role in HEARS}
    with ExitStack() as open_sockets:
        ears = {role: open_sockets.enter_context(people[role].live(HEARS[role])) for role in HEARS}
        for ear in ears.values():
            hear(ear, "welcome")
        answers = canaries(other, organiser)
        assert {one["status"] for one in answers} == {"recorded"}, answers
        last = other.record("PUBLICZNE na mapie", 5)["seq"]
        found = {role: frames(ear, last) for role, ear in ears.items()}
    return found | {f"{role} {path}": people[role].client.get(path).text for role in PAGES for path in PAGES[role]}


@pytest.mark.parametrize("role", HEARS)
def test_no_frame_and_no_page_holds_a_canary_of_a_channel_that_is_not_its_own(heard: dict[str, str], role: str) -> None:
    assert "PUBLICZNE" in heard[role]
    mine = {name: said for name, said in heard.items() if name.split()[0] == role}
    assert len(mine) == 1 + len(PAGES[role])
    assert not [name for name, said in mine.items() if "KANAREK" in said]
    assert not [name for name, said in mine.items() if "ODLOZONE" in on_the_map(name, said)]


def on_the_map(name: str, said: str) -> str:
    """Of what was heard or seen, that of the map."""
    if " " in name:
        return said if name.endswith("/map") else ""
    return "\n".join(line for line in said.splitlines() if json.loads(line).get("channel") == "map")


def test_the_stolik_itself_and_the_desk_do_hear_them(hall: RunningHall, heard: dict[str, str]) -> None:
    """A canary that nobody can hear sings for nobody."""
    for canary in ("KANAREK-wycofany", "KANAREK-podsumowanie"):
        assert canary in hall.sit("moderator", 5).client.get("/stoliki/5").text
    assert "KANAREK-lista" in hall.sit("organiser").client.get("/desk?stolik=5").text


@pytest.mark.parametrize("role", ["participant", "projector"])
def test_no_byte_comes_through_a_channel_that_is_asked_for_without_a_right(hall: RunningHall, role: str) -> None:
    person = seated(hall, role)
    wanted = ["stolik-5", "desk", "map,stolik-5", "stolik-5,map"] + (["hall"] if role == "participant" else [])
    for channel in wanted:
        assert person.client.get("/live", params={"channels": channel, "wait": "0"}).status_code == 403, channel
