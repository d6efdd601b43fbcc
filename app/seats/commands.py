"""What can happen to seats: set up, taken by a device, released."""

from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import Connection, insert, select, update

from app.live.commands import Command, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import Role
from app.seats.queries import seat, seating

SeatId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class OpenSeat(Command):
    """A card is made: a role, for a moderator the stolik, and the hash of its code."""

    kind: ClassVar[str] = "seat.open"

    seat_id: SeatId
    edition_id: Number
    role: Role
    stolik_id: Number | None = None
    label: str
    generation: int
    code_hash: Hash

    def subject(self) -> str | None:
        return self.seat_id

    def apply(self, db: Connection, entry: Entry) -> None:
        row = self.model_dump(exclude={"id", "age_ms", "seat_id"})
        db.execute(insert(seat).values(id=self.seat_id, **row))


class SeatCommand(Command):
    """About one device at one seat."""

    seat_id: SeatId
    token_hash: Hash

    def subject(self) -> str | None:
        return self.seat_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        if not db.execute(select(seat.c.id).where(seat.c.id == self.seat_id)).first():
            raise Refusal("not_found", "Nie ma takiego stanowiska.")


class TakeSeat(SeatCommand):
    """A device joins with the card's code and gets a cookie of its own."""

    kind: ClassVar[str] = "seat.take"

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(insert(seating).values(token_hash=self.token_hash, seat_id=self.seat_id, taken_at=entry.recorded_at))


class ReleaseSeat(SeatCommand):
    """A device gives the seat up, or it is taken away."""

    kind: ClassVar[str] = "seat.release"

    def apply(self, db: Connection, entry: Entry) -> None:
        at_seat = (seating.c.token_hash == self.token_hash, seating.c.seat_id == self.seat_id)
        db.execute(update(seating).where(*at_seat).values(released_at=entry.recorded_at))
