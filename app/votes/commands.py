"""What can happen to votes: hands are counted. Absolute numbers, never increments, so that twice is harmless."""

from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import Connection, bindparam, delete, insert, update

from app.issues.commands import IssueCommand
from app.live.commands import Id, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import MODERATOR, ORGANISER
from app.stoliki.queries import sits
from app.votes.queries import HANDS, hands, tally

MOST_HANDS = 10_000
AGAIN = update(tally).where(tally.c.issue_id == bindparam("issue"), tally.c.round_id == bindparam("round")).values(count=bindparam("hands"))


class CountTally(IssueCommand):
    """The moderator counted hands (or stickers) for an issue: this many, whatever was there before."""

    kind: ClassVar[str] = "tally.count"
    roles: ClassVar[frozenset[str]] = frozenset({MODERATOR, ORGANISER})

    count: Annotated[int, Field(ge=0, le=MOST_HANDS)]
    round_id: Id | None = None

    def check(self, db: Connection, arrival: Arrival) -> None:
        sits(db, self.stolik_id, arrival)
        super().check(db, arrival)
        if self.round_id is not None:
            raise Refusal("unknown_reference", "Nie ma takiego głosowania.")

    def apply(self, db: Connection, entry: Entry) -> None:
        counted = db.execute(AGAIN, {"issue": self.issue_id, "round": HANDS, "hands": self.count})
        if not counted.rowcount:
            db.execute(insert(tally).values(issue_id=self.issue_id, round_id=HANDS, count=self.count))


class RecountTally(CountTally):
    """A count is taken back: this many again (null: nobody had counted), if the number is still the one `seen`."""

    kind: ClassVar[str] = "tally.recount"

    count: Annotated[int, Field(ge=0, le=MOST_HANDS)] | None  # type: ignore[assignment]
    seen: Number

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if hands(db, [self.issue_id]).get(self.issue_id) != self.seen:
            raise Refusal("stale", "Ktoś zmienił to później, więc nie można tego cofnąć.")

    def apply(self, db: Connection, entry: Entry) -> None:
        if self.count is None:
            db.execute(delete(tally).where(tally.c.issue_id == self.issue_id, tally.c.round_id == HANDS))
        else:
            super().apply(db, entry)
