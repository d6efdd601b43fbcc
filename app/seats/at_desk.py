"""What the desk asks about seats: alarms, who waits, who sits where, the residents and their tokens, who organises."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from app.seats.queries import asking, organiser, paper_token, seat, seat_alarm, seating
from app.stoliki.queries import stolik


def loud_alarms(db: Connection) -> Sequence[Any]:
    """Cards that were used twice and not yet seen to: the newest alarm of each seat."""
    newest = select(func.max(seat_alarm.c.at)).where(seat_alarm.c.seat_id == seat.c.id).correlate(seat).scalar_subquery()
    what = select(seat_alarm.c.id, seat_alarm.c.at, seat.c.id.label("seat_id"), seat.c.role, seat.c.label, stolik.c.number)
    joined = what.join(seat, seat.c.id == seat_alarm.c.seat_id).outerjoin(stolik, stolik.c.id == seat.c.stolik_id)
    return db.execute(joined.where(seat_alarm.c.hushed_at.is_(None), seat_alarm.c.at == newest).order_by(seat_alarm.c.at)).all()


def waiting_devices(db: Connection) -> Sequence[Any]:
    """Who waits to be let in, the longest first."""
    what = select(asking.c.token_hash, asking.c.asked_at, seat.c.id.label("seat_id"), seat.c.role, seat.c.label, stolik.c.number)
    joined = what.join(seat, seat.c.id == asking.c.seat_id).outerjoin(stolik, stolik.c.id == seat.c.stolik_id)
    return db.execute(joined.where(asking.c.state == "waiting").order_by(asking.c.asked_at)).all()


def devices(db: Connection) -> dict[str, list[Any]]:
    """Seat -> the devices that sit there, in the order in which they came. Residents are many and are left out."""
    rows = db.execute(
        select(seating.c.token_hash, seating.c.seat_id, seating.c.taken_at)
        .join(seat, seat.c.id == seating.c.seat_id)
        .where(seating.c.released_at.is_(None), seat.c.role != "participant")
        .order_by(seating.c.taken_at, seating.c.token_hash)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.seat_id, []).append(row)
    return found


def residents_in(db: Connection) -> int:
    """How many residents have come in and not left."""
    here = select(func.count()).select_from(seating).join(seat, seat.c.id == seating.c.seat_id)
    return int(db.execute(here.where(seat.c.role == "participant", seating.c.released_at.is_(None))).scalar_one())


def token_batches(db: Connection, edition_id: int) -> Sequence[Any]:
    """The batches of paper tokens: number, size, how many were used."""
    counted = select(paper_token.c.batch, func.count().label("size"), func.count(paper_token.c.seat_id).label("used"))
    return db.execute(
        counted.where(paper_token.c.edition_id == edition_id).group_by(paper_token.c.batch).order_by(paper_token.c.batch)
    ).all()


def organising(db: Connection) -> Sequence[Any]:
    """Every organiser's seat without a card: who has a name already, who is only invited."""
    what = select(seat.c.id, organiser.c.name, organiser.c.totp).outerjoin(organiser, organiser.c.seat_id == seat.c.id)
    return db.execute(what.where(seat.c.role == "organiser", seat.c.code_hash == "").order_by(seat.c.id)).all()
