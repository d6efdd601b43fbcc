"""What belongs to this database and not to its content: its epoch. A restart keeps it, a new or restored database has another."""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Column, Connection, String, Table, bindparam, insert, select, update
from sqlmodel import SQLModel

from app.live.bare import Bare

installation = Table(
    "installation",
    SQLModel.metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)
NAMED = Bare(select(installation.c.value).where(installation.c.name == bindparam("name")))


def epoch_of(db: Connection) -> str:
    """Eight hex digits; made when the database is first opened (needs a writing transaction then)."""
    found = NAMED.first(db, {"name": "epoch"})
    known = found.value if found else None
    if known is None:
        known = secrets.token_hex(4).upper()
        db.execute(insert(installation).values(name="epoch", value=known))
    return str(known)


def renewed_epoch(db: Connection) -> str:
    """Another epoch for this database: it is older than what was answered for."""
    epoch = secrets.token_hex(4).upper()
    db.execute(update(installation).where(installation.c.name == "epoch").values(value=epoch))
    return epoch


def another_epoch(database: Path) -> None:
    """A restored database is another one: tablets send again what it may not know."""
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE installation SET value = ? WHERE name = 'epoch'", (secrets.token_hex(4).upper(),))
