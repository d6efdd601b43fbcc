"""issue.undo, tally.recount, headcount.recount: do and undo is as before (I10), and what somebody changed since is not undone unseen."""

import json
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from tests.running import Person, RunningHall

STOLIK = 3
WATCHED = ("text", "kind", "topic_id", "parked", "state", "tally")


@pytest.fixture
def moderator(house_hall: RunningHall) -> Person:
    return house_hall.sit("moderator", STOLIK)


@pytest.fixture
def organiser(house_hall: RunningHall) -> Person:
    return house_hall.sit("organiser")


def state(organiser: Person) -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = organiser.client.get("/export/hall.json").json()["issues"]
    return [{name: one[name] for name in WATCHED} for one in issues]


def topics(organiser: Person) -> list[str]:
    listed = organiser.client.get("/export/hall.json").json()["topics"]
    return [one["id"] for one in listed if any(on["stolik_id"] == STOLIK for on in one["on"])]


def undo(person: Person, issue_id: str, seen: dict[str, Any], back: dict[str, Any], **more: Any) -> dict[str, Any]:
    return person.say("issue.undo", stolik_id=STOLIK, issue_id=issue_id, seen=seen, back=back, **more)


DEEDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "issue.reword": ({"text": "po", "revision": 1}, {"text": "przed"}),
    "issue.classify": ({"issue_kind": "idea"}, {"issue_kind": "problem"}),
    "issue.park": ({"parked": True}, {"parked": False}),
    "issue.withdraw": ({}, {"state": "live"}),
}


@pytest.mark.parametrize("kind", DEEDS)
def test_issue_undo_after_a_deed_is_as_before_it(kind: str, moderator: Person, organiser: Person) -> None:
    issue_id = moderator.record("przed", STOLIK)["id"]
    before, (fields, back) = state(organiser), DEEDS[kind]
    seen = {"state": "withdrawn"} if kind == "issue.withdraw" else {name: value for name, value in fields.items() if name != "revision"}
    assert moderator.say(kind, stolik_id=STOLIK, issue_id=issue_id, **fields)["status"] == "recorded"
    assert state(organiser) != before
    assert undo(moderator, issue_id, seen, back)["status"] == "recorded"
    assert state(organiser) == before


def test_issue_undo_of_a_sorting_goes_back_to_the_topic_before(moderator: Person, organiser: Person) -> None:
    first, second = topics(organiser)[:2]
    issue_id = moderator.record("przed", STOLIK, topic_id=first)["id"]
    before = state(organiser)
    moderator.say("issue.sort", stolik_id=STOLIK, issue_id=issue_id, topic_id=second)
    assert undo(moderator, issue_id, {"topic_id": second}, {"topic_id": first})["status"] == "recorded"
    assert state(organiser) == before
    assert undo(moderator, issue_id, {"topic_id": first}, {"topic_id": str(uuid7())})["code"] == "unknown_reference"


def test_issue_undo_is_refused_when_somebody_has_changed_it_since(moderator: Person, organiser: Person) -> None:
    issue_id = moderator.record("przed", STOLIK)["id"]
    mine = {"stolik_id": STOLIK, "issue_id": issue_id}
    moderator.say("issue.reword", **mine, text="moje", revision=1)
    organiser.say("issue.reword", **mine, text="cudze", revision=2)
    refused = undo(moderator, issue_id, {"text": "moje"}, {"text": "przed"})
    assert (refused["status"], refused["code"]) == ("refused", "stale")
    assert [one["text"] for one in state(organiser)] == ["cudze"]


def test_issue_undo_of_a_text_is_a_new_revision_so_that_a_belated_rewording_is_kept_beside_it(moderator: Person, organiser: Person) -> None:
    issue_id = moderator.record("przed", STOLIK)["id"]
    mine = {"stolik_id": STOLIK, "issue_id": issue_id}
    moderator.say("issue.reword", **mine, text="moje", revision=1)
    undo(moderator, issue_id, {"text": "moje"}, {"text": "przed"})
    organiser.say("issue.reword", **mine, text="z moje", revision=2)
    page = moderator.client.get("/stoliki/3").text
    assert 'data-revision="3"' in page
    assert page.count("data-variant=") == 1


