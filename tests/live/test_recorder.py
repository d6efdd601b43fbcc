"""One writer: nothing is answered before it is durable, a full disk loses nothing, an older database is upgraded, a newer one refused."""

import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from uuid_utils.compat import uuid7

from app.live import journal
from app.live.upgrades import NewerDatabase
from app.main import House
from app.settings import Settings
from tests.live.test_door import issue
from tests.running import RunningHall, running


@contextmanager
def no_file_may_grow(over: int) -> Iterator[None]:
    """What a full disk does: writes past this size fail."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (over, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_503_and_the_same_commands_are_recorded_when_there_is_room(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    commands = [issue("Długi wpis " + "z" * 1000) for _ in range(40)]
    wal = house_hall.house.settings.data / "stoliki.db-wal"
    with no_file_may_grow(wal.stat().st_size + 4096):
        turned = moderator.post(commands)
    assert turned.status_code == 503
    assert int(turned.headers["Retry-After"]) >= 1
    assert {answer["status"] for answer in moderator.post(commands).json()["answers"]} == {"recorded"}
    assert len(house_hall.sit("organiser").client.get("/export/hall.json").json()["issues"]) == 40


def test_two_tablets_flushing_the_same_commands_at_once_have_one_effect(house_hall: RunningHall) -> None:
    tablets = [house_hall.sit("moderator", 3) for _ in range(4)]
    commands = [issue(f"wpis {n}") for n in range(30)]
    answers: list[list[int]] = []
    threads = [
        threading.Thread(target=lambda one=one: answers.append([a["seq"] for a in one.post(commands).json()["answers"]])) for one in tablets
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [answers[0]] * 4
    assert len(house_hall.sit("organiser").client.get("/export/hall.json").json()["issues"]) == 30


def test_the_journal_has_no_hole_and_refusals_leave_nothing(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    for n in range(5):
        moderator.post([issue(f"dobry {n}"), issue("obcy", stolik_id=4), issue("nieznany", topic_id=str(uuid7()))])
    with house_hall.house.db.read() as db:
        seqs = [entry.seq for entry in journal.since(db, 0)]
    assert seqs == list(range(1, len(seqs) + 1))


def test_the_database_commits_with_full_synchronisation_in_wal_mode(house_hall: RunningHall) -> None:
    with house_hall.house.db.read() as db:
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert db.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_two_selects_of_a_reader_see_one_snapshot(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    with house_hall.house.db.read() as db:
        before = journal.latest(db)
        moderator.record("potem", 3)
        assert journal.latest(db) == before
    with house_hall.house.db.read() as db:
        assert journal.latest(db) == before + 1


def test_a_restart_keeps_content_epoch_codes_and_cookies(tmp_path: Path) -> None:
    with running(tmp_path / "hall") as hall:
        epoch, code, moderator = hall.house.epoch, hall.code("moderator", 3), hall.sit("moderator", 3)
        moderator.record("przed", 3)
        cookies, port = dict(moderator.client.cookies), hall.house.settings.port
    with running(tmp_path / "hall") as again:
        assert (again.house.epoch, again.code("moderator", 3)) == (epoch, code)
        kept = again.stranger()
        for name, value in cookies.items():
            kept.client.cookies.set(name.replace(str(port), str(again.house.settings.port)), value)
        assert kept.record("po", 3)["status"] == "recorded"
        texts = [one["text"] for one in again.sit("organiser").client.get("/export/hall.json").json()["issues"]]
    assert texts == ["przed", "po"]


def test_a_database_newer_than_the_program_is_refused_untouched(tmp_path: Path) -> None:
    House(Settings(data=tmp_path)).close()
    with sqlite3.connect(tmp_path / "stoliki.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabase, match="9999"):
        House(Settings(data=tmp_path))


def test_an_older_database_is_upgraded_at_start(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "stoliki.db").close()
    house = House(Settings(data=tmp_path))
    with house.db.read() as db:
        assert db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        assert journal.latest(db) == 0
    house.close()


def test_the_migrations_make_the_tables_that_the_models_describe(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    house = House(Settings(data=tmp_path))
    other = House(Settings(data=tmp_path / "models"))
    other.close()
    bare = sqlite3.connect(tmp_path / "models" / "bare.db")
    bare.close()
    from_models = type(house.db)(f"sqlite:///{tmp_path / 'models' / 'bare.db'}")
    from_models.create_tables()
    ask = (
        "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk, m.sql LIKE '%WITHOUT ROWID%'"
        " FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND m.name != 'alembic_version' ORDER BY 1, 2"
    )
    with house.db.read() as migrated, from_models.read() as described:
        assert migrated.exec_driver_sql(ask).all() == described.exec_driver_sql(ask).all()
    house.close()
    from_models.close()
