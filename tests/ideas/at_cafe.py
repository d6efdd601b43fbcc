"""A café in the shipped edition: its sitting is open, a stolik with a number of its own is its counter, a resident has come in."""

import time
from typing import Any

from tests.architecture.rights import seated
from tests.running import Person, RunningHall

CAFE, COUNTER, THEME = 4, 12, 11


def open_cafe(hall: RunningHall) -> Person:
    """The organiser who opened it."""
    organiser = hall.sit("organiser")
    told = [
        organiser.say("stolik.open", stolik_id=COUNTER, number=COUNTER, sitting_id=CAFE, theme_id=THEME),
        organiser.say("sitting.open", sitting_id=CAFE),
    ]
    assert [one["status"] for one in told] == ["recorded"] * 2, told
    return organiser


def at_counter(hall: RunningHall) -> Person:
    """The counter's moderator; the house opens the seat as soon as it hears of the stolik."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return hall.sit("moderator", COUNTER)
        except StopIteration:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def resident(hall: RunningHall) -> Person:
    """Somebody with a phone."""
    return seated(hall, "participant")


def idea(person: Person, text: str, **fields: Any) -> dict[str, Any]:
    return person.say("idea.record", **({"sitting_id": CAFE, "text": text} | fields))


def admit(person: Person, idea_id: str, text: str, **fields: Any) -> dict[str, Any]:
    known = {"stolik_id": COUNTER, "idea_id": idea_id, "topic_id": None, "issue_kind": "idea", "text": text, "parked": False}
    return person.say("issue.admit", **(known | fields))
