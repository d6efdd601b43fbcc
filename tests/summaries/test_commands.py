"""summary.* and help.*: what the table says of itself, and that it waits for somebody."""

from dataclasses import replace
from typing import Any

import pytest

from app.issues.redaction import redacted_in, still_to_redact
from app.summaries.queries import called_at, summaries
from tests.running import Person, RunningHall, hear

STOLIK = 3


@pytest.fixture
def moderator(house_hall: RunningHall) -> Person:
    return house_hall.sit("moderator", STOLIK)


@pytest.fixture
def organiser(house_hall: RunningHall) -> Person:
    return house_hall.sit("organiser")


def exported(organiser: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = organiser.client.get("/export/hall.json").json()["summaries"]
    return found


def test_summary_record_and_seal_stand_in_every_export(house_hall: RunningHall, moderator: Person, organiser: Person) -> None:
    text = "=Ławki i cień. Zielony bulwar! Mniej aut?"
    assert moderator.say("summary.record", stolik_id=STOLIK, text=text, revision=0)["status"] == "recorded"
    assert exported(organiser) == [{"stolik_id": STOLIK, "text": text, "revision": 1, "sealed": False}]
    assert moderator.say("summary.seal", stolik_id=STOLIK, revision=1)["status"] == "recorded"
    assert exported(organiser)[0]["sealed"] is True
    head, row = organiser.client.get("/export/summaries.csv").content.decode("utf-8-sig").splitlines()
    assert head == '"id";"stolik";"theme";"text";"confirmed";"revision";"typed_at"'
    assert f'"\'{text}";"true";1;' in row
    journal = organiser.client.get("/export/journal.csv").text
    assert "summary.seal" in journal
    assert "help" not in journal


def test_summary_record_of_who_saw_an_older_one_overwrites_nothing(moderator: Person, organiser: Person) -> None:
    moderator.say("summary.record", stolik_id=STOLIK, text="Pierwsze.", revision=0)
    assert organiser.say("summary.record", stolik_id=STOLIK, text="Drugie.", revision=0)["code"] == "stale"
    assert organiser.say("summary.seal", stolik_id=STOLIK, revision=0)["code"] == "stale"
    assert exported(organiser)[0]["text"] == "Pierwsze."
    moderator.say("summary.seal", stolik_id=STOLIK, revision=1)
    organiser.say("summary.record", stolik_id=STOLIK, text="Drugie.", revision=1)
    assert exported(organiser) == [{"stolik_id": STOLIK, "text": "Drugie.", "revision": 2, "sealed": False}]  # to be read back again
    assert moderator.say("summary.seal", stolik_id=STOLIK, revision=1)["code"] == "stale"


def test_summary_record_from_another_stolik_after_the_sitting_or_too_long_is_refused(
    house_hall: RunningHall, moderator: Person, organiser: Person
) -> None:
    assert moderator.say("summary.record", stolik_id=4, text="Nie moje.", revision=0)["code"] == "wrong_stolik"
    assert moderator.say("summary.record", stolik_id=STOLIK, text="x" * 601, revision=0)["code"] == "too_long"
    assert moderator.say("summary.seal", stolik_id=STOLIK, revision=0)["code"] == "stale"
    organiser.say("sitting.close", sitting_id=2)
    late = moderator.post([{"id": "0198f3c2-7d10-7c3e-9a41-0c6f2b1d8e05", "kind": "summary.record", "age_ms": 0}
                           | {"stolik_id": STOLIK, "text": "Po wszystkim.", "revision": 0}]).json()["answers"][0]  # fmt: skip
    assert late["code"] == "sitting_closed"
    assert organiser.say("summary.record", stolik_id=STOLIK, text="Dopisane przy biurku.", revision=0)["status"] == "recorded"


def test_summary_of_a_withdrawn_stolik_leaves_with_no_export(house_hall: RunningHall, moderator: Person, organiser: Person) -> None:
    moderator.say("summary.record", stolik_id=STOLIK, text="Pierwsze.", revision=0)
    assert organiser.say("stolik.withdraw", stolik_id=STOLIK)["status"] == "recorded"
    assert exported(organiser) == []
    with house_hall.house.db.read() as db:
        assert summaries(db, 1) == []
    assert "Pierwsze" not in organiser.client.get("/export/journal.csv").text


def test_summary_redact_takes_the_words_out_of_the_journal_too(house_hall: RunningHall, moderator: Person, organiser: Person) -> None:
    said = {"kind": "summary.record", "stolik_id": STOLIK, "text": "Jan Kowalski chce ławek.", "revision": 0}
    command = {"id": "0198f3c2-7d10-7c3e-9a41-0c6f2b1d8e06", "age_ms": 0} | said
    moderator.post([command])
    moderator.say("summary.seal", stolik_id=STOLIK, revision=1)
    assert "Jan Kowalski" in organiser.client.get("/desk/redact", params={"stolik": "3"}).text
    assert moderator.say("summary.redact", stolik_id=STOLIK, text="Ktoś chce ławek.")["code"] == "forbidden"
    redact = organiser.say("summary.redact", stolik_id=STOLIK, text="Ktoś chce ławek.")
    assert exported(organiser) == [{"stolik_id": STOLIK, "text": "Ktoś chce ławek.", "revision": 2, "sealed": False}]
    assert "Kowalski" not in organiser.client.get("/export/journal.jsonl").text
    assert moderator.post([command]).json()["answers"][0]["code"] == "redacted"
    with house_hall.house.db.read() as db:
        known = redacted_in(db)
        assert [(one.id, one.subject, one.ids) for one in known] == [(redact["id"], "summary-3", (command["id"],))]
        assert still_to_redact(db, known) == []
        again = still_to_redact(db, [replace(one, id="0198f3c2-7d10-7c3e-9a41-0c6f2b1d8e07") for one in known])
        assert [(one.kind, one.text) for one in again] == [("summary.redact", "Ktoś chce ławek.")]


def test_help_open_is_heard_at_once_and_waits_since_the_first_call(house_hall: RunningHall, moderator: Person, organiser: Person) -> None:
    with moderator.live(f"stolik-{STOLIK}") as tablet:
        hear(tablet, "welcome")
        moderator.say("help.open", stolik_id=STOLIK)
        assert 'data-calls="yes"' in hear(tablet, "push")["html"]
        since = calling(house_hall)
        moderator.say("help.open", stolik_id=STOLIK)
        assert calling(house_hall) == since
        hear(tablet, "push")
        organiser.say("notice.take", stolik_id=STOLIK, about="help", mark=since)
        assert "Ktoś do was idzie" in hear(tablet, "push")["html"]
        organiser.say("help.close", stolik_id=STOLIK)
        assert 'data-calls="no"' in hear(tablet, "push")["html"]
    assert calling(house_hall) is None
    moderator.say("help.open", stolik_id=STOLIK)
    assert "Ktoś do was idzie" not in moderator.client.get(f"/stoliki/{STOLIK}").text  # that was another call
    assert moderator.say("help.open", stolik_id=4)["code"] == "wrong_stolik"


def calling(hall: RunningHall) -> int | None:
    with hall.house.db.read() as db:
        return called_at(db, STOLIK)
