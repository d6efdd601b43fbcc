"""issue.redact: the one thing in this house that cannot be undone. The words are gone from every file, and nothing brings them back."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

from uuid_utils.compat import uuid7

from app.live.db import Database
from tests.running import Person, RunningHall, running

NAME = "Kowalska z Podgórnej 7 m. 3"
STAYS = "[usunięto dane osobowe]"


def raw(data: Path) -> bytes:
    """Every byte of every file in the data directory."""
    return b"".join(file.read_bytes() for file in sorted(data.rglob("*")) if file.is_file())


def holds(data: Path, words: str) -> bool:
    """Whether the words stand anywhere in the files, as they are or as JSON may spell them."""
    bytes_ = raw(data)
    return any(spelt in bytes_ for spelt in (words.encode(), json.dumps(words)[1:-1].encode(), words.encode("utf-16-le")))


def said_with(moderator: Person, text: str) -> dict[str, Any]:
    """A whole command, to be sent again as a tablet's tail would."""
    known = {"kind": "issue.record", "age_ms": 0, "stolik_id": 3, "topic_id": None, "issue_kind": "problem", "parked": False}
    return known | {"id": str(uuid7()), "text": text}


def reworded(issue_id: str, text: str, revision: int) -> dict[str, Any]:
    known = {"kind": "issue.reword", "age_ms": 0, "stolik_id": 3, "revision": revision}
    return known | {"id": str(uuid7()), "issue_id": issue_id, "text": text}


