"""Statements through the bare driver behave as Core's: names, types, faults."""

from pathlib import Path

import pytest
from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from app.live.bare import Bare, Listed
from app.live.db import Database, savepoint

thing = Table("thing", MetaData(), Column("id", String, primary_key=True), Column("good", Boolean), Column("size", Integer))
PUT, BY_ID = Bare(insert(thing)), Bare(select(thing).where(thing.c.id == bindparam("wanted")))
AMONG = Listed(lambda ids: select(thing.c.id).where(thing.c.id.in_(ids)).order_by(thing.c.id))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'things.db'}")
    thing.metadata.create_all(database.engine)
    return database


def test_a_row_has_names_and_types_as_core_gives_them(database: Database) -> None:
    with database.write() as db:
        PUT.run(db, {"id": "a", "good": True, "size": None})
        row, same = BY_ID.first(db, {"wanted": "a"}), db.execute(select(thing)).one()
        assert (row.id, row.good, row.size) == tuple(same)
        assert row.good is True
        assert BY_ID.first(db, {"wanted": "b"}) is None
        assert Bare(update(thing).values(size=7)).run(db, {}) == 1


@pytest.mark.parametrize("size", [0, 1, 2, 3, 9, 64, 65])
def test_a_list_of_any_length_gives_each_row_once(database: Database, size: int) -> None:
    with database.write() as db:
        for number in range(100):
            PUT.run(db, {"id": f"{number:03}", "good": False, "size": number})
        wanted = [f"{number:03}" for number in range(size)]
        assert [row.id for row in AMONG.all(db, wanted)] == wanted


def test_faults_of_the_driver_have_sqlalchemy_names_and_a_savepoint_undoes_its_own(database: Database) -> None:
    with database.write() as db:
        PUT.run(db, {"id": "a", "good": True, "size": 1})
        with pytest.raises(IntegrityError), savepoint(db):  # noqa: PT012
            PUT.run(db, {"id": "b", "good": True, "size": 1})
            PUT.run(db, {"id": "a", "good": True, "size": 2})
        assert [row.id for row in AMONG.all(db, ["a", "b"])] == ["a"]
        with pytest.raises(OperationalError):
            Bare(select(Table("nowhere", MetaData(), Column("id", Integer)))).all(db, {})
