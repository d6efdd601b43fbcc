"""What can happen to a ballot: it is cast. The same voter's next one takes its place; nobody can tell who cast which."""

import uuid
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.live.bare import Bare
from app.live.commands import Command, Id, Number
from app.live.journal import Entry
from app.live.keys import Keys
from app.live.recorder import Arrival, Refusal, Veiled
from app.live.seat import MODERATOR, PARTICIPANT
from app.votes.arithmetic import Rule, fault
from app.votes.queries import (
    ISSUES,
    PHONES,
    TABLET,
    ballot,
    ballot_dot,
    ballots_of,
    choices_of,
    known_round,
    methods_of,
    people_of,
)
from app.votes.secrecy import Voter, keep, key_of, slip_of, voter_of
from app.votes.timing import came_late, takes

MOST_CHOICES = 2000
Signed = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
MINE = (ballot.c.round_id == bindparam("round"), ballot.c.voter == bindparam("mine"))
BEFORE = Bare(select(ballot.c.holder, ballot.c.stolik_id).where(*MINE))
DROP = insert(ballot_dot)
NOT_SO = {TABLET: "W tym głosowaniu nie podaje się tabletu.", PHONES: "W tym głosowaniu nie głosuje się na telefonach."}


class AnyBallot(Command):
    """One person's dots in a round. `dots`: choice -> how many; on the scale 1 to 5, or 0 for "unclear"."""

    round_id: Id
    stolik_id: Number | None = None
    dots: Annotated[dict[Id, Annotated[int, Field(ge=0, le=10)]], Field(max_length=MOST_CHOICES)]

    def subject(self) -> str | None:
        return self.round_id


class KeptBallot(AnyBallot):
    """As it stands in the journal: who cast it is signed with the round's key."""

    voter: Signed
    holder: Signed
    method: Literal["tablet", "phones"]

    def apply(self, db: Connection, entry: Entry) -> None:
        row = {"stolik_id": self.stolik_id, "method": self.method, "holder": self.holder, "late": entry.late}
        mine = {"round_id": self.round_id, "voter": self.voter}
        before = (ballot.c.round_id == self.round_id, ballot.c.voter == self.voter)
        if db.execute(update(ballot).where(*before).values(row)).rowcount:
            db.execute(delete(ballot_dot).where(ballot_dot.c.round_id == self.round_id, ballot_dot.c.voter == self.voter))
        else:
            db.execute(insert(ballot).values(mine | row))
        if self.dots:
            db.execute(DROP, [mine | {"choice_id": choice_id, "count": count} for choice_id, count in sorted(self.dots.items())])


class CastBallot(AnyBallot):
    """A resident votes: on a phone, or on the tablet that is passed around, where each turn is a voter of its own."""

    kind: ClassVar[str] = "ballot.cast"
    roles: ClassVar[frozenset[str]] = frozenset({PARTICIPANT, MODERATOR})
    secret: ClassVar[bool] = True
    kept_as: ClassVar[type[Command] | None] = KeptBallot

    token: Annotated[str, Field(max_length=40)] | None = None

    def veiled(self, db: Connection, arrival: Arrival, keys: Keys) -> Veiled:
        """What was answered is answered again. What came late and is refused leaves a note that it came, and nothing of what it says."""
        round_ = known_round(db, self.round_id)
        key = key_of(db, round_, keys)
        slip = slip_of(db, key, self.id, self.payload())
        if slip.seq is not None:
            return Veiled(seq=slip.seq)
        note = keep(db, self.round_id, slip)
        voter = voter_of(db, round_, key, arrival, self.id, self.token)
        self._fits(db, round_, voter)
        try:
            takes(round_, arrival)
        except Refusal:
            if came_late(round_, arrival) and not round_.withdrawn:
                note(None)
            raise
        said = {"round_id": self.round_id, "stolik_id": self.stolik_id, "dots": self.dots}
        kept = KeptBallot(id=str(uuid.uuid4()), **said, **voter._asdict())  # type: ignore[arg-type]
        return Veiled(kept, at=round_.opened_at, note=note)

    def _fits(self, db: Connection, round_: Any, voter: Voter) -> None:
        """Refuse what the round's rules do not allow."""
        if voter.method not in methods_of(round_):
            raise Refusal("forbidden", NOT_SO[voter.method])
        people = people_of(db, round_)
        if self.stolik_id not in people and (self.stolik_id is not None or round_.about == ISSUES):
            raise Refusal("wrong_stolik", "Ten stolik nie bierze udziału w tym głosowaniu.")
        self._names_choices(db, round_)
        wrong = fault(self.dots, Rule(round_.rule, round_.dots, round_.most))
        if wrong == "over_budget":
            most = {"dots": round_.dots, "most": round_.most}
            raise Refusal("over_budget", "Za dużo kropek: masz %(dots)s, najwyżej %(most)s na jedną sprawę.", **most)
        if wrong:
            raise Refusal("invalid", "Ten głos nie pasuje do zasad głosowania.")
        self._has_room(db, round_, voter, people)

    def _names_choices(self, db: Connection, round_: Any) -> None:
        known = {row.choice_id: row.stolik_id for row in choices_of(db, round_.id)}
        if not self.dots.keys() <= known.keys():
            raise Refusal("not_found", "Tego nie ma w tym głosowaniu.")
        if any(known[choice_id] not in (None, self.stolik_id) for choice_id in self.dots):
            raise Refusal("wrong_stolik", "Ta sprawa należy do innego stolika.")

    def _has_room(self, db: Connection, round_: Any, voter: Voter, people: dict[int, int | None]) -> None:
        """No more ballots than people; a token is good for the phone that used it first."""
        before = BEFORE.first(db, {"round": round_.id, "mine": voter.voter})
        if before is not None and before.holder != voter.holder:
            raise Refusal("used", "Tym kodem już zagłosowano na innym telefonie.")
        if before is not None and before.stolik_id == self.stolik_id:
            return
        cast = ballots_of(db, round_.id)
        room = people[self.stolik_id] if self.stolik_id is not None else None
        if room is not None and cast.get(self.stolik_id, 0) >= room:
            raise full(room)
        if before is None and None not in people.values() and sum(cast.values()) >= sum(filter(None, people.values())):
            raise full(sum(filter(None, people.values())))


def full(people: int) -> Refusal:
    return Refusal("over_budget", "Oddano już tyle głosów, ile jest osób (%(people)s). Zapytaj osobę prowadzącą.", people=people)
