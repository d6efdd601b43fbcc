"""Alembic, for a database that is not yet at this program's schema (upgrades.py says when, and loads this only then)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def migrate(connection: Connection, folder: Path) -> None:
    """To the newest revision, inside the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