def test_issue_undo_of_a_settling_brings_the_versions_back(moderator: Person, organiser: Person) -> None:
    issue_id = moderator.record("przed", STOLIK)["id"]
    mine = {"stolik_id": STOLIK, "issue_id": issue_id}
    moderator.say("issue.reword", **mine, text="pierwszy", revision=1)
    variant = organiser.say("issue.reword", **mine, text="drugi", revision=1)["id"]
    moderator.say("issue.settle", **mine, text_of=variant, seen=[variant])
    assert [one["text"] for one in state(organiser)] == ["drugi"]
    version = {"id": variant, "text": "drugi", "revision": 1}
    assert undo(moderator, issue_id, {"text": "drugi"}, {"text": "pierwszy"}, variants=[version])["status"] == "recorded"
    assert [one["text"] for one in state(organiser)] == ["pierwszy"]
    assert f'data-variant="{variant}"' in moderator.client.get("/stoliki/3").text


def test_issue_undo_says_nothing_it_does_not_know(moderator: Person) -> None:
    issue_id = moderator.record("przed", STOLIK)["id"]
    assert undo(moderator, issue_id, {"born": 1}, {})["code"] == "invalid"
    assert undo(moderator, issue_id, {}, {"state": "deleted"})["code"] == "invalid"
    assert undo(moderator, str(uuid7()), {}, {})["code"] == "unknown_reference"


def test_issue_undo_carries_no_redacted_words(moderator: Person, organiser: Person, house_hall: RunningHall) -> None:
    issue_id = moderator.record("Jan Kowalski z Podgórnej", STOLIK)["id"]
    mine = {"stolik_id": STOLIK, "issue_id": issue_id}
    moderator.say("issue.reword", **mine, text="Jan K. z Podgórnej", revision=1)
    undo(moderator, issue_id, {"text": "Jan K. z Podgórnej"}, {"text": "Jan Kowalski z Podgórnej"})
    assert organiser.say("issue.redact", **mine)["status"] == "recorded"
    assert undo(moderator, issue_id, {"text": "Jan Kowalski z Podgórnej"}, {"text": "Jan K. z Podgórnej"})["code"] == "redacted"
    with house_hall.house.db.read() as db:
        told = json.dumps([list(map(str, row)) for row in db.exec_driver_sql("SELECT payload FROM entry").all()], ensure_ascii=False)
    assert "Podgórnej" not in told


def test_tally_recount_goes_back_and_is_refused_when_somebody_counted_since(moderator: Person, organiser: Person) -> None:
    issue_id = moderator.record("przed", STOLIK)["id"]
    before, mine = state(organiser), {"stolik_id": STOLIK, "issue_id": issue_id, "round_id": None}
    moderator.say("tally.count", **mine, count=5)
    assert moderator.say("tally.recount", **mine, count=None, seen=5)["status"] == "recorded"
    assert state(organiser) == before
    moderator.say("tally.count", **mine, count=5)
    organiser.say("tally.count", **mine, count=7)
    assert moderator.say("tally.recount", **mine, count=0, seen=5)["code"] == "stale"
    assert [one["tally"] for one in state(organiser)] == [7]


def test_headcount_recount_goes_back_and_is_refused_when_somebody_counted_since(moderator: Person, organiser: Person) -> None:
    def people() -> Any:
        return next(one["headcount"] for one in organiser.client.get("/export/hall.json").json()["stoliki"] if one["id"] == STOLIK)

    before = people()
    moderator.say("headcount.count", stolik_id=STOLIK, count=9)
    assert moderator.say("headcount.recount", stolik_id=STOLIK, count=before, seen=9)["status"] == "recorded"
    assert people() == before
    moderator.say("headcount.count", stolik_id=STOLIK, count=9)
    organiser.say("headcount.count", stolik_id=STOLIK, count=8)
    assert moderator.say("headcount.recount", stolik_id=STOLIK, count=before, seen=9)["code"] == "stale"
    assert people() == 8
