"""What can happen at a stolik as such: it is set up."""

from typing import ClassVar

from sqlalchemy import Connection, insert, select, update

from app.editions.planning import PLANNERS
from app.editions.queries import next_of, on_the_plan, row_of
from app.editions.tables import sitting, theme
from app.live.commands import Command, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.stoliki.queries import holder_of, next_number, stolik


class OpenStolik(Command):
    """A stolik is set up: its number, sitting and theme. `stolik_id`, `number` null: the next."""

    kind: ClassVar[str] = "stolik.open"
    roles: ClassVar[frozenset[str]] = PLANNERS

    stolik_id: Number | None = None
    number: int | None = None
    sitting_id: Number
    theme_id: Number

    def subject(self) -> str | None:
        return None if self.stolik_id is None else str(self.stolik_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        if self.stolik_id is not None and row_of(db, stolik, self.stolik_id) is not None:
            raise Refusal("stale", "Taki stolik już jest.")
        edition_id = of_one_edition(db, self.sitting_id, self.theme_id)
        if self.number is not None:
            number_is_free(db, edition_id, self.number)

    def apply(self, db: Connection, entry: Entry) -> None:
        edition_id = db.execute(select(sitting.c.edition_id).where(sitting.c.id == self.sitting_id)).scalar_one()
        id, number = self.stolik_id or next_of(db, stolik.c.id), self.number or next_number(db, edition_id)
        vacate(db, edition_id, number, id)
        row = {"sitting_id": self.sitting_id, "theme_id": self.theme_id, "number": number}
        db.execute(insert(stolik).values(id=id, edition_id=edition_id, withdrawn=False, **row))


def of_one_edition(db: Connection, sitting_id: int, theme_id: int) -> int:
    """The edition of this sitting and this theme. Refuses what is not on the plan, and a pair from two editions."""
    edition_id = on_the_plan(db, sitting, sitting_id, "Nie ma takiej sesji.")
    if on_the_plan(db, theme, theme_id, "Nie ma takiego tematu.") != edition_id:
        raise Refusal("invalid", "Sesja i temat są z innej edycji.")
    return edition_id


def number_is_free(db: Connection, edition_id: int, number: int, mine: int | None = None) -> None:
    """Refuse a number that another stolik of the plan has."""
    holder = holder_of(db, edition_id, number)
    if holder is not None and not holder.withdrawn and holder.id != mine:
        raise Refusal("stale", "Numer %(number)s ma już inny stolik.", number=number)


def vacate(db: Connection, edition_id: int, number: int, mine: int) -> None:
    """A withdrawn stolik gives its number away: its own becomes negative, which no other has."""
    holder = holder_of(db, edition_id, number)
    if holder is not None and holder.id != mine:
        db.execute(update(stolik).where(stolik.c.id == holder.id).values(number=-holder.id))
