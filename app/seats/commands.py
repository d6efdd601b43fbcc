"""What can happen to seats: set up, taken by a device, released; a card gets rules, and another code when it was lost."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field
from sqlalchemy import Connection, Row, insert, select, update

from app.live.commands import Command, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import HOUSE_ROLE, ORGANISER, Role
from app.seats.queries import asking, card_used, seat, seating

SeatId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[int, Field(ge=0, lt=2**53)]
MOST_SEATS = 500
AT_DESK = frozenset({ORGANISER, HOUSE_ROLE})


class OpenSeat(Command):
    """A card is made: a role, for a moderator the stolik, the hash of its code, and the rules by which it opens the seat."""

    kind: ClassVar[str] = "seat.open"

    seat_id: SeatId
    edition_id: Number | None
    role: Role
    stolik_id: Number | None = None
    label: str
    generation: int
    code_hash: Hash | Literal[""]
    again: bool = True
    approval: bool = False
    opens_at: Moment | None = None
    closes_at: Moment | None = None

    def subject(self) -> str | None:
        return self.seat_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        if db.execute(select(seat.c.id).where(seat.c.id == self.seat_id)).first():
            raise Refusal("stale", "Takie stanowisko już jest.")

    def apply(self, db: Connection, entry: Entry) -> None:
        row = self.model_dump(exclude={"id", "age_ms", "seat_id"})
        db.execute(insert(seat).values(id=self.seat_id, **row))


class SeatCommand(Command):
    """About one seat."""

    seat_id: SeatId

    def subject(self) -> str | None:
        return self.seat_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        if not db.execute(select(seat.c.id).where(seat.c.id == self.seat_id)).first():
            raise Refusal("not_found", "Nie ma takiego stanowiska.")


class TakeSeat(SeatCommand):
    """A device joins with the card's code and gets a cookie of its own. `generation`: the card's; null: by signing in, or from
    before cards had any. `asked`: it had waited to be let in."""

    kind: ClassVar[str] = "seat.take"

    token_hash: Hash
    generation: int | None = None
    asked: Hash | None = None

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.generation is None:
            return
        card = db.execute(select(seat).where(seat.c.id == self.seat_id)).one()
        if card.generation != self.generation:
            raise Refusal("unknown_code", "Nie znam tego kodu. Sprawdź go na karcie.")
        if self.asked is not None:
            wanted = (asking.c.token_hash == self.asked, asking.c.seat_id == self.seat_id, asking.c.state == "admitted")
            if not db.execute(select(asking.c.state).where(*wanted)).first():
                raise Refusal("not_admitted", "Organizator jeszcze nie wpuścił tego urządzenia.")
            return
        refuse_by_rules(db, card, arrival.now)
        if card.approval:
            raise Refusal("not_admitted", "Organizator jeszcze nie wpuścił tego urządzenia.")

    def apply(self, db: Connection, entry: Entry) -> None:
        generation = select(seat.c.generation).where(seat.c.id == self.seat_id).scalar_subquery()
        row = {"token_hash": self.token_hash, "seat_id": self.seat_id, "taken_at": entry.recorded_at}
        db.execute(insert(seating).values(generation=generation, **row))
        if self.asked is not None:
            db.execute(update(asking).where(asking.c.token_hash == self.asked).values(state="seated"))


class ReleaseSeat(SeatCommand):
    """A device gives the seat up, or it is taken away."""

    kind: ClassVar[str] = "seat.release"
    roles: ClassVar[frozenset[str]] = AT_DESK

    token_hash: Hash

    def apply(self, db: Connection, entry: Entry) -> None:
        at_seat = (seating.c.token_hash == self.token_hash, seating.c.seat_id == self.seat_id)
        db.execute(update(seating).where(*at_seat).values(released_at=entry.recorded_at))


class ReplaceSeat(SeatCommand):
    """The card gets another code: the old one is void. Unless `keep`, the devices that sit there are released: the tablet is lost."""

    kind: ClassVar[str] = "seat.replace"

    generation: int
    code_hash: Hash
    keep: bool = False

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        card = db.execute(select(seat.c.generation, seat.c.code_hash).where(seat.c.id == self.seat_id)).one()
        if card.code_hash == "":
            raise Refusal("not_found", "Do tego stanowiska nie ma karty.")
        if self.generation != card.generation + 1:
            raise Refusal("stale", "Ta karta ma już nowszy kod.")

    def apply(self, db: Connection, entry: Entry) -> None:
        new = {"generation": self.generation, "code_hash": self.code_hash}
        db.execute(update(seat).where(seat.c.id == self.seat_id).values(new))
        waiting = (asking.c.seat_id == self.seat_id, asking.c.state.in_(("waiting", "admitted")))
        db.execute(update(asking).where(*waiting).values(state="refused"))
        if not self.keep:
            there = (seating.c.seat_id == self.seat_id, seating.c.released_at.is_(None))
            db.execute(update(seating).where(*there).values(released_at=entry.recorded_at))


class AllowSeats(Command):
    """The rules of these cards: used once or again, let in at the desk or not, from when until when."""

    kind: ClassVar[str] = "seat.allow"
    roles: ClassVar[frozenset[str]] = AT_DESK

    seat_ids: Annotated[list[SeatId], Field(min_length=1, max_length=MOST_SEATS)]
    again: bool
    approval: bool
    opens_at: Moment | None
    closes_at: Moment | None

    def subject(self) -> str | None:
        return None

    def check(self, db: Connection, arrival: Arrival) -> None:
        known = set(db.execute(select(seat.c.id).where(seat.c.id.in_(self.seat_ids))).scalars())
        if known != set(self.seat_ids):
            raise Refusal("not_found", "Nie ma takiego stanowiska.")
        if self.opens_at is not None and self.closes_at is not None and self.closes_at <= self.opens_at:
            raise Refusal("invalid", "Koniec jest przed początkiem.")

    def apply(self, db: Connection, entry: Entry) -> None:
        rules = self.model_dump(include={"again", "approval", "opens_at", "closes_at"})
        db.execute(update(seat).where(seat.c.id.in_(self.seat_ids)).values(rules))


def refuse_by_rules(db: Connection, card: Row[Any], now: int) -> None:
    """A card outside its hours, or used already when once is enough."""
    opens_at, closes_at = card.opens_at, card.closes_at
    if opens_at is not None and now < opens_at:
        raise Refusal("too_early", "Ta karta jeszcze nie działa. Zapytaj organizatora, od kiedy.")
    if closes_at is not None and now >= closes_at:
        raise Refusal("too_late", "Ta karta już nie działa. Poproś organizatora o nową.")
    if not card.again and card_used(db, card.id, card.generation):
        raise Refusal("used", "Ta karta była już użyta. Podejdź do organizatorów: sprawdzą to i dadzą nową.")