def answers(person: Person, *commands: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.post(list(commands)).json()["answers"]
    return found


def texts(hall: RunningHall) -> list[str]:
    return [one["text"] for one in hall.sit("organiser").client.get("/export/hall.json").json()["issues"]]


def with_a_history(hall: RunningHall) -> tuple[Person, list[dict[str, Any]]]:
    """An issue with the name in its first words, in a better wording, and in a version nobody chose."""
    moderator = hall.sit("moderator", 3)
    first = said_with(moderator, f"{NAME} prosi o ławkę")
    second = reworded(first["id"], f"Pani {NAME} prosi o ławkę", 1)
    variant = reworded(first["id"], f"{NAME}: ławka", 1)
    assert {one["status"] for one in answers(moderator, first, second, variant)} == {"recorded"}
    return moderator, [first, second, variant]


def test_issue_redact_leaves_no_byte_of_the_words_in_any_file(tmp_path: Path) -> None:
    with running(tmp_path / "hall", commands_per_seat=100_000) as hall:
        moderator, data = hall.sit("moderator", 3), hall.house.settings.data
        others = [said_with(moderator, f"Inne słowa {n}") for n in range(40)]
        answers(moderator, *others[:20])
        _, said = with_a_history(hall)
        answers(moderator, *others[20:])
        dice = random.Random(7)
        for one in dice.sample(others, 40):  # the pages on which the name stands are cut in two, and it moves
            answers(moderator, reworded(one["id"], "Dłużej " + "y" * dice.randint(5, 1500), 1))
        assert holds(data, NAME)
        redacted = hall.sit("organiser").say("issue.redact", stolik_id=3, issue_id=said[0]["id"], text=STAYS)
        assert redacted["status"] == "recorded"
        assert not holds(data, NAME)
        assert STAYS in texts(hall)


def test_issue_redact_changes_journal_archive_exports_and_tablet_and_says_what_stays(house_hall: RunningHall) -> None:
    _, commands = with_a_history(house_hall)
    organiser = house_hall.sit("organiser")
    organiser.say("issue.redact", stolik_id=3, issue_id=commands[0]["id"], text="Ktoś prosi o ławkę")
    for path in ("/export/journal.jsonl", "/export/journal.csv", "/export/issues.csv", "/export/hall.json", "/stoliki/3", "/map", "/hall"):
        page = organiser.client.get(path).text
        assert NAME not in page, path
        assert "Ktoś prosi o ławkę" in page, path
    kinds = [json.loads(line)["kind"] for line in organiser.client.get("/export/journal.jsonl").text.splitlines()]
    assert [kind for kind in kinds if kind.startswith("issue")] == ["issue.record", "issue.reword", "issue.reword", "issue.redact"]


def test_a_tablets_tail_is_answered_redacted_and_brings_nothing_back(house_hall: RunningHall) -> None:
    moderator, commands = with_a_history(house_hall)
    house_hall.sit("organiser").say("issue.redact", stolik_id=3, issue_id=commands[0]["id"], text=STAYS)
    assert [(one["status"], one["code"]) for one in answers(moderator, *commands)] == [("refused", "redacted")] * 3
    assert not holds(house_hall.house.settings.data, NAME)


def test_a_rewording_of_the_words_that_went_is_refused_and_one_of_those_that_stay_is_taken(house_hall: RunningHall) -> None:
    moderator, commands = with_a_history(house_hall)
    done = house_hall.sit("organiser").say("issue.redact", stolik_id=3, issue_id=commands[0]["id"], text=STAYS)
    [late] = answers(moderator, reworded(commands[0]["id"], f"{NAME}, Podgórz", 2))
    assert (late["status"], late["code"]) == ("refused", "redacted")
    [fresh] = answers(moderator, reworded(commands[0]["id"], "Ławka", done["seq"]))
    assert fresh["status"] == "recorded"
    assert texts(house_hall) == ["Ławka"]


def test_what_an_organiser_redacts_twice_keeps_the_last_words_only(house_hall: RunningHall) -> None:
    _, commands = with_a_history(house_hall)
    organiser = house_hall.sit("organiser")
    first = {"id": str(uuid7()), "kind": "issue.redact", "age_ms": 0, "stolik_id": 3, "issue_id": commands[0]["id"], "text": "Kowalska"}
    assert answers(organiser, first)[0]["status"] == "recorded"
    organiser.say("issue.redact", stolik_id=3, issue_id=commands[0]["id"], text=STAYS)
    assert answers(organiser, first)[0]["code"] == "redacted"
    assert not holds(house_hall.house.settings.data, "Kowalska")


def test_the_words_that_an_undo_carries_go_too_and_an_undo_that_comes_late_is_refused(house_hall: RunningHall) -> None:
    moderator, commands = with_a_history(house_hall)
    mine, variant = {"stolik_id": 3, "issue_id": commands[0]["id"]}, commands[2]
    words = {"text": f"Pani {NAME} prosi o ławkę"}
    version = {"id": variant["id"], "text": variant["text"], "revision": 1}
    moderator.say("issue.settle", **mine, text_of="current", seen=[variant["id"]])
    undone = moderator.say("issue.undo", **mine, seen=words, back={"text": commands[0]["text"]}, variants=[version])
    assert undone["status"] == "recorded"
    assert house_hall.sit("organiser").say("issue.redact", **mine, text=STAYS)["status"] == "recorded"
    assert not holds(house_hall.house.settings.data, NAME)
    assert moderator.say("issue.undo", **mine, seen={}, back={}, variants=[version])["code"] == "redacted"
    assert moderator.say("issue.undo", **mine, seen=words, back={"text": "x"})["code"] == "redacted"


def test_recorded_and_redacted_in_one_batch_leaves_nothing_either(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    first = said_with(organiser, NAME)
    redact = {"id": str(uuid7()), "kind": "issue.redact", "age_ms": 0, "stolik_id": 3, "issue_id": first["id"], "text": STAYS}
    assert {one["status"] for one in answers(organiser, first, redact)} == {"recorded"}
    assert not holds(house_hall.house.settings.data, NAME)


def test_only_organisers_redact(house_hall: RunningHall) -> None:
    moderator, commands = with_a_history(house_hall)
    assert moderator.say("issue.redact", stolik_id=3, issue_id=commands[0]["id"], text=STAYS)["code"] == "forbidden"


def test_an_older_copy_of_the_database_is_redacted_again_at_the_start(tmp_path: Path) -> None:
    data = tmp_path / "hall"
    with running(data) as hall:
        _, commands = with_a_history(hall)
        hall.house.db.checkpoint()
        shutil.copy(data / "stoliki.db", tmp_path / "older.db")
        hall.sit("organiser").say("issue.redact", stolik_id=3, issue_id=commands[0]["id"], text=STAYS)
    shutil.copy(tmp_path / "older.db", data / "stoliki.db")
    assert holds(data, NAME)
    with running(data) as again:
        assert texts(again) == [STAYS]
        assert not holds(data, NAME)


def test_an_empty_database_gets_the_words_that_stay_and_the_tablet_forgets_the_others(tmp_path: Path) -> None:
    data = tmp_path / "hall"
    with running(data) as hall:
        _, commands = with_a_history(hall)
        hall.sit("organiser").say("issue.redact", stolik_id=3, issue_id=commands[0]["id"], text=STAYS)
    shutil.copytree(data, tmp_path / "lost")
    with running(tmp_path / "new") as new:
        new.house.redactions.add(type(hall.house.redactions)(data / "redacted.jsonl").all())
        moderator = new.sit("moderator", 3)
        assert {one["code"] for one in answers(moderator, *commands)} == {"redacted"}
        assert texts(new) == [STAYS]
        assert not holds(tmp_path / "new", NAME)


def test_a_lost_file_of_tombstones_is_written_again_from_the_journal(tmp_path: Path) -> None:
    data = tmp_path / "hall"
    with running(data) as hall:
        _, commands = with_a_history(hall)
        hall.sit("organiser").say("issue.redact", stolik_id=3, issue_id=commands[0]["id"], text=STAYS)
    (data / "redacted.jsonl").unlink()
    with running(data) as again:
        moderator = again.sit("moderator", 3)
        assert {one["code"] for one in answers(moderator, *commands)} == {"redacted"}


def test_scrubbing_takes_also_what_secure_delete_leaves_behind_when_a_page_is_cut_in_two(tmp_path: Path) -> None:
    """Of 60 random histories one leaves a copy of a row where it stood before it moved: this is that one."""
    dice, db = random.Random(46), Database(f"sqlite:///{tmp_path / 'some.db'}")
    with db.write() as writing:
        say = writing.exec_driver_sql
        say("CREATE TABLE t (id TEXT PRIMARY KEY, x TEXT)")
        nth = dice.randint(3, 40)
        for n in range(60):
            key, words = f"{dice.random():.17f}", (NAME + "n" * dice.randint(1, 400)) if n == nth else "a" * dice.randint(5, 300)
            say("INSERT INTO t VALUES (?, ?)", (key, words))
        for _ in range(200):
            row = dice.randint(1, 60)
            if row != nth + 1:
                say("UPDATE t SET x = ? WHERE rowid = ?", ("b" * dice.randint(5, 1500), row))
        say("UPDATE t SET x = 'gone' WHERE rowid = ?", (nth + 1,))
    assert db.scrub()
    db.close()
    assert not holds(tmp_path, NAME)
