"""A furnished house without a server: enough to make papers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.live.db import Database
from app.papers.cards import cards_data
from app.papers.notes import notes_data
from app.papers.script import script_data
from tests.running import furnished

ADDRESS = "http://192.168.1.20:8000"


@dataclass
class Office:
    """Makes what the papers say."""

    db: Database
    secret: Path

    def cards(self, lang: str = "pl", paper: str = "a5", numbers: tuple[int, ...] = (), base: str = ADDRESS) -> dict[str, Any]:
        with self.db.read() as db:
            return cards_data(db, self.secret, base, lang, paper, numbers)

    def notes(self, lang: str = "pl", paper: str = "a4", numbers: tuple[int, ...] = ()) -> dict[str, Any]:
        with self.db.read() as db:
            return notes_data(db, lang, numbers, paper)

    def script(self, lang: str = "pl", paper: str = "a4") -> dict[str, Any]:
        with self.db.read() as db:
            return script_data(db, lang, paper)


@pytest.fixture
def office() -> Iterator[Office]:
    """The shipped edition; only read."""
    data = furnished()
    db = Database(f"sqlite:///{data / 'stoliki.db'}")
    yield Office(db, data / "seats.secret")
    db.close()
