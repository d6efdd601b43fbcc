"""New cards: the seat of a stolik's moderator, opened when the stolik is."""

from collections.abc import Iterable

from sqlalchemy import Connection, select
from uuid_utils.compat import uuid7

from app.live.seat import MODERATOR
from app.seats.codes import code_of, fingerprint
from app.seats.commands import OpenSeat
from app.seats.queries import seat
from app.stoliki.queries import stolik


def open_seats(db: Connection, secret: bytes, stolik_ids: Iterable[int]) -> list[OpenSeat]:
    """A moderator's seat for each of these stoliki that has none yet; what the house says after the stoliki were opened."""
    wanted = sorted(set(stolik_ids))
    seated = set(db.execute(select(seat.c.stolik_id).where(seat.c.stolik_id.in_(wanted))).scalars())
    rows = db.execute(select(stolik.c.id, stolik.c.edition_id, stolik.c.number).where(stolik.c.id.in_(wanted)).order_by(stolik.c.number))
    return [moderator_seat(secret, *row) for row in rows if row.id not in seated]


def moderator_seat(secret: bytes, stolik_id: int, edition_id: int, number: int) -> OpenSeat:
    """The same for a stolik that is only being opened, in the same batch."""
    seat_id = f"{MODERATOR}-{stolik_id}"
    hashed = fingerprint(code_of(secret, seat_id, 1))
    return OpenSeat(
        id=str(uuid7()), seat_id=seat_id, edition_id=edition_id, role="moderator", stolik_id=stolik_id,
        label=f"Stolik {number}", generation=1, code_hash=hashed,
    )  # fmt: skip
