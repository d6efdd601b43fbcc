"""stoliki backup and restore: one file from a running hall, and a hall from that file, to which the tablets bring the rest."""

import fcntl
import json
import os
import shutil
import sqlite3
import stat
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer import Exit
from uuid_utils.compat import uuid7

from app.cli.backup import restore
from app.cli.running import open_house
from app.live.backup import Made, back_up, checked, name_of
from app.live.keeper import Keeper, rotate
from app.settings import Settings
from tests.cli.test_commands import stoliki
from tests.live.test_recorder import no_file_may_grow
from tests.running import Person, RunningHall, running


def said(text: str) -> dict[str, Any]:
    """A command as a tablet's outbox keeps it."""
    known = {"kind": "issue.record", "age_ms": 0, "stolik_id": 3, "topic_id": None, "issue_kind": "problem", "parked": False}
    return known | {"id": str(uuid7()), "text": text}


def texts(person: Person) -> list[str]:
    return [one["text"] for one in person.client.get("/export/hall.json").json()["issues"]]


def the_backup(folder: Path) -> Path:
    [file] = folder.glob("stoliki-*.zip")
    return file


def test_a_running_hall_is_backed_up_into_one_checked_file_that_only_its_owner_reads(house_hall: RunningHall, tmp_path: Path) -> None:
    house_hall.sit("moderator", 3).record("jeszcze tylko w WAL", 3)
    answer = stoliki("backup", "--data", str(house_hall.house.settings.data), "--to", str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    file = the_backup(tmp_path)
    assert str(file) in answer.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as packed:
        told = json.loads(packed.read("manifest.json"))
        packed.extract("stoliki.db", tmp_path)
        assert set(packed.namelist()) >= {"manifest.json", "stoliki.db", "seats.secret"}
    assert (told["epoch"], told["seq"]) == checked(tmp_path / "stoliki.db")
    with closing(sqlite3.connect(tmp_path / "stoliki.db")) as db:
        assert db.execute("SELECT text FROM issue").fetchall() == [("jeszcze tylko w WAL",)]


def test_backups_of_a_hall_that_never_stops_writing_are_each_one_moment(tmp_path: Path) -> None:
    with running(tmp_path / "hall", commands_per_seat=1_000_000) as hall:
        moderator, ends = hall.sit("moderator", 3), threading.Event()

        def type_on() -> None:
            while not ends.is_set():
                moderator.post([said(f"wpis {n}") for n in range(3)])

        typing = threading.Thread(target=type_on)
        typing.start()
        made: list[Made] = []
        try:
            while len({one.seq for one in made}) < 4:
                made.append(back_up(tmp_path / "hall", tmp_path))  # raises when the copy is not whole
        finally:
            ends.set()
            typing.join()
    assert [one.seq for one in made] == sorted(one.seq for one in made)


def test_an_older_backup_and_the_same_tablets_give_back_every_command(tmp_path: Path) -> None:
    with running(tmp_path / "hall") as hall:
        moderator, epoch, port = hall.sit("moderator", 3), hall.house.epoch, hall.house.settings.port
        tail = [said(f"przed kopią {n}") for n in range(5)]
        moderator.post(tail)
        back_up(tmp_path / "hall", tmp_path)
        later = [said(f"po kopii {n}") for n in range(7)]
        moderator.post(later)
        tail += later
        cookies, code = dict(moderator.client.cookies), hall.code("moderator", 3)
    shutil.rmtree(tmp_path / "hall")
    restore(the_backup(tmp_path), tmp_path / "hall")
    with running(tmp_path / "hall") as again:
        kept = again.stranger()
        for name, value in cookies.items():
            kept.client.cookies.set(name.replace(str(port), str(again.house.settings.port)), value)
        kept.epoch = epoch
        other = kept.post(tail)
        assert (other.status_code, other.json()["epoch"]) == (409, again.house.epoch)
        assert again.house.epoch != epoch
        kept.epoch = again.house.epoch
        assert {one["status"] for one in kept.post(tail).json()["answers"]} == {"recorded"}
        assert again.code("moderator", 3) == code
        assert sorted(texts(again.sit("organiser"))) == sorted(one["text"] for one in tail)


def test_a_restored_backup_is_redacted_as_of_now(tmp_path: Path) -> None:
    with running(tmp_path / "hall") as hall:
        moderator, one = hall.sit("moderator", 3), said("Kowalska, Podgórna 7")
        moderator.post([one])
        back_up(tmp_path / "hall", tmp_path)
        hall.sit("organiser").say("issue.redact", stolik_id=3, issue_id=one["id"], text="[usunięto]")
    restore(the_backup(tmp_path), tmp_path / "hall", force=True)
    assert b"Kowalska" not in (tmp_path / "hall" / "stoliki.db").read_bytes()
    with running(tmp_path / "hall") as again:
        assert texts(again.sit("organiser")) == ["[usunięto]"]
        assert again.sit("moderator", 3).post([one]).json()["answers"][0]["code"] == "redacted"


def test_restore_overwrites_nothing_unless_forced_and_then_keeps_the_old_hall_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path / "hall") as hall:
        hall.sit("moderator", 3).record("stary", 3)
        back_up(tmp_path / "hall", tmp_path)
        hall.sit("moderator", 3).record("nowszy", 3)
        hall.house.db.checkpoint()
    before = (tmp_path / "hall" / "stoliki.db").read_bytes()
    with pytest.raises(Exit):
        restore(the_backup(tmp_path), tmp_path / "hall")
    assert (tmp_path / "hall" / "stoliki.db").read_bytes() == before
    assert "--force" in capsys.readouterr().err
    answer = stoliki("restore", str(the_backup(tmp_path)), "--data", str(tmp_path / "hall"), "--force")
    assert answer.returncode == 0, answer.stderr
    [aside] = (tmp_path / "hall").glob("replaced-*")
    with closing(sqlite3.connect(aside / "stoliki.db")) as db:
        assert [row[0] for row in db.execute("SELECT text FROM issue ORDER BY born")] == ["stary", "nowszy"]


