"""The journal: every accepted command, in one order, for ever. Tables can be rebuilt from it; nothing else is the truth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import BigInteger, Boolean, Column, Connection, Integer, String, Table, Text, bindparam, func, insert, select, text, update
from sqlmodel import SQLModel

from app.live.bare import Bare, Listed

journal = Table(
    "entry",
    SQLModel.metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("command_id", String(36), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("seat_id", String(40), nullable=False),
    Column("stolik_id", Integer, nullable=True),
    Column("subject", String(40), nullable=True, index=True),
    Column("late", Boolean, nullable=False),
    Column("payload", Text, nullable=False),
)

COLUMNS = tuple(column.name for column in journal.columns)
APPEND = Bare(insert(journal))
LATEST = Bare(select(func.coalesce(func.max(journal.c.seq), 0).label("seq")))
SINCE = Bare(select(journal).where(journal.c.seq > bindparam("after")).order_by(journal.c.seq))
KNOWN = Listed(lambda ids: select(journal).where(journal.c.command_id.in_(ids)))


@dataclass(slots=True, frozen=True)
class Entry:
    """One accepted command. `at`: when it was typed, `recorded_at`: when it was written (ms since 1970, server's clock)."""

    seq: int
    command_id: str
    kind: str
    at: int
    recorded_at: int
    seat_id: str
    stolik_id: int | None
    subject: str | None
    late: bool
    payload: str

    @property
    def noun(self) -> str:
        return self.kind.partition(".")[0]

    @property
    def verb(self) -> str:
        return self.kind.partition(".")[2]

    @property
    def fields(self) -> dict[str, Any]:
        """The command's own fields, without id, kind and age."""
        return dict(orjson.loads(self.payload))


def append(db: Connection, entries: Sequence[Entry]) -> None:
    """Write the entries of one group; on PostgreSQL the recorder holds the advisory lock, so no reader sees a hole."""
    if entries:
        APPEND.run_each(db, ({name: getattr(entry, name) for name in COLUMNS} for entry in entries))


def lock(db: Connection) -> None:
    """One writer at a time, on any engine: otherwise a later seq could become visible before an earlier one."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(7310)"))


def latest(db: Connection) -> int:
    """The newest seq, 0 for an empty journal."""
    return int(LATEST.first(db, {}).seq)


def since(db: Connection, seq: int) -> list[Entry]:
    """All entries after `seq`, in order."""
    return [Entry(*row) for row in SINCE.all(db, {"after": seq})]


def known(db: Connection, ids: Iterable[str]) -> dict[str, Entry]:
    """The entries these command ids already have: an id is remembered for ever."""
    return {row.command_id: Entry(*row) for row in KNOWN.all(db, ids)}


def about(db: Connection, subject: str, before: int) -> list[Entry]:
    """The entries about one thing that are older than `before`, in order."""
    mine = (journal.c.subject == subject, journal.c.seq < before)
    return [Entry(*row) for row in db.execute(select(journal).where(*mine).order_by(journal.c.seq))]


def rewrite(db: Connection, seq: int, payload: str) -> None:
    """Other words in an entry: for redactions alone."""
    db.execute(update(journal).where(journal.c.seq == seq).values(payload=payload))
