"""The database is brought to this program's schema at start; one that is newer than the program is refused."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.live.db import Database

BESIDE_APP = Path(__file__).parent.parent.parent / "migrations"
IN_WHEEL = Path(__file__).parent.parent / "_migrations"


class NewerDatabase(Exception):
    """The database was written by a newer Stoliki."""


def upgrade(db: Database) -> None:
    """Run the missing migrations. Raises NewerDatabase, before touching anything, when the schema is unknown here."""
    config = Config()
    config.set_main_option("script_location", str(BESIDE_APP if BESIDE_APP.exists() else IN_WHEEL))
    script = ScriptDirectory.from_config(config)
    with db.write() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current == script.get_current_head():
            return
        if current is not None and current not in {one.revision for one in script.walk_revisions()}:
            raise NewerDatabase(f"database revision {current} is newer than this program's {script.get_current_head()}")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
