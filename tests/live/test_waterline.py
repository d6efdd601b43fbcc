"""An older database under the same epoch is noticed: tablets must not believe that what they were answered is still there."""

import shutil
from pathlib import Path

import pytest

from app.live.waterline import Waterline
from tests.running import RunningHall, running


def said_and_lost(data: Path, old: Path) -> str:
    """Two tablets are answered; then an old copy of the database is put back. Returns the epoch they knew."""
    with running(data) as hall:
        hall.sit("moderator", 3).record("Przed kopią", 3)
    shutil.copytree(data, old)
    with running(data) as hall:
        for stolik in (3, 4):
            assert hall.sit("moderator", stolik).record(f"Po kopii {stolik}", stolik)["status"] == "recorded"
        epoch = hall.house.epoch
    for name in ("stoliki.db", "stoliki.db-wal", "stoliki.db-shm"):
        (data / name).unlink(missing_ok=True)
        if (old / name).exists():
            shutil.copy(old / name, data / name)
    return epoch


def test_an_old_copy_of_the_database_gets_another_epoch_even_if_it_grows_past_what_was_lost(tmp_path: Path) -> None:
    epoch = said_and_lost(tmp_path / "hall", tmp_path / "old")
    with running(tmp_path / "hall") as hall:
        assert hall.house.epoch != epoch
        stale = hall.sit("moderator", 3)
        stale.epoch = epoch
        assert stale.post([]).status_code == 409
        second = hall.house.epoch
    with running(tmp_path / "hall") as hall:
        assert hall.house.epoch == second


def test_a_restart_keeps_the_epoch(tmp_path: Path) -> None:
    def life() -> str:
        with running(tmp_path / "hall") as hall:
            hall.sit("moderator", 3).record("Ławka", 3)
            return hall.house.epoch

    assert life() == life()


@pytest.mark.parametrize("content", [b"", b"\0" * 40, b"9F2C41AA", b"9F2C41AA x\n", "żółw 7\n".encode(), b"00000000 99999\n"])
def test_a_waterline_of_nothing_or_of_another_database_says_nothing(house_hall: RunningHall, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "waterline"
    file.write_bytes(content)
    assert Waterline(file).highest(house_hall.house.epoch) == 0
