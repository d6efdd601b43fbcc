"""Whatever stands on the plan of an edition: it is pushed, named, sorted, withdrawn and restored by the organisers; never deleted."""

from typing import Any, ClassVar

from sqlalchemy import Connection, Table, update

from app.editions.queries import edition_of, row_of
from app.editions.tables import edition
from app.live.commands import Command, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import HOUSE_ROLE, ORGANISER

PLANNERS = frozenset({ORGANISER, HOUSE_ROLE})


class PlanCommand(Command):
    """About one thing of the plan: a row of `table`, named by the field `about`; null names one that is still to be made."""

    roles: ClassVar[frozenset[str]] = PLANNERS
    table: ClassVar[Table]
    about: ClassVar[str]

    @property
    def named(self) -> int | None:
        found: int | None = getattr(self, self.about)
        return found

    def subject(self) -> str | None:
        return None if self.named is None else str(self.named)

    def check(self, db: Connection, arrival: Arrival) -> None:
        if self.row(db) is None:
            raise Refusal("not_found", "Nie ma tego w programie.")

    def row(self, db: Connection) -> Any:
        return None if self.named is None else row_of(db, self.table, self.named)

    def put(self, db: Connection, **values: Any) -> None:
        db.execute(update(self.table).where(self.table.c.id == self.named).values(values))


class PushCommand(PlanCommand):
    """A new thing comes onto the plan of an edition."""

    edition_id: Number

    def check(self, db: Connection, arrival: Arrival) -> None:
        if edition_of(db, self.edition_id) is None:
            raise Refusal("not_found", "Nie ma takiej edycji.")
        if self.row(db) is not None:
            raise Refusal("stale", "To już jest w programie.")


class RestoreCommand(PlanCommand):
    """Back onto the plan, as it was."""

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, withdrawn=False)


class WithdrawCommand(PlanCommand):
    """Off the plan; it can be restored."""

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, withdrawn=True)


def make_current(db: Connection, edition_id: int) -> None:
    """This edition and no other is the one that is on."""
    db.execute(update(edition).values(current=False))
    db.execute(update(edition).where(edition.c.id == edition_id).values(current=True))
