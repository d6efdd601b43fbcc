"""Who organises: invited by a link that works once, signs in with a name and a password, perhaps with an app's six figures."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field
from sqlalchemy import Connection, delete, insert, select, update

from app.live.commands import Command, clean_text
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import ORGANISER
from app.seats.commands import Hash, Moment, SeatCommand, SeatId
from app.seats.queries import invitation, organiser, organisers, seat, seating

Name = Annotated[str, BeforeValidator(clean_text), Field(min_length=2, max_length=60)]
PasswordHash = Annotated[str, Field(pattern=r"^\$argon2id\$", max_length=200)]


class InviteOrganiser(Command):
    """A link is made for an organiser's seat; a new seat when there is none with this id. Earlier links to it are void."""

    kind: ClassVar[str] = "organiser.invite"

    seat_id: SeatId
    link_hash: Hash
    expires_at: Moment

    def subject(self) -> str | None:
        return self.seat_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        role = db.execute(select(seat.c.role).where(seat.c.id == self.seat_id)).scalar()
        if role not in (None, ORGANISER):
            raise Refusal("forbidden", "To nie jest stanowisko organizatora.")

    def apply(self, db: Connection, entry: Entry) -> None:
        if not db.execute(select(seat.c.id).where(seat.c.id == self.seat_id)).first():
            new = {"role": ORGANISER, "label": "Organizator", "generation": 1, "code_hash": "", "again": True, "approval": False}
            db.execute(insert(seat).values(id=self.seat_id, **new))
        db.execute(delete(invitation).where(invitation.c.seat_id == self.seat_id, invitation.c.used_at.is_(None)))
        db.execute(insert(invitation).values(self.model_dump(include={"link_hash", "seat_id", "expires_at"})))


class AcceptInvitation(Command):
    """The link is used: from now on this name and this password open the seat. Whoever sat there before does so no more."""

    kind: ClassVar[str] = "organiser.accept"

    seat_id: SeatId
    link_hash: Hash
    name: Name
    password_hash: PasswordHash

    def subject(self) -> str | None:
        return self.seat_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        mine = (invitation.c.link_hash == self.link_hash, invitation.c.seat_id == self.seat_id, invitation.c.used_at.is_(None))
        expires_at = db.execute(select(invitation.c.expires_at).where(*mine)).scalar()
        if expires_at is None or arrival.now >= expires_at:
            raise Refusal("not_found", "Ten link już nie działa. Poproś o nowy.")
        if any(same_name(one.name, self.name) and one.seat_id != self.seat_id for one in organisers(db)):
            raise Refusal("stale", "Ktoś ma już taką nazwę. Wybierz inną.")

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(update(invitation).where(invitation.c.link_hash == self.link_hash).values(used_at=entry.recorded_at))
        db.execute(delete(organiser).where(organiser.c.seat_id == self.seat_id))
        db.execute(insert(organiser).values(totp=0, **self.model_dump(include={"seat_id", "name", "password_hash"})))
        db.execute(update(seat).where(seat.c.id == self.seat_id).values(label=self.name))
        release_all(db, self.seat_id, entry.recorded_at)


class KeepPassword(SeatCommand):
    """Another password. Whoever sits there signs in again."""

    kind: ClassVar[str] = "organiser.rekey"

    password_hash: PasswordHash

    def check(self, db: Connection, arrival: Arrival) -> None:
        known(db, self.seat_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(update(organiser).where(organiser.c.seat_id == self.seat_id).values(password_hash=self.password_hash))
        release_all(db, self.seat_id, entry.recorded_at)


class GuardOrganiser(SeatCommand):
    """Signing in asks for an app's figures too, or no more (0). The app's secret is derived from the secret file and this generation."""

    kind: ClassVar[str] = "organiser.guard"

    totp: Annotated[int, Field(ge=0, lt=2**31)]

    def check(self, db: Connection, arrival: Arrival) -> None:
        known(db, self.seat_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(update(organiser).where(organiser.c.seat_id == self.seat_id).values(totp=self.totp))


def known(db: Connection, seat_id: str) -> None:
    if not db.execute(select(organiser.c.seat_id).where(organiser.c.seat_id == seat_id)).first():
        raise Refusal("not_found", "Nie ma takiego stanowiska.")


def same_name(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def release_all(db: Connection, seat_id: str, at: int) -> None:
    """Every device at this seat."""
    there = (seating.c.seat_id == seat_id, seating.c.released_at.is_(None))
    db.execute(update(seating).where(*there).values(released_at=at))
