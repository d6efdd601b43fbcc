"""What can happen to an edition and its sittings."""

import json
from typing import Any, ClassVar

from sqlalchemy import Connection, Table, insert, select, update

from app.editions.document import Days, Language, Languages, NewEdition, SittingPart, ThemePart, Words, in_order
from app.editions.planning import PLANNERS, PlanCommand, make_current
from app.editions.queries import next_of
from app.editions.tables import edition, sitting, theme, unit
from app.live.commands import Command, Number, Title
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal


class OpenEdition(Command):
    """The programme of a year comes into the house: edition, units, sittings, themes. Its stoliki and topics follow as commands."""

    kind: ClassVar[str] = "edition.open"
    roles: ClassVar[frozenset[str]] = PLANNERS

    edition: NewEdition
    units: list[Title] = []
    sittings: list[SittingPart] = []
    themes: list[ThemePart] = []

    def subject(self) -> str | None:
        return None if self.edition.id is None else str(self.edition.id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        if db.execute(select(edition.c.id).where(edition.c.id == self.edition.id)).first():
            raise Refusal("stale", "Ta edycja już jest.")

    def apply(self, db: Connection, entry: Entry) -> None:
        id = self.edition.id or next_of(db, edition.c.id)
        words = {"days": json.dumps(self.edition.days), "languages": self.edition.in_order()}
        row = self.edition.model_dump() | words | {"id": id, "current": True}
        db.execute(insert(edition).values(row))
        make_current(db, id)
        units = [{"id": id * 1000 + n, "name": name} for n, name in enumerate(self.units, 1)]
        sittings = [part.model_dump() | {"state": "planned"} for part in self.sittings]
        for table, rows in ((unit, units), (sitting, sittings), (theme, [part.model_dump() for part in self.themes])):
            insert_all(db, table, rows, id)


def insert_all(db: Connection, table: Table, rows: list[dict[str, Any]], edition_id: int) -> None:
    """All rows of one kind, each in its edition."""
    if rows:
        db.execute(insert(table), [row | {"edition_id": edition_id} for row in rows])


class EditionCommand(PlanCommand):
    """About an edition that is in the house."""

    table: ClassVar[Table] = edition
    about: ClassVar[str] = "edition_id"
    edition_id: Number


class NameEdition(EditionCommand):
    """What it is called, where, when and in which languages it is held; without `languages` those stay."""

    kind: ClassVar[str] = "edition.name"

    name: Title
    venue: Words
    days: Days
    language: Language
    languages: Languages | None = None

    def apply(self, db: Connection, entry: Entry) -> None:
        spoken = self.row(db).languages.split(",") if self.languages is None else self.languages
        words = {"language": self.language, "languages": in_order(self.language, spoken)}
        self.put(db, name=self.name, venue=self.venue, days=json.dumps(self.days), **words)


class ChooseEdition(EditionCommand):
    """From now on the pages show this edition."""

    kind: ClassVar[str] = "edition.choose"

    def apply(self, db: Connection, entry: Entry) -> None:
        make_current(db, self.edition_id)


class SittingCommand(Command):
    """About one sitting."""

    roles: ClassVar[frozenset[str]] = PLANNERS
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

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if db.execute(select(sitting.c.withdrawn).where(sitting.c.id == self.sitting_id)).scalar_one():
            raise Refusal("stale", "Tę sesję wycofano z programu.")

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
