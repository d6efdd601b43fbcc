"""Devices that wait to be let in, and the alarm when a card that was used comes again."""

from typing import ClassVar

from sqlalchemy import Connection, insert, select, update

from app.live.commands import Id
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.seats.commands import AT_DESK, Hash, SeatCommand, refuse_by_rules
from app.seats.queries import asking, seat, seat_alarm


class AskForSeat(SeatCommand):
    """A device has a card that needs a person's word: it waits. Its cookie for waiting opens nothing."""

    kind: ClassVar[str] = "seat.ask"

    token_hash: Hash
    generation: int

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        card = db.execute(select(seat).where(seat.c.id == self.seat_id)).one()
        if card.generation != self.generation:
            raise Refusal("unknown_code", "Nie znam tego kodu. Sprawdź go na karcie.")
        refuse_by_rules(db, card, arrival.now)

    def apply(self, db: Connection, entry: Entry) -> None:
        row = self.model_dump(include={"token_hash", "seat_id", "generation"})
        db.execute(insert(asking).values(asked_at=entry.recorded_at, state="waiting", **row))


class AnswerAsking(SeatCommand):
    """A person at the desk decides about a device that waits."""

    roles: ClassVar[frozenset[str]] = AT_DESK
    state: ClassVar[str]

    token_hash: Hash

    def check(self, db: Connection, arrival: Arrival) -> None:
        mine = (asking.c.token_hash == self.token_hash, asking.c.seat_id == self.seat_id)
        found = db.execute(select(asking.c.state).where(*mine)).scalar()
        if found is None:
            raise Refusal("not_found", "Nikt tu nie czeka.")
        if found != "waiting":
            raise Refusal("stale", "To urządzenie już nie czeka.")

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(update(asking).where(asking.c.token_hash == self.token_hash).values(state=self.state))


class AdmitToSeat(AnswerAsking):
    """Let in: the device takes the seat by itself."""

    kind: ClassVar[str] = "seat.admit"
    state: ClassVar[str] = "admitted"


class RefuseSeat(AnswerAsking):
    """Not this one."""

    kind: ClassVar[str] = "seat.refuse"
    state: ClassVar[str] = "refused"


class RaiseSeatAlarm(SeatCommand):
    """A card that may be used once was used again: everyone at the desk should know."""

    kind: ClassVar[str] = "seat.alarm"

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(insert(seat_alarm).values(id=entry.command_id, seat_id=self.seat_id, at=entry.recorded_at))


class HushSeatAlarm(SeatCommand):
    """Somebody has seen to it: all alarms of this seat are quiet."""

    kind: ClassVar[str] = "seat.hush"
    roles: ClassVar[frozenset[str]] = AT_DESK

    alarm_id: Id

    def apply(self, db: Connection, entry: Entry) -> None:
        loud = (seat_alarm.c.seat_id == self.seat_id, seat_alarm.c.hushed_at.is_(None))
        db.execute(update(seat_alarm).where(*loud).values(hushed_at=entry.recorded_at))
