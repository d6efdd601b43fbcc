"""What can happen to a round: it is opened with its rules, closed, decided about, sealed."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field
from sqlalchemy import Connection, delete, func, insert, select, update

from app.editions.tables import theme
from app.live.commands import Command, Id, Number, Title
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import HOUSE_ROLE, ORGANISER
from app.stoliki.queries import stolik
from app.votes.arithmetic import DOTS, SCALE
from app.votes.candidates import candidates
from app.votes.queries import (
    CLOSED,
    COUNTED,
    ISSUES,
    OPEN,
    SEALED,
    choice,
    known_round,
    late_of,
    open_round_at,
    people_of,
    receipt,
    round_stolik,
    rounds,
)
from app.votes.secrecy import scatter
from app.votes.timing import ADMITTED, REFUSED, UNDECIDED

ORGANISERS = frozenset({ORGANISER, HOUSE_ROLE})
MOST_STOLIKI = 1000
Method = Literal["counted", "tablet", "phones"]


class OpenRound(Command):
    """From now on these stoliki vote, on what is there now: what is said later waits for the next round."""

    kind: ClassVar[str] = "round.open"
    roles: ClassVar[frozenset[str]] = ORGANISERS

    title: Title
    stolik_ids: Annotated[list[Number], Field(min_length=1, max_length=MOST_STOLIKI)]
    about: Literal["issues", "topics"]
    theme_id: Number | None = None
    only: list[Id] | None = None
    rule: Literal["dots", "hand", "scale"]
    dots: Annotated[int, Field(ge=1, le=10)] = 1
    most: Annotated[int, Field(ge=1, le=10)] = 1
    methods: Annotated[list[Method], Field(min_length=1, max_length=3)]
    token: bool = False
    threshold: Annotated[int, Field(ge=1, le=100)] | None = None
    open_totals: bool = False

    def check(self, db: Connection, arrival: Arrival) -> None:
        self._hangs_together()
        edition_id = edition_of(db, self.stolik_ids)
        self._theme_is_there(db, edition_id)
        found = {one.id for one in self._candidates(db)}
        if not found or (self.only is not None and not (self.only and found.issuperset(self.only))):
            raise Refusal("invalid", "Nie ma na co głosować: przy tych stolikach nic jeszcze nie zapisano.")
        for stolik_id in self.stolik_ids:
            if open_round_at(db, stolik_id) is not None:
                raise Refusal("stale", "Przy jednym z tych stolików trwa już głosowanie. Najpierw je zamknij.")

    def _hangs_together(self) -> None:
        """Rules that no one could follow are refused."""
        if self.most > self.dots:
            raise Refusal("invalid", "Na jedną sprawę nie może przypadać więcej kropek, niż ma osoba.")
        if self.rule != DOTS and (self.dots, self.most) != (1, 1):
            raise Refusal("invalid", "Kropki podaje się tylko przy głosowaniu kropkami.")
        if self.rule == SCALE and COUNTED in self.methods:
            raise Refusal("invalid", "Ocen w skali nie da się policzyć na rękach.")
        if self.about == ISSUES and self.theme_id is not None:
            raise Refusal("invalid", "Temat podaje się tylko przy głosowaniu na zagadnienia.")

    def _theme_is_there(self, db: Connection, edition_id: int) -> None:
        if self.theme_id is None:
            return
        if db.execute(select(theme.c.edition_id).where(theme.c.id == self.theme_id)).scalar() != edition_id:
            raise Refusal("not_found", "Nie ma takiego tematu.")

    def _candidates(self, db: Connection) -> list[Any]:
        return [*candidates(db, self.about, self.stolik_ids, self.theme_id)]

    def apply(self, db: Connection, entry: Entry) -> None:
        edition_id = edition_of(db, self.stolik_ids)
        nth = int(db.execute(select(func.coalesce(func.max(rounds.c.nth), 0)).where(rounds.c.edition_id == edition_id)).scalar_one()) + 1
        row = self.model_dump(include={"title", "about", "theme_id", "rule", "dots", "most", "token", "threshold", "open_totals"})
        born = {"state": OPEN, "late": UNDECIDED, "withdrawn": False, "born": entry.seq, "opened_at": entry.recorded_at}
        methods = " ".join(sorted(set(self.methods)))
        db.execute(insert(rounds).values(id=self.id, edition_id=edition_id, nth=nth, methods=methods, **row, **born))
        voting = [{"round_id": self.id, "stolik_id": one, "headcount": None} for one in sorted(set(self.stolik_ids))]
        db.execute(insert(round_stolik), voting)
        wanted = [one for one in self._candidates(db) if self.only is None or one.id in self.only]
        rows = [{"round_id": self.id, "choice_id": one.id, "stolik_id": one.stolik_id, "nth": n} for n, one in enumerate(wanted, 1)]
        db.execute(insert(choice), rows)


class RoundCommand(Command):
    """About a round that was opened."""

    roles: ClassVar[frozenset[str]] = ORGANISERS
    states: ClassVar[tuple[str, ...]] = (CLOSED,)
    round_id: Id

    def subject(self) -> str | None:
        return self.round_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        if known_round(db, self.round_id).state not in self.states:
            raise Refusal("stale", NOT_NOW[self.states[0]])

    def put(self, db: Connection, **values: Any) -> None:
        db.execute(update(rounds).where(rounds.c.id == self.round_id).values(values))


NOT_NOW = {OPEN: "To głosowanie już zamknięto.", CLOSED: "Tego nie można teraz zrobić: głosowanie trwa albo jest zamknięte na stałe."}


class CloseRound(RoundCommand):
    """Nothing more is taken; from now on the totals may be seen. How many people there were is kept."""

    kind: ClassVar[str] = "round.close"
    states: ClassVar[tuple[str, ...]] = (OPEN,)

    def apply(self, db: Connection, entry: Entry) -> None:
        for stolik_id, people in people_of(db, known_round(db, self.round_id)).items():
            mine = (round_stolik.c.round_id == self.round_id, round_stolik.c.stolik_id == stolik_id)
            db.execute(update(round_stolik).where(*mine).values(headcount=people))
        self.put(db, state=CLOSED, closed_at=entry.recorded_at)


class AdmitRound(RoundCommand):
    """What was typed before the close and comes after it is taken until the seal, marked late."""

    kind: ClassVar[str] = "round.admit"

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, late=ADMITTED)


class RefuseRound(RoundCommand):
    """What comes after the close stays out, for good or until it is admitted after all."""

    kind: ClassVar[str] = "round.refuse"

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, late=REFUSED)


class SealRound(RoundCommand):
    """The end: nothing can be added or counted again, the key that could tie a ballot to a phone is destroyed, and with it the order."""

    kind: ClassVar[str] = "round.seal"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if known_round(db, self.round_id).late == UNDECIDED and late_of(db, self.round_id):
            raise Refusal("stale", "Najpierw zdecyduj, czy przyjąć głosy, które dotarły po zamknięciu.")

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, state=SEALED)
        db.execute(delete(receipt).where(receipt.c.round_id == self.round_id))
        scatter(db, self.round_id)


class WithdrawRound(RoundCommand):
    """It was a mistake: no screen and no file shows it. Its ballots stay as they are."""

    kind: ClassVar[str] = "round.withdraw"
    states: ClassVar[tuple[str, ...]] = (CLOSED, SEALED)

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, withdrawn=True)


class RestoreRound(RoundCommand):
    """It was none after all."""

    kind: ClassVar[str] = "round.restore"
    states: ClassVar[tuple[str, ...]] = (CLOSED, SEALED)

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, withdrawn=False)


def edition_of(db: Connection, stolik_ids: list[int]) -> int:
    """The one edition of these stoliki, all on the plan."""
    rows = db.execute(select(stolik.c.id, stolik.c.edition_id, stolik.c.withdrawn).where(stolik.c.id.in_(stolik_ids))).all()
    if {row.id for row in rows} != set(stolik_ids) or any(row.withdrawn for row in rows):
        raise Refusal("not_found", "Nie ma takiego stolika.")
    if len({row.edition_id for row in rows}) != 1:
        raise Refusal("invalid", "Te stoliki są z różnych edycji.")
    return int(rows[0].edition_id)


def sealing(db: Connection, edition_id: int, new_id: Callable[[], str]) -> list[RoundCommand]:
    """What has to be said so that no round of an edition is left unsealed, and no key is left."""
    said: list[RoundCommand] = []
    for row in db.execute(select(rounds).where(rounds.c.edition_id == edition_id, rounds.c.state != SEALED).order_by(rounds.c.nth)):
        said += [CloseRound(id=new_id(), round_id=row.id)] if row.state == OPEN else []
        said += [RefuseRound(id=new_id(), round_id=row.id)] if row.late == UNDECIDED else []
        said.append(SealRound(id=new_id(), round_id=row.id))
    return said
