"""What can happen to counted hands and stickers. Absolute numbers, never increments, so that twice is harmless."""

import logging
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.issues.commands import IssueCommand
from app.issues.queries import issue
from app.live.bare import Bare
from app.live.commands import Id, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import MODERATOR, ORGANISER
from app.stoliki.queries import sits
from app.votes.arithmetic import Typed, span
from app.votes.counts import least_at
from app.votes.groups import MERGED, groups, is_group, sign
from app.votes.queries import COUNTED, HANDS, ISSUES, choice, counted, hands, known_round, methods_of, people_of, tally
from app.votes.timing import takes

log = logging.getLogger(__name__)
MOST_HANDS = 10_000
NEWEST = 2**62  # it has no entry yet
SHOWN = (tally.c.issue_id == bindparam("issue"), tally.c.round_id == HANDS)
SHOW_AGAIN = Bare(update(tally).where(*SHOWN).values(count=bindparam("hands")))
SHOW = Bare(insert(tally).values(issue_id=bindparam("issue"), round_id=HANDS, count=bindparam("hands")))
KEPT = (counted.c.round_id == bindparam("round"), counted.c.stolik_id == bindparam("stolik"), counted.c.members == bindparam("sign"))
COUNT_AGAIN = Bare(update(counted).where(*KEPT).values(count=bindparam("hands"), seq=bindparam("at")))
COUNT = Bare(insert(counted))
NUMBER = Bare(select(counted.c.count.label("number"), counted.c.seq).where(*KEPT))
STATE = Bare(select(issue.c.state).where(issue.c.id == bindparam("issue")))


class CountTally(IssueCommand):
    """The moderator counted hands (or stickers) for an issue, in a round also for a topic: this many, whatever was there before."""

    kind: ClassVar[str] = "tally.count"
    roles: ClassVar[frozenset[str]] = frozenset({MODERATOR, ORGANISER})

    count: Annotated[int, Field(ge=0, le=MOST_HANDS)]
    round_id: Id | None = None

    def check(self, db: Connection, arrival: Arrival) -> None:
        if self.round_id is not None:
            self._check_in_round(db, known_round(db, self.round_id), arrival)
        else:
            sits(db, self.stolik_id, arrival)
            super().check(db, arrival)

    def _check_in_round(self, db: Connection, round_: Any, arrival: Arrival) -> None:
        people = people_of(db, round_)
        if self.stolik_id not in people:
            raise Refusal("wrong_stolik", "Ten stolik nie bierze udziału w tym głosowaniu.")
        takes(round_, arrival, by_organiser=arrival.seat.role == ORGANISER)
        if COUNTED not in methods_of(round_):
            raise Refusal("invalid", "W tym głosowaniu nie liczy się rąk ani naklejek.")
        if not self.counts(db, round_):
            raise Refusal("not_found", "Tego nie ma w tym głosowaniu.")
        warn(db, round_, self, people[self.stolik_id])

    def counts(self, db: Connection, round_: Any) -> frozenset[str]:
        """What is counted in a round: the choice, or all that is one with it now."""
        one = groups(db, [self.stolik_id]).members(self.issue_id) if round_.about == ISSUES else frozenset({self.issue_id})
        here = choice.c.stolik_id == self.stolik_id if round_.about == ISSUES else choice.c.stolik_id.is_(None)
        wanted = select(choice.c.choice_id).where(choice.c.round_id == round_.id, choice.c.choice_id.in_(one), here)
        return frozenset(db.execute(wanted).scalars())

    def signed(self, db: Connection) -> dict[str, Any]:
        """Where the number is kept."""
        if self.round_id is not None:
            ids = self.counts(db, known_round(db, self.round_id))
        else:
            ids = groups(db, [self.stolik_id]).members(self.issue_id) if is_group(db, self.issue_id) else frozenset({self.issue_id})
        return {"round": self.round_id or HANDS, "stolik": self.stolik_id, "sign": sign(ids)}

    def apply(self, db: Connection, entry: Entry) -> None:
        where = self.signed(db)
        if not COUNT_AGAIN.run(db, where | {"hands": self.count, "at": entry.seq}):
            row = {"round_id": where["round"], "stolik_id": where["stolik"], "members": where["sign"]}
            COUNT.run(db, row | {"count": self.count, "seq": entry.seq})
        self.show(db)

    def show(self, db: Connection) -> None:
        """The running count on the screens follows what was counted."""
        if self.round_id is None:
            show(db, self.stolik_id, self.issue_id)


class RecountTally(CountTally):
    """A count is taken back: this many again (null: nobody had counted), if the number is still the one `seen`."""

    kind: ClassVar[str] = "tally.recount"

    count: Annotated[int, Field(ge=0, le=MOST_HANDS)] | None  # type: ignore[assignment]
    seen: Number

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self._now(db) != self.seen:
            raise Refusal("stale", "Ktoś zmienił to później, więc nie można tego cofnąć.")

    def _now(self, db: Connection) -> int | None:
        if self.round_id is None:
            return hands(db, [self.issue_id]).get(self.issue_id)
        found = NUMBER.first(db, self.signed(db))
        return None if found is None else int(found.number)

    def apply(self, db: Connection, entry: Entry) -> None:
        if self.count is not None:
            super().apply(db, entry)
            return
        where = self.signed(db)
        mine = (counted.c.round_id == where["round"], counted.c.stolik_id == where["stolik"], counted.c.members == where["sign"])
        db.execute(delete(counted).where(*mine))
        self.show(db)


def show(db: Connection, stolik_id: int, issue_id: str) -> None:
    """Put down what screens show of an issue, and of the one it is part of."""
    if not is_group(db, issue_id) and STATE.first(db, {"issue": issue_id}).state != MERGED:
        known = number(db, stolik_id, issue_id)
        put(db, issue_id, known.number if known else None)
        return
    found = groups(db, [stolik_id])
    for one in dict.fromkeys((issue_id, found.root(issue_id))):
        total = span(one, found.children, lambda ids: number(db, stolik_id, sign(ids)))
        put(db, one, total.low if total else None)


def number(db: Connection, stolik_id: int, signed: str) -> Typed | None:
    """The running count that is kept under a sign."""
    found = NUMBER.first(db, {"round": HANDS, "stolik": stolik_id, "sign": signed})
    return None if found is None else Typed(*found)


def put(db: Connection, issue_id: str, count: int | None) -> None:
    if count is None:
        db.execute(delete(tally).where(tally.c.issue_id == issue_id, tally.c.round_id == HANDS))
    elif not SHOW_AGAIN.run(db, {"issue": issue_id, "hands": count}):
        SHOW.run(db, {"issue": issue_id, "hands": count})


def warn(db: Connection, round_: Any, said: CountTally, people: int | None) -> None:
    """More than everybody there could give: people count wrong sometimes, so it is taken, and told."""
    if people is None or said.count is None:
        return
    if least_at(db, round_.id, said.stolik_id, {said.signed(db)["sign"]: Typed(said.count, NEWEST)}) > people * round_.dots:
        log.warning("round %s, stolik %d: more was counted than %d people have", round_.id, said.stolik_id, people)
