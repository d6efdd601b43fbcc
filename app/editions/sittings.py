"""What can happen to the plan of the sittings: they are put down, named, sorted and restored (withdrawn: app/stoliki/plan.py)."""

from typing import ClassVar

from sqlalchemy import Connection, Table, insert, update

from app.editions.document import Day, Hour, NewId, Words
from app.editions.models import Format
from app.editions.planning import PlanCommand, PushCommand, RestoreCommand
from app.editions.queries import next_of, row_of, whole_programme
from app.editions.tables import sitting
from app.live.commands import Number, Title
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal

LAST = "99:99"  # what has no hour comes after what has one


class PushSitting(PushCommand):
    """A new sitting. `after` null: where its day and hour put it."""

    kind: ClassVar[str] = "sitting.push"
    table: ClassVar[Table] = sitting
    about: ClassVar[str] = "sitting_id"

    sitting_id: NewId = None
    title: Title
    format: Format
    day: Day
    starts_at: Hour | None = None
    ends_at: Hour | None = None
    room: Words | None = None
    after: Number | None = None

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        neighbour(db, self.after, self.edition_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        id = self.sitting_id or next_of(db, sitting.c.id)
        order = [one.id for one in whole_programme(db, self.edition_id)]
        row = self.model_dump(include={"edition_id", "title", "format", "day", "starts_at", "ends_at", "room"})
        db.execute(insert(sitting).values(id=id, state="planned", place=0, withdrawn=False, **row))
        put_in_order(db, moved(order, id, self.after or self.earlier(db)))

    def earlier(self, db: Connection) -> int | None:
        """The last one that begins before it or with it."""
        mine = (self.day, self.starts_at or LAST)
        before = [one.id for one in whole_programme(db, self.edition_id) if one.place and (one.day, one.starts_at or LAST) <= mine]
        return before[-1] if before else None


class PlannedSittingCommand(PlanCommand):
    """About a sitting that stands, or stood, on the plan."""

    table: ClassVar[Table] = sitting
    about: ClassVar[str] = "sitting_id"
    sitting_id: Number


class NameSitting(PlannedSittingCommand):
    """What it is called, what it is, when and where."""

    kind: ClassVar[str] = "sitting.name"

    title: Title
    format: Format
    day: Day
    starts_at: Hour | None
    ends_at: Hour | None
    room: Words | None

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, **self.model_dump(include={"title", "format", "day", "starts_at", "ends_at", "room"}))


class SortSitting(PlannedSittingCommand):
    """To another place in the programme: after that sitting, or first."""

    kind: ClassVar[str] = "sitting.sort"

    after: Number | None

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        neighbour(db, self.after, self.row(db).edition_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        order = [one.id for one in whole_programme(db, self.row(db).edition_id)]
        put_in_order(db, moved(order, self.sitting_id, self.after))


class RestoreSitting(PlannedSittingCommand, RestoreCommand):
    """Back into the programme, where it stood."""

    kind: ClassVar[str] = "sitting.restore"


def neighbour(db: Connection, after: int | None, edition_id: int) -> None:
    """Refuse a place behind something that is not in this programme."""
    found = None if after is None else row_of(db, sitting, after)
    if after is not None and (found is None or found.edition_id != edition_id):
        raise Refusal("unknown_reference", "Nie ma takiej sesji.")


def moved(order: list[int], id: int, after: int | None) -> list[int]:
    """The order with one put after another, or first; after itself means: where it is."""
    if after == id:
        return order
    rest = [one for one in order if one != id]
    at = rest.index(after) + 1 if after is not None else 0
    return [*rest[:at], id, *rest[at:]]


def put_in_order(db: Connection, order: list[int]) -> None:
    """Write the places 1..n."""
    for place, id in enumerate(order, 1):
        db.execute(update(sitting).where(sitting.c.id == id).values(place=place))