def test_a_hall_that_runs_is_not_restored_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "hall").mkdir()
    made = a_backup(tmp_path)
    with locked_by_a_server(tmp_path / "hall"), pytest.raises(Exit):
        restore(made, tmp_path / "hall", force=True)
    assert "już działa" in capsys.readouterr().err


@contextmanager
def locked_by_a_server(data: Path) -> Iterator[None]:
    """Somebody holds the directory, as a server does."""
    handle = os.open(data / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    yield
    os.close(handle)


def a_backup(folder: Path) -> Path:
    with running(folder / "other") as hall:
        hall.sit("moderator", 3).record("z kopii", 3)
        (folder / "other" / "authority").mkdir()
        (folder / "other" / "authority" / "root.pem").write_text("zaufany")
        return back_up(folder / "other", folder).file


@pytest.mark.parametrize("harm", ["cut", "flipped", "nothing", "other"])
def test_a_harmed_backup_is_refused_in_words_and_changes_nothing(harm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = a_backup(tmp_path)
    content = made.read_bytes()
    half = len(content) // 2
    flipped = bytes(byte ^ 255 for byte in content[half : half + 64])  # one bit alone may stand where nothing is read
    made.write_bytes({"cut": content[:half], "flipped": content[:half] + flipped + content[half + 64 :],
                      "nothing": b"", "other": b"PK not a backup"}[harm])  # fmt: skip
    with pytest.raises(Exit):
        restore(made, tmp_path / "hall")
    assert "Nie da się przywrócić" in capsys.readouterr().err
    assert not (tmp_path / "hall" / "stoliki.db").exists()


def test_a_restore_that_was_cut_short_keeps_the_server_from_opening_half_a_hall(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = a_backup(tmp_path)
    (tmp_path / "hall").mkdir()
    (tmp_path / "hall" / "restoring").touch()
    with pytest.raises(Exit):
        open_house(Settings(data=tmp_path / "hall"))
    assert "przerwane" in capsys.readouterr().err
    restore(made, tmp_path / "hall")
    assert not (tmp_path / "hall" / "restoring").exists()
    assert (tmp_path / "hall" / "authority" / "root.pem").read_text() == "zaufany"


def test_old_backups_go_but_one_an_hour_stays_and_another_halls_are_left_alone(tmp_path: Path) -> None:
    start = 1_790_000_000 // 3600 * 3600
    for minute in range(0, 300, 5):
        (tmp_path / name_of("AAAAAAAA", minute + 1, start + minute * 60)).touch()
    other = tmp_path / name_of("BBBBBBBB", 1, start)
    other.touch()
    rotate(tmp_path, "AAAAAAAA", keep=3, hourly=4)
    kept = sorted(int(file.stem.split("-")[3]) for file in tmp_path.glob("stoliki-AAAAAAAA-*"))
    assert kept == [116, 176, 236, 286, 291, 296]
    assert other.exists()


def test_a_hall_backs_itself_up_when_something_was_said_and_says_when_it_cannot(house_hall: RunningHall, tmp_path: Path) -> None:
    folder = tmp_path / "second"
    keeper = Keeper(house_hall.house.settings.data, folder, 60, 5, 5)
    keeper.attempt()
    assert keeper.problem
    assert keeper.last is None
    assert not folder.exists()  # an unplugged stick's folder is not made on the disk under it
    folder.mkdir()
    keeper.attempt()
    keeper.attempt()
    assert not keeper.problem
    assert len(list(folder.iterdir())) == 1
    house_hall.sit("moderator", 3).record("więcej", 3)
    keeper.attempt()
    assert len(list(folder.iterdir())) == 2


def test_a_backup_for_which_there_is_no_room_leaves_no_half_file_and_the_hall_goes_on(house_hall: RunningHall, tmp_path: Path) -> None:
    data, folder = house_hall.house.settings.data, tmp_path / "second"
    folder.mkdir()
    keeper = Keeper(data, folder, 60, 5, 5)
    with no_file_may_grow(40_000):
        keeper.attempt()
    assert keeper.problem
    assert not list(folder.iterdir())
    assert not list(data.glob("backup-*"))
    assert house_hall.sit("moderator", 3).record("dalej", 3)["status"] == "recorded"
    keeper.attempt()
    assert not keeper.problem


def test_the_server_keeps_backups_by_itself(tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    with running(tmp_path / "hall", backup_dir=tmp_path / "second", backup_seconds=0.2) as hall:
        answer = hall.sit("moderator", 3).record("trzymaj", 3)
        deadline = time.monotonic() + 20
        while (hall.house.keeper.last is None or hall.house.keeper.last.seq < answer["seq"]) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert hall.house.keeper.last is not None
        assert hall.house.keeper.last.seq >= answer["seq"]
    assert list((tmp_path / "second").glob("stoliki-*.zip"))
