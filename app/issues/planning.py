"""What can happen to a stolik on the plan. It is decided here, where it is known what was said at it and what stands on its list."""

from typing import ClassVar

from sqlalchemy import Connection, Table, select

from app.editions.document import NewNumber
from app.editions.planning import PlanCommand, RestoreCommand, WithdrawCommand
from app.editions.tables import sitting
from app.issues.queries import issue, visible
from app.live.commands import Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.stoliki.commands import number_is_free, of_one_edition, vacate
from app.stoliki.queries import next_number, stolik
from app.topics.queries import topic_place


class PlannedStolikCommand(PlanCommand):
    """About a stolik that stands, or stood, on the plan."""

    table: ClassVar[Table] = stolik
    about: ClassVar[str] = "stolik_id"
    stolik_id: Number


class NameStolik(PlannedStolikCommand):
    """Its number, its sitting, its theme."""

    kind: ClassVar[str] = "stolik.name"

    number: NewNumber
    sitting_id: Number
    theme_id: Number

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        known = self.row(db)
        if of_one_edition(db, self.sitting_id, self.theme_id) != known.edition_id:
            raise Refusal("invalid", "Sesja i temat są z innej edycji.")
        number_is_free(db, known.edition_id, self.number, self.stolik_id)
        if (self.number, self.sitting_id) != (known.number, known.sitting_id) and is_open(db, known.sitting_id):
            raise Refusal("stale", "Przy tym stoliku trwa rozmowa. Numer i sesję zmienisz, gdy się skończy.")
        if self.theme_id != known.theme_id and (has_topics(db, self.stolik_id) or has_issues(db, self.stolik_id)):
            raise Refusal("stale", "Ten stolik ma już zagadnienia lub wpisy swojego tematu. Dodaj nowy stolik.")

    def apply(self, db: Connection, entry: Entry) -> None:
        vacate(db, self.row(db).edition_id, self.number, self.stolik_id)
        self.put(db, number=self.number, sitting_id=self.sitting_id, theme_id=self.theme_id)


class WithdrawStolik(PlannedStolikCommand, WithdrawCommand):
    """Off the plan, unless something was said at it."""

    kind: ClassVar[str] = "stolik.withdraw"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if has_issues(db, self.stolik_id):
            raise Refusal("stale", "Przy tym stoliku coś już zapisano, więc zostaje.")


class RestoreStolik(PlannedStolikCommand, RestoreCommand):
    """Back onto the plan, under its number if nobody has taken it, else under the next."""

    kind: ClassVar[str] = "stolik.restore"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        known = self.row(db)
        of_one_edition(db, known.sitting_id, known.theme_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        known = self.row(db)
        self.put(db, withdrawn=False, number=known.number if known.number > 0 else next_number(db, known.edition_id))


def is_open(db: Connection, sitting_id: int) -> bool:
    """Whether people sit and talk now: the number stands on their table and in their tablet's address."""
    return db.execute(select(sitting.c.state).where(sitting.c.id == sitting_id)).scalar() == "open"


def has_issues(db: Connection, stolik_id: int) -> bool:
    """Whether anything said at this stolik can be seen."""
    return db.execute(select(issue.c.id).where(issue.c.stolik_id == stolik_id, visible())).first() is not None


def has_topics(db: Connection, stolik_id: int) -> bool:
    """Whether topics of its theme stand, or stood, on its list."""
    return db.execute(select(topic_place.c.topic_id).where(topic_place.c.stolik_id == stolik_id)).first() is not None
