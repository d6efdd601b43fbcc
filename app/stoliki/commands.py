"""What can happen at a stolik as such: it is set up, its people are counted."""

from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import Connection, insert, select, update

from app.editions.tables import sitting, theme
from app.live.commands import Command, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import MODERATOR, ORGANISER
from app.stoliki.queries import sits, stolik

MOST_PEOPLE = 1000


class OpenStolik(Command):
    """A stolik is set up: its number, sitting and theme."""

    kind: ClassVar[str] = "stolik.open"

    stolik_id: Number
    number: int
    sitting_id: Number
    theme_id: Number

    def subject(self) -> str | None:
        return str(self.stolik_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        if db.execute(select(stolik.c.id).where(stolik.c.id == self.stolik_id)).first():
            raise Refusal("stale", "Taki stolik już jest.")
        if not db.execute(select(sitting.c.id).where(sitting.c.id == self.sitting_id)).first():
            raise Refusal("unknown_reference", "Nie ma takiej sesji.")
        if not db.execute(select(theme.c.id).where(theme.c.id == self.theme_id)).first():
            raise Refusal("unknown_reference", "Nie ma takiego tematu.")

    def apply(self, db: Connection, entry: Entry) -> None:
        edition_id = db.execute(select(sitting.c.edition_id).where(sitting.c.id == self.sitting_id)).scalar_one()
        row = self.model_dump(include={"number", "sitting_id", "theme_id"})
        db.execute(insert(stolik).values(id=self.stolik_id, edition_id=edition_id, **row))


class CountHeadcount(Command):
    """How many people sit here now."""

    kind: ClassVar[str] = "headcount.count"
    roles: ClassVar[frozenset[str]] = frozenset({MODERATOR, ORGANISER})

    stolik_id: Number
    count: Annotated[int, Field(ge=0, le=MOST_PEOPLE)]

    def subject(self) -> str | None:
        return str(self.stolik_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        sits(db, self.stolik_id, arrival)

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(update(stolik).where(stolik.c.id == self.stolik_id).values(headcount=self.count))


class RecountHeadcount(CountHeadcount):
    """A count is taken back: this many again (null: nobody had counted), if the number is still the one `seen`."""

    kind: ClassVar[str] = "headcount.recount"

    count: Annotated[int, Field(ge=0, le=MOST_PEOPLE)] | None  # type: ignore[assignment]
    seen: Number

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if db.execute(select(stolik.c.headcount).where(stolik.c.id == self.stolik_id)).scalar() != self.seen:
            raise Refusal("stale", "Ktoś zmienił to później, więc nie można tego cofnąć.")
