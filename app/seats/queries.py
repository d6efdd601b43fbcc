"""What is asked about seats."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from app.editions.tables import edition
from app.live import seat as sitting_here
from app.live.bare import Listed
from app.live.tables import table_of
from app.seats.models import Asking, Invitation, Organiser, PaperToken, Room, Seat, SeatAlarm, Seating
from app.stoliki.queries import stolik

seat, seating, asking, seat_alarm = table_of(Seat), table_of(Seating), table_of(Asking), table_of(SeatAlarm)
organiser, invitation, room, paper_token = table_of(Organiser), table_of(Invitation), table_of(Room), table_of(PaperToken)
STANDING = Listed(lambda ids: select(seating.c.token_hash).where(seating.c.token_hash.in_(ids), seating.c.released_at.is_(None)))
ROLE_ORDER = ("organiser", "projector", "themer", "clerk", "moderator", "participant")


def standing(db: Connection, devices: set[str]) -> set[str]:
    """Which of these devices still sit where they joined; the house always does."""
    return {*(row.token_hash for row in STANDING.all(db, devices)), sitting_here.HOUSE.device}


def cards(db: Connection) -> list[Row[Any]]:
    """All seats that have a card, with the number of their stolik: organisers first, moderators by number. A moderator's only while
    its stolik stands in the current edition."""
    here = (stolik.c.edition_id == edition.c.id) & edition.c.current
    there = select(stolik.c.id).select_from(stolik).join(edition, here).where(stolik.c.withdrawn.is_(False))
    wanted = (seat.c.code_hash != "", or_(seat.c.stolik_id.is_(None), seat.c.stolik_id.in_(there)))
    rows = db.execute(select(seat, stolik.c.number).outerjoin(stolik, stolik.c.id == seat.c.stolik_id).where(*wanted)).all()
    return sorted(rows, key=lambda row: (ROLE_ORDER.index(row.role), row.number or 0, row.id))


def seat_with_code(db: Connection, code_hash: str) -> Row[Any] | None:
    return db.execute(select(seat).where(seat.c.code_hash == code_hash)).first()


def card_used(db: Connection, seat_id: str, generation: int) -> bool:
    """Whether a device has come with this card, or waits with it to be let in."""
    sat = select(seating.c.seat_id).where(seating.c.seat_id == seat_id, seating.c.generation == generation)
    waits = (asking.c.seat_id == seat_id, asking.c.generation == generation, asking.c.state != "refused")
    return db.execute(sat.union(select(asking.c.seat_id).where(*waits))).first() is not None


def organisers(db: Connection) -> Sequence[Row[Any]]:
    """Who signs in with a name and a password."""
    return db.execute(select(organiser).order_by(organiser.c.seat_id)).all()


def open_room(db: Connection) -> Row[Any] | None:
    """The room that is open in the current edition."""
    wanted = (edition.c.current, room.c.closed_at.is_(None))
    return db.execute(select(room).join(edition, edition.c.id == room.c.edition_id).where(*wanted)).first()


def invited(db: Connection, link_hash: str, now: int) -> str | None:
    """The seat to which a link still leads."""
    good = (invitation.c.link_hash == link_hash, invitation.c.used_at.is_(None), invitation.c.expires_at > now)
    return db.execute(select(invitation.c.seat_id).where(*good)).scalar()


def asked_with(db: Connection, token_hash: str) -> Row[Any] | None:
    """A device that waits, by its cookie for waiting."""
    return db.execute(select(asking).where(asking.c.token_hash == token_hash)).first()


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
