"""What is asked about seats."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from app.live import seat as sitting_here
from app.live.bare import Listed
from app.live.tables import table_of
from app.seats.models import Seat, Seating
from app.stoliki.queries import stolik

seat, seating = table_of(Seat), table_of(Seating)
STANDING = Listed(lambda ids: select(seating.c.token_hash).where(seating.c.token_hash.in_(ids), seating.c.released_at.is_(None)))
ROLE_ORDER = ("organiser", "projector", "themer", "clerk", "moderator", "participant")


def standing(db: Connection, devices: set[str]) -> set[str]:
    """Which of these devices still sit where they joined; the house always does."""
    return {*(row.token_hash for row in STANDING.all(db, devices)), sitting_here.HOUSE.device}


def cards(db: Connection) -> list[Row[Any]]:
    """All seats with the number of their stolik: organisers first, moderators by number."""
    rows = db.execute(select(seat, stolik.c.number).outerjoin(stolik, stolik.c.id == seat.c.stolik_id)).all()
    return sorted(rows, key=lambda row: (ROLE_ORDER.index(row.role), row.number or 0, row.id))


def seat_with_code(db: Connection, code_hash: str) -> Row[Any] | None:
    return db.execute(select(seat).where(seat.c.code_hash == code_hash)).first()


def seat_of_token(db: Connection, token_hash: str) -> sitting_here.Seat | None:
    """The seat of a cookie that has not been released."""
    row = db.execute(
        select(seat.c.id, seat.c.role, seat.c.stolik_id)
        .join(seating, seating.c.seat_id == seat.c.id)
        .where(seating.c.token_hash == token_hash, seating.c.released_at.is_(None))
    ).first()
    return sitting_here.Seat(*row, device=token_hash) if row else None


def taken(db: Connection) -> Sequence[str]:
    """The ids of seats at which at least one device sits."""
    return db.execute(select(seating.c.seat_id).where(seating.c.released_at.is_(None)).distinct()).scalars().all()
