"""Paper notes, typed in later: taken after the sitting, and marked wherever they are shown."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from app.live.seat import HOUSE
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.commands import OpenSeat, TakeSeat
from tests.running import Person, RunningHall, hear, running


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """One hall for all of it: the sitting of the stoliki is over."""
    with running(Path(tmp_path_factory.mktemp("paper")) / "hall") as found:
        assert found.sit("organiser").say("sitting.close", sitting_id=2)["status"] == "recorded"
        yield found


def clerk_of(hall: RunningHall) -> Person:
    """Somebody at a clerk's seat."""
    token, person = str(uuid7()).replace("-", "").ljust(43, "x"), hall.stranger()
    seat_id, secret = f"clerk-{token[:30]}", read_secret(hall.house.settings.secret_file)
    code = fingerprint(code_of(secret, seat_id, 1))
    opened = OpenSeat(id=str(uuid7()), seat_id=seat_id, edition_id=1, role="clerk", label="", generation=1, code_hash=code)
    taken = TakeSeat(id=str(uuid7()), seat_id=opened.seat_id, token_hash=fingerprint(token))
    hall.house.recorder.record_now(HOUSE, 1, [opened, taken])
    person.client.cookies.set(f"stoliki_{hall.house.settings.port}_{opened.seat_id}", token)
    return person


def note(person: Person, text: str, **fields: Any) -> dict[str, Any]:
    known = {"stolik_id": 3, "topic_id": None, "issue_kind": "problem", "text": text, "parked": False}
    return person.say("issue.transcribe", **(known | fields))


@pytest.mark.parametrize("role", ["organiser", "themer", "clerk"])
def test_issue_transcribe_is_taken_after_the_sitting_from(hall: RunningHall, role: str) -> None:
    person = clerk_of(hall) if role == "clerk" else hall.sit(role)
    assert note(person, f"Kartka od: {role}")["status"] == "recorded"
    assert "Kartka od" in person.client.get("/desk/paper").text


def test_issue_transcribe_is_not_for_a_moderator_whose_tablet_works(hall: RunningHall) -> None:
    moderator = hall.sit("moderator", 3)
    assert note(moderator, "Kartka")["code"] == "forbidden"
    assert moderator.client.get("/desk/paper").status_code == 403


def test_issue_transcribe_needs_a_stolik_and_a_topic_of_its_list(hall: RunningHall) -> None:
    organiser = hall.sit("organiser")
    assert note(organiser, "a", stolik_id=999)["code"] == "not_found"
    assert note(organiser, "a", topic_id=str(uuid7()))["code"] == "unknown_reference"


def test_what_came_from_paper_says_so_in_the_log_on_the_map_and_in_every_file(hall: RunningHall) -> None:
    organiser, moderator = hall.sit("organiser"), hall.sit("moderator", 3)
    with moderator.live("stolik-3") as tablet:
        hear(tablet, "welcome")
        said = note(organiser, "Ławka z kartki")
        push = hear(tablet, "push")
    assert "hx-upsert" in push["html"]
    assert "z papieru" in push["html"]
    assert "z papieru" in moderator.client.get("/stoliki/3").text
    assert f'<li data-issue-id="{said["id"]}" data-source="paper">' in organiser.client.get("/map").text
    told = {one["id"]: one["source"] for one in organiser.client.get("/export/hall.json").json()["issues"]}
    assert told[said["id"]] == "paper"
    rows = csv.DictReader(io.StringIO(organiser.client.get("/export/issues.csv").text.lstrip("\ufeff"), newline=""), delimiter=";")
    assert {row["id"]: row["source"] for row in rows}[said["id"]] == "paper"


def test_a_note_from_paper_is_seen_at_once_on_the_page_where_such_notes_are_typed(hall: RunningHall) -> None:
    organiser = hall.sit("organiser")
    with organiser.live("hall") as page:
        hear(page, "welcome")
        note(organiser, "Świeżo przepisane")
        push = hear(page, "push")
    block = push["html"].partition('hx-target="#paper-rows"')[2].partition(">")[2].partition("</hx-partial>")[0].strip()
    assert block
    assert block in organiser.client.get("/desk/paper").text
