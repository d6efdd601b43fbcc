"""A rehearsal: one tap begins it, one tap ends it, and nothing of one hall is ever found in the other."""

import csv
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.live.db import Database
from tests.cli.test_commands import stoliki
from tests.running import Person, replays
from tests.story.demo import Hall, free_port


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    running = Hall(data=tmp_path / "data", port=free_port(), forked=True)
    try:
        yield running.start()
    finally:
        running.stop()


def epoch_of(hall: Hall) -> str:
    """The epoch of the house that is open, as soon as one answers."""
    for _ in range(100):
        try:
            return str(httpx.get(f"{hall.url}/readyz", timeout=20).json()["epoch"])
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("nobody answers")


def sit(hall: Hall, role: str, stolik: int | None = None) -> Person:
    client = httpx.Client(base_url=hall.url, timeout=20)
    answer = client.post("/join", data={"code": hall.seat(role, stolik).code}, headers={"Origin": hall.url})
    assert answer.status_code == 303, answer.text
    return Person(hall.url, epoch_of(hall), client)


def move(hall: Hall, organiser: Person, wish: str) -> str:
    """The tap; the epoch after it."""
    before = epoch_of(hall)
    answer = organiser.client.post("/desk/rehearsal", content=wish, headers={"Origin": hall.url, "X-Stoliki": "1"})
    assert answer.status_code == 202, answer.text
    for _ in range(200):
        if (now := epoch_of(hall)) != before:
            return now
        time.sleep(0.05)
    raise AssertionError("it did not move")


def texts(organiser: Person) -> list[str]:
    return [one["text"] for one in organiser.client.get("/export/hall.json").json()["issues"]]


def kept(hall: Hall) -> Path:
    [file] = (hall.data / "rehearsals").glob("proba-*.db")
    return file


def rows(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as db:
        return [text for (text,) in db.execute("SELECT text FROM issue")]


def test_a_rehearsal_has_everything_but_what_was_said_and_leaves_nothing_behind(hall: Hall) -> None:
    organiser, moderator = sit(hall, "organiser"), sit(hall, "moderator", 3)
    real = moderator.epoch
    assert moderator.record("Prawdziwy wpis", 3)["status"] == "recorded"
    rehearsed = move(hall, organiser, "begin")
    assert rehearsed != real
    assert texts(organiser) == []
    turned = moderator.post([])
    assert (turned.status_code, turned.json()["epoch"], turned.json()["rehearsal"]) == (409, rehearsed, True)
    moderator.epoch = rehearsed
    assert moderator.record("Wpis na próbę", 3)["status"] == "recorded"
    late = sit(hall, "moderator", 4)
    assert move(hall, organiser, "end") == real
    assert texts(organiser) == ["Prawdziwy wpis"]
    assert moderator.post([]).json()["rehearsal"] is False
    assert late.client.get("/stoliki/4").status_code == 200, "who sat down in the rehearsal sits in the hall"
    assert rows(kept(hall)) == ["Wpis na próbę"]
    assert not (hall.data / "rehearsal").exists()
    hall.stop()
    for file in (hall.data / "stoliki.db", kept(hall)):
        stored = Database(f"sqlite:///{file}")
        replays(stored, hall.data)
        stored.close()


def test_every_page_and_paper_of_a_rehearsal_says_so_and_no_other_does(hall: Hall) -> None:
    organiser = sit(hall, "organiser")

    def marked() -> dict[str, bool]:
        pages = ("/desk", "/hall", "/map", "/stoliki/3", "/desk/seats", "/desk/paper", "/join", "/nie-ma")
        return {
            path: ('data-rehearsal="yes"' in text and ">PRÓBA<" in text) for path in pages for text in [organiser.client.get(path).text]
        }

    assert set(marked().values()) == {False}
    plain = organiser.client.get("/desk/papers/cards.pdf", params={"stolik": 3}).content
    move(hall, organiser, "begin")
    assert set(marked().values()) == {True}
    paper = organiser.client.get("/desk/papers/cards.pdf", params={"stolik": 3}).content
    assert paper.startswith(b"%PDF")
    assert "stoliki-proba-issues-" in organiser.client.get("/export/issues.csv").headers["content-disposition"]
    assert len(paper) > len(plain)


def test_a_rehearsal_goes_on_over_a_restart_until_somebody_ends_it(hall: Hall) -> None:
    organiser = sit(hall, "organiser")
    real, rehearsed = organiser.epoch, move(hall, organiser, "begin")
    hall.kill()
    hall.start()
    assert epoch_of(hall) == rehearsed
    assert move(hall, organiser, "end") == real


def acts(organiser: Person) -> list[tuple[str, str]]:
    """Who began and ended rehearsals, by the chain of acts."""
    rows = csv.DictReader(organiser.client.get("/export/acts.csv").text.removeprefix("\ufeff").splitlines(), delimiter=";")
    return [(row["seat"], row["kind"]) for row in rows if row["kind"].startswith("rehearsal.")]


def test_who_began_and_ended_a_rehearsal_stands_in_the_real_halls_chain(hall: Hall) -> None:
    organiser = sit(hall, "organiser")
    move(hall, organiser, "begin")
    assert acts(organiser) == []
    move(hall, organiser, "end")
    assert acts(organiser) == [("organiser-1", "rehearsal.begin"), ("organiser-1", "rehearsal.end")]
    page = organiser.client.get("/desk/acts").text
    assert "Łańcuch jest cały." in page
    assert kept(hall).name in page


def test_a_hall_that_is_restored_is_in_no_rehearsal(hall: Hall, tmp_path: Path) -> None:
    organiser, moderator = sit(hall, "organiser"), sit(hall, "moderator", 3)
    assert moderator.record("Prawdziwy wpis", 3)["status"] == "recorded"
    moderator.epoch = move(hall, organiser, "begin")
    moderator.record("Wpis na próbę", 3)
    assert stoliki("backup", "--data", str(hall.data), "--to", str(tmp_path)).returncode == 0
    hall.stop()
    [backup] = tmp_path.glob("stoliki-*.zip")
    told = stoliki("restore", str(backup), "--data", str(hall.data), "--force")
    assert (told.returncode, "Próba, która trwała, jest zakończona" in told.stdout) == (0, True), told.stderr
    [aside] = hall.data.glob("replaced-*")
    assert rows(aside / "rehearsal" / "stoliki.db") == ["Wpis na próbę"]
    hall.start()
    organiser = sit(hall, "organiser")
    assert texts(organiser) == ["Prawdziwy wpis"]
    assert ' data-rehearsal="yes"' not in organiser.client.get("/desk").text
    assert acts(organiser) == [("organiser-1", "rehearsal.begin"), ("house", "rehearsal.end")]


def test_only_an_organiser_on_our_own_page_begins_a_rehearsal(hall: Hall) -> None:
    ours: dict[str, Any] = {"Origin": hall.url, "X-Stoliki": "1"}
    foreign = ours | {"Origin": "http://evil.example"}
    tries = [
        (sit(hall, "moderator", 3), ours, "begin"),
        (sit(hall, "organiser"), foreign, "begin"),
        (sit(hall, "organiser"), ours, "maybe"),
    ]
    said = [person.client.post("/desk/rehearsal", content=wish, headers=headers).status_code for person, headers, wish in tries]
    assert said == [403, 403, 400]
    assert json.loads(sit(hall, "organiser").client.get("/export/hall.json").text)["epoch"] == epoch_of(hall)
