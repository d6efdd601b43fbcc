"""Rebuild all tables from the journal alone, and say whether they equal what is stored."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlmodel import SQLModel

from app.live import journal
from app.live.commands import recorded
from app.live.db import Database
from app.live.journal import Entry

NOT_CONTENT = {"entry", "act", "installation", "alembic_version", "receipt"}


@dataclass
class Difference:
    """Rows of a table that only one side has."""

    table: str
    stored_only: list[tuple[Any, ...]]
    replayed_only: list[tuple[Any, ...]]


class BrokenEntry(Exception):
    """An entry that nobody could have recorded so."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"{entry.seq} {entry.kind}")


def content_tables() -> list[Table]:
    """Every table that `apply` writes."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in NOT_CONTENT]


def replay(source: Connection, target: Connection) -> int:
    """Apply every entry of the source's journal to the (empty) target. Returns the number of entries. Raises BrokenEntry."""
    entries = journal.since(source, 0)
    for entry in entries:
        try:
            recorded(entry).apply(target, entry)
        except Exception as fault:
            raise BrokenEntry(entry) from fault
    return len(entries)


def rows_of(db: Connection, table: Table) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in db.execute(select(table))}


def differences(source: Connection, target: Connection) -> list[Difference]:
    """What the two sides do not agree on; empty when they are equal."""
    found = []
    for table in content_tables():
        stored, replayed = rows_of(source, table), rows_of(target, table)
        if stored != replayed:
            found.append(Difference(table.name, sorted(stored - replayed, key=repr), sorted(replayed - stored, key=repr)))
    return found


def check(db: Database, empty: Database) -> tuple[int, list[Difference]]:
    """Replay `db` into `empty` and compare all tables. Returns the number of entries and the differences."""
    empty.create_tables()
    with db.read() as source, empty.write() as target:
        return replay(source, target), differences(source, target)
