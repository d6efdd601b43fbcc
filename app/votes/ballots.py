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
from app.live.seat import DESK, MODERATOR, PARTICIPANT
from app.votes.arithmetic import Rule, fault
from app.votes.queries import (
    CHOICE,
    ISSUES,
    PHONES,
    TABLET,
    Room,
    ballot,
    ballot_dot,
    ballots_at,
    ballots_of,
    known_round,
    methods_of,
    people_of,
    room_at,
)
from app.votes.secrecy import Voter, keep, key_of, slip_of, voter_of
from app.votes.timing import came_late, takes

MOST_CHOICES = 2000
Signed = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
MINE = (ballot.c.round_id == bindparam("round"), ballot.c.voter == bindparam("mine"))
BEFORE = Bare(select(ballot.c.holder, ballot.c.stolik_id).where(*MINE))
NEW: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("stolik_id", "method", "holder", "late")}
CAST, CAST_AGAIN = Bare(insert(ballot)), Bare(update(ballot).where(*MINE).values(NEW))
DROP = Bare(insert(ballot_dot))
TAKE_OFF = Bare(delete(ballot_dot).where(ballot_dot.c.round_id == bindparam("round"), ballot_dot.c.voter == bindparam("mine")))
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
        if CAST_AGAIN.run(db, {"round": self.round_id, "mine": self.voter} | {f"new_{name}": value for name, value in row.items()}):
            TAKE_OFF.run(db, {"round": self.round_id, "mine": self.voter})
        else:
            CAST.run(db, mine | row)
        if self.dots:
            DROP.run_each(db, [mine | {"choice_id": choice_id, "count": count} for choice_id, count in sorted(self.dots.items())])


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
        voter = voter_of(db, round_, key, arrival, self.id, self.token)
        note = keep(db, round_, slip, key, voter)
        self._fits(db, round_, voter)
        try:
            takes(round_, arrival)
        except Refusal as refusal:
            if came_late(round_, arrival) and not round_.withdrawn:
                note(None)
                refusal.heals = DESK
            raise
        said = {"round_id": self.round_id, "stolik_id": self.stolik_id, "dots": self.dots}
        kept = KeptBallot(id=str(uuid.uuid4()), **said, **voter._asdict())  # type: ignore[arg-type]
        return Veiled(kept, at=round_.opened_at, note=note)

    def _fits(self, db: Connection, round_: Any, voter: Voter) -> None:
        """Refuse what the round's rules do not allow."""
        if voter.method not in methods_of(round_):
            raise Refusal("forbidden", NOT_SO[voter.method])
        room = room_at(db, round_, self.stolik_id) if self.stolik_id is not None else None
        if room is None and (self.stolik_id is not None or round_.about == ISSUES):
            raise Refusal("wrong_stolik", "Ten stolik nie bierze udziału w tym głosowaniu.")
        self._names_choices(db)
        wrong = fault(self.dots, Rule(round_.rule, round_.dots, round_.most))
        if wrong == "over_budget":
            most = {"dots": round_.dots, "most": round_.most}
            raise Refusal("over_budget", "Za dużo kropek: masz %(dots)s, najwyżej %(most)s na jedną sprawę.", **most)
        if wrong:
            raise Refusal("invalid", "Ten głos nie pasuje do zasad głosowania.")
        self._has_room(db, round_, voter, room)

    def _names_choices(self, db: Connection) -> None:
        found = [CHOICE.first(db, {"round": self.round_id, "choice": choice_id}) for choice_id in self.dots]
        if None in found:
            raise Refusal("not_found", "Tego nie ma w tym głosowaniu.")
        if any(row.stolik_id not in (None, self.stolik_id) for row in found):
            raise Refusal("wrong_stolik", "Ta sprawa należy do innego stolika.")

    def _has_room(self, db: Connection, round_: Any, voter: Voter, room: Room | None) -> None:
        """No more ballots than people; a token is good for the phone that used it first."""
        before = BEFORE.first(db, {"round": round_.id, "mine": voter.voter})
        if before is not None and before.holder != voter.holder:
            raise Refusal("used", "Tym kodem już zagłosowano na innym telefonie.")
        if before is not None and before.stolik_id == self.stolik_id:
            return
        people = room.people if room is not None else None
        if people is not None and self.stolik_id is not None and ballots_at(db, round_.id, self.stolik_id) >= people:
            raise full(people)
        if before is None and round_.about != ISSUES:
            has_room_in_hall(db, round_)


def has_room_in_hall(db: Connection, round_: Any) -> None:
    """Where a ballot may be cast without a stolik: not more than people in all, when they are counted everywhere."""
    people = list(people_of(db, round_).values())
    known = [one for one in people if one is not None]
    if len(known) == len(people) and sum(ballots_of(db, round_.id).values()) >= sum(known):
        raise full(sum(known))


def full(people: int) -> Refusal:
    return Refusal("over_budget", "Oddano już tyle głosów, ile jest osób (%(people)s). Zapytaj osobę prowadzącą.", people=people)
