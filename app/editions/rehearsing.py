"""That a rehearsal was begun, and that it is over: acts of the real hall, which otherwise knows nothing of it. They change no table."""

from typing import ClassVar

from sqlalchemy import Connection

from app.live.commands import Command, Title
from app.live.journal import Entry


class BeginRehearsal(Command):
    """What is said from now on is said in another house."""

    kind: ClassVar[str] = "rehearsal.begin"

    def subject(self) -> str | None:
        return None

    def apply(self, db: Connection, entry: Entry) -> None:
        """Nothing here is another now."""


class EndRehearsal(Command):
    """The real hall goes on. `file`: what the rehearsal's database is kept as; None: it was taken away, or it never began."""

    kind: ClassVar[str] = "rehearsal.end"

    file: Title | None

    def subject(self) -> str | None:
        return None

    def apply(self, db: Connection, entry: Entry) -> None:
        """Nothing here is another now."""
