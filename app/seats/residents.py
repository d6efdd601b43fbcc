"""How residents come in: with the room's six figures while the room is open, or with a paper token, once."""

from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import Connection, bindparam, insert, select, update

from app.editions.tables import edition
from app.live.bare import Bare
from app.live.commands import Command, Id, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import HOUSE_ROLE, ORGANISER
from app.seats.commands import Hash, SeatId
from app.seats.queries import paper_token, room, seat, seating

MOST_TOKENS = 600
EDITION = Bare(select(edition.c.id).where(edition.c.id == bindparam("edition")))
ROOM = Bare(select(room.c.id).where(room.c.id == bindparam("room"), room.c.closed_at.is_(None)))
OF_RESIDENTS = {"role": "participant", "label": "", "generation": 1, "code_hash": "", "again": False, "approval": False}
SEAT = Bare(insert(seat).values(id=bindparam("id"), edition_id=bindparam("edition_id"), **OF_RESIDENTS))
SEATING = Bare(
    insert(seating).values(token_hash=bindparam("token_hash"), seat_id=bindparam("seat_id"), generation=1, taken_at=bindparam("taken_at"))
)


class EditionCommand(Command):
    """About the residents of one edition."""

    edition_id: Number

    def subject(self) -> str | None:
        return self.id

    def check(self, db: Connection, arrival: Arrival) -> None:
        if EDITION.first(db, {"edition": self.edition_id}) is None:
            raise Refusal("unknown_reference", "Nie ma takiej edycji.")


class OpenRoom(EditionCommand):
    """Residents may come in with six figures, which change every so many minutes. A room that was open is opened anew."""

    kind: ClassVar[str] = "room.open"
    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER, HOUSE_ROLE})

    minutes: Annotated[int, Field(ge=1, le=240)]

    def apply(self, db: Connection, entry: Entry) -> None:
        close_rooms(db, self.edition_id, entry.recorded_at)
        row = {"edition_id": self.edition_id, "minutes": self.minutes, "opened_at": entry.recorded_at}
        db.execute(insert(room).values(id=entry.command_id, **row))


class CloseRoom(EditionCommand):
    """The figures are worth nothing from now on; who is in stays in."""

    kind: ClassVar[str] = "room.close"
    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER, HOUSE_ROLE})

    def apply(self, db: Connection, entry: Entry) -> None:
        close_rooms(db, self.edition_id, entry.recorded_at)


class OpenTokens(EditionCommand):
    """A batch of paper tokens: their codes are derived from the secret, the batch and the place, and printed."""

    kind: ClassVar[str] = "token.open"

    batch: Number
    code_hashes: Annotated[list[Hash], Field(min_length=1, max_length=MOST_TOKENS)]

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if db.execute(select(paper_token.c.batch).where(paper_token.c.batch == self.batch)).first():
            raise Refusal("stale", "Te żetony już są.")

    def apply(self, db: Connection, entry: Entry) -> None:
        rows = [
            {"code_hash": one, "edition_id": self.edition_id, "batch": self.batch, "nth": n} for n, one in enumerate(self.code_hashes, 1)
        ]
        db.execute(insert(paper_token), rows)


class EnterHall(EditionCommand):
    """A resident comes in and gets a seat of their own: nobody asks for a name. By the room's figures, or by a token."""

    kind: ClassVar[str] = "seat.enter"

    seat_id: SeatId
    token_hash: Hash
    room_id: Id | None = None
    paper_hash: Hash | None = None

    def subject(self) -> str | None:
        return self.seat_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.room_id is not None:
            if ROOM.first(db, {"room": self.room_id}) is None:
                raise Refusal("unknown_code", "Ten kod już nie działa. Wpisz ten, który widać teraz na ekranie.")
            return
        found = db.execute(select(paper_token.c.seat_id).where(paper_token.c.code_hash == self.paper_hash)).first()
        if found is None:
            raise Refusal("unknown_code", "Nie znam tego kodu. Sprawdź go na karcie.")
        if found.seat_id is not None:
            raise Refusal("used", "Ten żeton był już użyty. Poproś organizatorów o inny.")

    def apply(self, db: Connection, entry: Entry) -> None:
        SEAT.run(db, {"id": self.seat_id, "edition_id": self.edition_id})
        SEATING.run(db, {"token_hash": self.token_hash, "seat_id": self.seat_id, "taken_at": entry.recorded_at})
        if self.paper_hash is not None:
            db.execute(update(paper_token).where(paper_token.c.code_hash == self.paper_hash).values(seat_id=self.seat_id))


def close_rooms(db: Connection, edition_id: int, at: int) -> None:
    open_now = (room.c.edition_id == edition_id, room.c.closed_at.is_(None))
    db.execute(update(room).where(*open_now).values(closed_at=at))
