"""What can happen to an edition and its sittings."""

import json
from typing import Any, ClassVar

from sqlalchemy import Connection, Table, insert, select, update

from app.editions.document import EditionPart, SittingPart, ThemePart
from app.editions.tables import edition, sitting, theme, unit
from app.live.commands import Command, Number, Title
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import ORGANISER


class OpenEdition(Command):
    """The programme of a year comes into the house: edition, units, sittings, themes. Its stoliki and topics follow as commands."""

    kind: ClassVar[str] = "edition.open"

    edition: EditionPart
    units: list[Title]
    sittings: list[SittingPart]
    themes: list[ThemePart]

    def subject(self) -> str | None:
        return str(self.edition.id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        if db.execute(select(edition.c.id).where(edition.c.id == self.edition.id)).first():
            raise Refusal("stale", "Ta edycja już jest.")

    def apply(self, db: Connection, entry: Entry) -> None:
        year = self.edition
        db.execute(update(edition).values(current=False))
        row = year.model_dump() | {"days": json.dumps(year.days), "current": True}
        db.execute(insert(edition).values(row))
        units = [{"id": year.id * 1000 + n, "name": name} for n, name in enumerate(self.units, 1)]
        sittings = [part.model_dump() | {"state": "planned"} for part in self.sittings]
        for table, rows in ((unit, units), (sitting, sittings), (theme, [part.model_dump() for part in self.themes])):
            insert_all(db, table, rows, year.id)


def insert_all(db: Connection, table: Table, rows: list[dict[str, Any]], edition_id: int) -> None:
    """All rows of one kind, each in its edition."""
    if rows:
        db.execute(insert(table), [row | {"edition_id": edition_id} for row in rows])


class SittingCommand(Command):
    """About one sitting."""

    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER, "house"})
    sitting_id: Number

    def subject(self) -> str | None:
        return str(self.sitting_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        if not db.execute(select(sitting.c.id).where(sitting.c.id == self.sitting_id)).first():
            raise Refusal("not_found", "Nie ma takiej sesji.")

    def put(self, db: Connection, **values: Any) -> None:
        db.execute(update(sitting).where(sitting.c.id == self.sitting_id).values(values))


class OpenSitting(SittingCommand):
    """People sit down and talk: from now on the stoliki of this sitting may record."""

    kind: ClassVar[str] = "sitting.open"

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, state="open", opened_at=entry.recorded_at, closed_at=None)


class CloseSitting(SittingCommand):
    """The talk is over. What was typed before and arrives within 15 minutes is still taken, marked late."""

    kind: ClassVar[str] = "sitting.close"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if db.execute(select(sitting.c.state).where(sitting.c.id == self.sitting_id)).scalar_one() != "open":
            raise Refusal("stale", "Ta sesja nie jest otwarta.")

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, state="closed", closed_at=entry.recorded_at)
