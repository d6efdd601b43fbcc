"""The database is brought to this program's schema at start; one that is newer than the program is refused.

Alembic is loaded only when there is something to migrate: a server that comes back in the middle of a hall does not wait for it.
"""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.live.db import Database

BESIDE_APP = Path(__file__).parent.parent.parent / "migrations"
IN_WHEEL = Path(__file__).parent.parent / "_migrations"


class NewerDatabase(Exception):
    """The database was written by a newer Stoliki."""


def upgrade(db: Database) -> None:
    """Run the missing migrations. Raises NewerDatabase, before touching anything, when the schema is unknown here."""
    folder = BESIDE_APP if BESIDE_APP.exists() else IN_WHEEL
    known = revisions(folder)
    with db.write() as connection:
        current = revision_of(connection)
        if current == known[-1]:
            return
        if current is not None and current not in known:
            raise NewerDatabase(f"database revision {current} is newer than this program's {known[-1]}")
        import_module("app.live.migrating").migrate(connection, folder)


def revisions(folder: Path) -> list[str]:
    """The numbers of the migrations, oldest first: each file's name begins with its own."""
    return sorted(file.name.partition("_")[0] for file in (folder / "versions").glob("[0-9]*.py"))


def revision_of(connection: Connection) -> str | None:
    """The number of the last migration this database has had; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
