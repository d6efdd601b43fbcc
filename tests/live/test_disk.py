"""The disk is full, or fails, or is cut: the server stays up and readable, acknowledges nothing it cannot keep, and is back by itself."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer import Exit

from app.cli.running import open_house
from app.seats.codes import LostSecret, read_secret
from app.settings import Settings
from tests.live.faulty_vfs import FULL, IOERR_FSYNC, OK, faulty
from tests.live.test_door import issue
from tests.live.test_recorder import no_file_may_grow
from tests.running import Person, RunningHall, furnished, hear, running

MUCH = 10**9  # MB: no disk has that


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for it; say so when it never comes."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def recorded(person: Person, commands: list[Any]) -> None:
    """Send as an outbox does: the same commands until they are answered."""
    def sent() -> bool:
        answer = person.post(commands)
        return answer.status_code == 200 and {one["status"] for one in answer.json()["answers"]} == {"recorded"}

    until(sent)


def count(hall: RunningHall) -> int:
    return len(hall.sit("organiser").client.get("/export/hall.json").json()["issues"])


def test_below_the_reserve_the_hall_is_read_only_and_says_so_and_is_back_by_itself(tmp_path: Path) -> None:
    with running(tmp_path / "hall", beat_ms=100) as hall:
        moderator, commands = hall.sit("moderator", 3), [issue("czeka")]
        with moderator.live("stolik-3") as socket:
            assert "writable" not in hear(socket, "beat")
            hall.house.disk.reserve_mb = MUCH
            until(lambda: hear(socket, "beat").get("writable") is False)
            turned = moderator.post(commands)
            assert (turned.status_code, turned.headers["X-Stoliki"]) == (503, "1")
            assert int(turned.headers["Retry-After"]) >= 1
            assert moderator.client.get("/stoliki/3").status_code == 200
            assert moderator.client.get("/readyz").json()["status"] == "read-only"
            assert moderator.client.get("/readyz").status_code == 503
            hall.house.disk.reserve_mb = 0
            until(lambda: "writable" not in hear(socket, "beat"))
            recorded(moderator, commands)


def test_a_hall_that_nobody_writes_to_notices_by_itself_that_there_is_room_again(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    with no_file_may_grow(1024):
        assert moderator.post([issue("nie teraz")]).status_code == 503
        assert not house_hall.house.disk.writable
    until(lambda: house_hall.house.disk.writable)


@pytest.mark.parametrize("nth", [0, 1, 2, 5, 9])
def test_a_disk_that_fills_up_in_the_middle_of_a_commit_loses_and_doubles_nothing(nth: int, tmp_path: Path) -> None:
    with faulty() as faults, running(tmp_path / "hall") as hall:
        moderator, commands = hall.sit("moderator", 3), [issue(f"długi {n} " + "z" * 900) for n in range(10)]
        before, writes = count(hall), [0]

        def room_for_a_few(path: str) -> int:
            writes[0] += path.endswith("-wal")
            return FULL if path.endswith("-wal") and writes[0] > nth else OK

        faults.write = room_for_a_few
        assert moderator.post(commands).status_code == 503
        assert count_of_readers(moderator) == 200
        faults.write = lambda path: OK
        recorded(moderator, commands)
        assert count(hall) == before + 10


def count_of_readers(person: Person) -> int:
    """A page is still read."""
    return person.client.get("/stoliki/3").status_code


def test_after_a_failed_flush_nothing_is_acknowledged_before_all_is_carried_into_the_database_and_flushed_there(tmp_path: Path) -> None:
    """The words of the failed commit still stand in the WAL, and the next fsync would succeed without having written them."""
    with faulty() as faults, running(tmp_path / "hall") as hall:
        moderator, commands = hall.sit("moderator", 3), [issue("pod prądem")]
        faults.sync = lambda path: IOERR_FSYNC if path.endswith("-wal") else OK
        assert moderator.post(commands).status_code == 503
        assert moderator.post(commands).status_code == 503
        faults.sync = lambda path: OK
        faults.synced.clear()
        recorded(moderator, commands)
        assert any(path.endswith("stoliki.db") for path in faults.synced)
        assert count(hall) == 1


def test_what_a_crash_left_in_the_wal_is_flushed_before_it_is_answered_for(tmp_path: Path) -> None:
    """A killed server may leave a commit that is seen but was never flushed; its command comes again and is known."""
    with faulty() as faults:
        with running(tmp_path / "hall") as hall:
            wal = tmp_path / "hall" / "stoliki.db-wal"
            hall.sit("moderator", 3).record("tuż przed śmiercią", 3)
            crashed = tmp_path / "crashed"
            crashed.mkdir()
            for file in (tmp_path / "hall").iterdir():
                (crashed / file.name).write_bytes(file.read_bytes())
            assert wal.stat().st_size > 0
        faults.synced.clear()
        with running(crashed):
            assert str(crashed / "stoliki.db") in faults.synced


def refused(data: Path, capsys: pytest.CaptureFixture[str], **settings: Any) -> str:
    """What the program says instead of opening the hall."""
    with pytest.raises(Exit) as left:
        open_house(Settings(data=data, **settings)).close()
    assert left.value.exit_code == 1
    return capsys.readouterr().err


def a_hall(data: Path) -> Path:
    """A furnished hall of its own, closed."""
    data.mkdir()
    for file in furnished().iterdir():
        if file.is_file():
            (data / file.name).write_bytes(file.read_bytes())
    return data


def test_with_too_little_room_the_hall_does_not_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(a_hall(tmp_path / "hall"), capsys, disk_refuse_mb=MUCH)
    assert "Zwolnij miejsce" in said
    assert str(MUCH) in said


def test_with_little_room_it_opens_and_warns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_house(Settings(data=a_hall(tmp_path / "hall"), disk_warn_mb=MUCH)).close()
    assert "zostało tylko" in capsys.readouterr().err


@pytest.mark.parametrize("left", [0, 100, 4096, 20_000])
def test_a_database_that_was_cut_short_is_said_in_words_and_left_as_it_is(
    left: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = a_hall(tmp_path / "hall")
    read_secret(data / "seats.secret")
    cut = (data / "stoliki.db").read_bytes()[:left]
    (data / "stoliki.db").write_bytes(cut)
    said = refused(data, capsys)
    assert "stoliki restore" in said
    assert "Traceback" not in said
    assert (data / "stoliki.db").read_bytes() == cut


def test_a_file_that_is_no_database_and_a_page_of_rubbish_are_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = a_hall(tmp_path / "hall")
    whole = (data / "stoliki.db").read_bytes()
    for harmed in (b"not a database at all " * 400, whole[:8192] + b"\xff" * 4096 + whole[12288:]):
        (data / "stoliki.db").write_bytes(harmed)
        assert "stoliki restore" in refused(data, capsys)
        assert (data / "stoliki.db").read_bytes() == harmed


def test_tombstones_that_cannot_be_read_stop_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = a_hall(tmp_path / "hall")
    (data / "redacted.jsonl").write_bytes(b'{"id": "half a li')
    assert "usunięto na zawsze" in refused(data, capsys)


def test_a_secret_that_was_cut_short_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "seats.secret").write_bytes(b"")
    with pytest.raises(LostSecret):
        read_secret(tmp_path / "seats.secret")
    assert (tmp_path / "seats.secret").read_bytes() == b""


def test_the_desk_hears_of_little_room_and_of_backups(tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    with running(tmp_path / "hall", disk_warn_mb=MUCH, backup_dir=tmp_path / "second") as hall:
        organiser = hall.sit("organiser")
        hall.house.keeper.attempt()
        told = organiser.client.get("/desk/care").json()
        assert told["disk"]["low"] is True
        assert told["backup"]["at"] is not None
        assert told["backup"]["same_disk"] is True
        assert hall.sit("moderator", 3).client.get("/desk/care").status_code == 403
