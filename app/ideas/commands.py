"""What can happen to an idea from a phone: it is recorded, refused, taken back among those that wait. It is let in as an issue
(app/issues/admitting.py), by a person."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field
from sqlalchemy import Connection, insert, select, update

from app.editions.tables import sitting
from app.ideas.queries import REFUSED, WAITING, counted, idea, idea_of, ideas_of
from app.live.commands import Command, Id, Number, clean_text
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.redactions import Redaction
from app.live.seat import MODERATOR, ORGANISER, PARTICIPANT
from app.stoliki.queries import LATE_MS, stolik

CAFE = "cafe"
IdeaText = Annotated[str, BeforeValidator(clean_text), Field(max_length=500)]
MOST_OF_SEAT, MOST_IN_MINUTE, MOST_IN_ALL = 5, 3, 1000
MINUTE_MS = 60_000


class RecordIdea(Command):
    """Somebody in the café types an idea on their own phone. It waits for a person to read it."""

    kind: ClassVar[str] = "idea.record"
    roles: ClassVar[frozenset[str]] = frozenset({PARTICIPANT})

    sitting_id: Number
    text: IdeaText

    def check(self, db: Connection, arrival: Arrival) -> None:
        listens(db, self.sitting_id, arrival)
        has_room(db, self.sitting_id, arrival)

    def apply(self, db: Connection, entry: Entry) -> None:
        said = {"sitting_id": self.sitting_id, "text": self.text, "seat_id": entry.seat_id}
        db.execute(insert(idea).values(id=self.id, state=WAITING, at=entry.at, born=entry.seq, **said))

    def remains(self, redaction: Redaction) -> tuple[Command, ...]:
        """The words that stay: who let it in may say so once more."""
        return (self.model_copy(update={"text": redaction.text[:500]}),)


def listens(db: Connection, sitting_id: int, arrival: Arrival) -> None:
    """Refuse unless this is a café that is open, or was when this was typed and closed at most 15 minutes ago (marked late)."""
    row = db.execute(select(sitting).where(sitting.c.id == sitting_id)).first()
    if row is None or row.withdrawn or row.format != CAFE:
        raise Refusal("not_found", "Nie ma takiej kawiarenki.")
    if row.state == "open":
        return
    if row.closed_at is None or arrival.at > row.closed_at or arrival.now - row.closed_at > LATE_MS:
        raise Refusal("sitting_closed", "Kawiarenka jest teraz zamknięta.")
    arrival.late = True


def has_room(db: Connection, sitting_id: int, arrival: Arrival) -> None:
    """Nobody floods the people who read: few of one phone at once, and so many in all."""
    mine = ideas_of(db, arrival.seat.id)
    lately = [one for one in mine if abs(arrival.now - one.at) < MINUTE_MS]  # a clock that was put back locks nobody out
    if len(lately) >= MOST_IN_MINUTE or sum(one.state == WAITING for one in mine) >= MOST_OF_SEAT:
        raise Refusal("too_many", "Poczekaj chwilę: ktoś czyta to, co już masz wysłane.")
    if counted(db, sitting_id).get(WAITING, 0) >= MOST_IN_ALL:
        raise Refusal("too_many", "Czeka już bardzo dużo pomysłów. Spróbuj za chwilę.")


class IdeaCommand(Command):
    """About an idea of a café. A moderator says it for a stolik of that café; an organiser may do without one."""

    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER, MODERATOR})

    stolik_id: Number | None
    idea_id: Id

    def subject(self) -> str | None:
        return self.idea_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        in_state(db, self.idea_id, self.stolik_id if arrival.seat.role == MODERATOR else None, self.wanted)

    @property
    def wanted(self) -> str:
        return WAITING

    def put(self, db: Connection, state: str) -> None:
        db.execute(update(idea).where(idea.c.id == self.idea_id).values(state=state))


def in_state(db: Connection, idea_id: str, stolik_id: int | None, state: str) -> None:
    """Refuse an idea that somebody else has decided about, and one of another café than the stolik's."""
    known = idea_of(db, idea_id)
    if known is None:
        raise Refusal("unknown_reference", "Nie ma takiego pomysłu.")
    if stolik_id is not None and not at_cafe(db, stolik_id, known.sitting_id):
        raise Refusal("wrong_stolik", "Ten pomysł jest z innej kawiarenki.")
    if known.state != state:
        raise Refusal("stale", "Ktoś już zdecydował o tym pomyśle.")


def at_cafe(db: Connection, stolik_id: int, sitting_id: int) -> bool:
    here = (stolik.c.id == stolik_id, stolik.c.sitting_id == sitting_id)
    return db.execute(select(stolik.c.id).where(*here)).first() is not None


class RefuseIdea(IdeaCommand):
    """It is not let in: no screen and no file ever shows it."""

    kind: ClassVar[str] = "idea.refuse"

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, REFUSED)


class RestoreIdea(IdeaCommand):
    """A refusal is taken back: it waits again."""

    kind: ClassVar[str] = "idea.restore"

    @property
    def wanted(self) -> str:
        return REFUSED

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, WAITING)
