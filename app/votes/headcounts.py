"""How many people sit at a stolik. It is decided here, where it is known how many of them have voted."""

from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import Connection, select, update

from app.live.commands import Command, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import MODERATOR, ORGANISER
from app.stoliki.queries import sits, stolik
from app.votes.queries import ballots_at, ballots_of, open_round_at, people_of

MOST_PEOPLE = 10_000


class CountHeadcount(Command):
    """How many people sit here now; never fewer than have cast a ballot in the round that is open."""

    kind: ClassVar[str] = "headcount.count"
    roles: ClassVar[frozenset[str]] = frozenset({MODERATOR, ORGANISER})

    stolik_id: Number
    count: Annotated[int, Field(ge=0, le=MOST_PEOPLE)]

    def subject(self) -> str | None:
        return str(self.stolik_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        sits(db, self.stolik_id, arrival)
        round_ = open_round_at(db, self.stolik_id)
        if self.count is None or round_ is None:
            return
        cast = max(ballots_at(db, round_.id, self.stolik_id), self._left_by_others(db, round_))
        if self.count < cast:
            raise Refusal("over_budget", "W trwającym głosowaniu oddano tu już głosów: %(ballots)s. Osób nie może być mniej.", ballots=cast)

    def _left_by_others(self, db: Connection, round_: Any) -> int:
        """Ballots cast without a stolik: how many there are more than people at all the other stoliki, when they are counted there."""
        others = [people for at, people in people_of(db, round_).items() if at != self.stolik_id]
        known = [people for people in others if people is not None]
        return sum(ballots_of(db, round_.id).values()) - sum(known) if len(known) == len(others) else 0

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
