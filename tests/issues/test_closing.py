"""stoliki close-edition: planted personal data are in no byte of any file afterwards, and the hall is whole."""

import io
import json
import shutil
import sqlite3
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner
from uuid_utils.compat import uuid7

from app.__main__ import command_line
from app.cli.running import locked
from app.live.acts import examined
from app.live.backup import back_up
from app.live.commands import Command
from app.live.seat import HOUSE
from app.main import House
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.commands import OpenSeat
from app.seats.organisers import AcceptInvitation, InviteOrganiser
from app.settings import Settings
from tests.ideas.at_cafe import CAFE, admit, idea, resident
from tests.running import RunningHall, replays, running

PHONE = " ".join(("601", "234", "567"))
FORGOTTEN = "Zapomnianowska"
COOKIES: list[str] = []  # hashes of those that were given out
PLANTED = [
    "Kowalczyk",
    "Zdrojewsk",
    PHONE,
    "jan.kowal@example.org",
    "Wiśniewsk",
    "Pszczółkowsk",
    "Lewandowsk",
    "argon2id$v=19$planted",
    FORGOTTEN,
    "Fontannowsk",
    "Odrzuconowsk",
]


def plant(hall: RunningHall) -> None:
    """In every text there is: now, before, withdrawn, in a version nobody chose; names of people at seats and of organisers."""
    moderator, organiser = hall.sit("moderator", 3), hall.sit("organiser")
    said, phone, let_in = {"stolik_id": 3, "issue_id": str(uuid7())}, resident(hall), str(uuid7())
    done = [
        moderator.record("Anna Kowalczyk prosi o ławkę", 3),
        moderator.record(f"Dzwonić {PHONE}, pani Zdrojewska czeka", 3, id=said["issue_id"]),
        moderator.say("issue.reword", **said, text="Dzwonić do mieszkanki", revision=1),
        moderator.say("issue.reword", **said, text="Pisać na jan.kowal@example.org", revision=1),
        moderator.say("issue.withdraw", **said),
        organiser.say("topic.push", stolik_id=3, title="Prośba pana Wiśniewskiego", after=None),
        moderator.record("Więcej zieleni", 3),
        organiser.say("sitting.open", sitting_id=CAFE),
        idea(phone, "Ojciec Fontannowski czeka", id=let_in),
        idea(phone, "Zły jest Odrzuconowski", id=str(uuid7())),
        admit(organiser, let_in, "Fontanna", stolik_id=3),
    ]
    assert {one["status"] for one in done} == {"recorded"}, done
    code = code_of(read_secret(hall.house.settings.secret_file), "clerk-9", 1)
    seats: list[Command] = [
        OpenSeat(id=str(uuid7()), seat_id="clerk-9", edition_id=1, role="clerk", label="Ewa Pszczółkowska", generation=1,
                 code_hash=fingerprint(code)),
        InviteOrganiser(id=str(uuid7()), seat_id="organiser-9", link_hash=fingerprint("link"), expires_at=2**45),
        AcceptInvitation(id=str(uuid7()), seat_id="organiser-9", link_hash=fingerprint("link"), name="Piotr Lewandowski",
                         password_hash="$argon2id$v=19$planted"),
    ]  # fmt: skip
    answers = hall.house.recorder.record_now(HOUSE, time.time_ns() // 1_000_000, seats)
    assert not [one.refusal for one in answers if one.refusal]


def found(*places: Path) -> list[str]:
    """Which of the planted words stand in which file, also in files packed into files."""
    hits = []
    for file in (file for place in places for file in sorted(place.rglob("*")) if file.is_file()):
        packed = zipfile.ZipFile(file) if file.suffix == ".zip" else None
        bytes_ = b"".join(packed.read(name) for name in packed.namelist()) if packed else file.read_bytes()
        hits += [f"{file.name}: {word}" for word in [*PLANTED, *COOKIES] if any(one in bytes_ for one in spelt(word))]
    return hits


def spelt(word: str) -> tuple[bytes, ...]:
    return word.encode(), json.dumps(word)[1:-1].encode(), word.encode("utf-16-le")


def leave_behind(database: Path) -> None:
    """Free pages that still hold what was on them, as a program that did not zero them would leave."""
    with closing(sqlite3.connect(database)) as db:
        for words in (
            "PRAGMA secure_delete = OFF",
            "CREATE TABLE scrap (text TEXT)",
            f"INSERT INTO scrap SELECT '{FORGOTTEN}' || hex(zeroblob(3000)) FROM entry LIMIT 20",
            "DROP TABLE scrap",
        ):
            db.execute(words)
            db.commit()


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A hall with planted words in its database, its WAL, two backups and a database that was put aside; then it was closed."""
    data, second = tmp_path / "hall", tmp_path / "second"
    second.mkdir()
    with running(data) as hall:
        plant(hall)
        COOKIES[:] = [fingerprint(token) for person in hall.people for token in person.cookies.values()]
        back_up(data, second)
        back_up(data, second / "stoliki-by-hand.zip")
        (data / "replaced-20260101T000000Z").mkdir()
        shutil.copy(data / "stoliki.db", data / "replaced-20260101T000000Z")
        shutil.copy(data / "stoliki.db-wal", data / "replaced-20260101T000000Z")
    leave_behind(data / "stoliki.db")
    assert {hit.partition(": ")[2] for hit in found(data, second)} == {*PLANTED, *COOKIES}
    said = CliRunner().invoke(command_line(["close-edition"]), ["close-edition", "--data", str(data), "--to", str(second), "--yes"])
    assert said.exit_code == 0, said.output
    return tmp_path


def test_edition_close_leaves_none_of_the_planted_words_in_database_wal_backups_or_exports(closed: Path) -> None:
    assert found(closed) == []
    assert len(list((closed / "second").iterdir())) == 1
    with running(closed / "hall") as hall:
        organiser = hall.sit("organiser")
        for path in ("hall.json", "hall.xlsx", "issues.csv", "topics.csv", "journal.csv", "journal.jsonl", "acts.csv"):
            content = organiser.client.get(f"/export/{path}").content
            unpacked = zipfile.ZipFile(io.BytesIO(content)) if path.endswith("xlsx") else None
            bytes_ = b"".join(unpacked.read(name) for name in unpacked.namelist()) if unpacked else content
            assert not [word for word in PLANTED if any(one in bytes_ for one in spelt(word))], path


def test_edition_close_keeps_what_was_said_and_replays_and_chains(closed: Path) -> None:
    house = House(Settings(data=closed / "hall"))
    replays(house.db, closed / "hall")
    with house.db.read() as db:
        texts = set(db.exec_driver_sql("SELECT text FROM issue").scalars())
        titles = set(db.exec_driver_sql("SELECT title FROM topic").scalars())
        left = [db.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() for table in ("seating", "organiser", "invitation", "idea")]
        chain = examined(db, db.exec_driver_sql("SELECT id FROM seat WHERE role = 'organiser'").scalars().all())
    house.close()
    assert {"[…] prosi o ławkę", "Dzwonić do mieszkanki", "Więcej zieleni", "Fontanna"} == texts
    assert "Prośba pana […]" in titles
    assert left == [0, 0, 0, 0]
    assert chain.faults == []
    assert chain.acts > 90


def test_edition_close_asks_first_and_changes_nothing_when_the_answer_is_no(tmp_path: Path) -> None:
    with running(tmp_path / "hall") as hall:
        plant(hall)
    said = CliRunner().invoke(command_line(["close-edition"]), ["close-edition", "--data", str(tmp_path / "hall")], input="n\n")
    assert said.exit_code == 1
    assert "zauważone dane osobowe: 2" in said.output
    assert {hit.partition(": ")[2] for hit in found(tmp_path)} >= {*PLANTED} - {FORGOTTEN}


def test_edition_close_said_twice_does_no_harm(closed: Path) -> None:
    again = CliRunner().invoke(command_line(["close-edition"]), ["close-edition", "--data", str(closed / "hall"), "--yes"])
    assert again.exit_code == 0, again.output
    assert found(closed) == []


def test_a_running_hall_is_not_closed_under_its_guests(tmp_path: Path) -> None:
    with running(tmp_path / "hall"):
        lock = locked(tmp_path / "hall")
        said = CliRunner().invoke(command_line(["close-edition"]), ["close-edition", "--data", str(tmp_path / "hall"), "--yes"])
        assert said.exit_code == 1
        assert lock
