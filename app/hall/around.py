"""What is known of a stolik besides what was said at it: its pace, who sits at its moderator's seat, since when it calls for help."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from app.issues.queries import issue, visible
from app.live.seat import MODERATOR
from app.seats.queries import seat, seating
from app.summaries.queries import help_call

PACE_MS, PACES = 5 * 60_000, 6


def pace_of(db: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Stolik -> "5934101:3 5934102:1": its last half hour, by five minutes counted since 1970, and the issues typed in each."""
    slot = (issue.c.at // PACE_MS).label("slot")
    mine = select(issue.c.stolik_id, slot, func.count()).where(issue.c.stolik_id.in_(ids), visible())
    found: dict[int, list[Any]] = {}
    for row in db.execute(mine.group_by(issue.c.stolik_id, slot).order_by(slot)):
        found.setdefault(row[0], []).append((int(row[1]), row[2]))
    return {id: " ".join(f"{nth}:{count}" for nth, count in slots if nth > slots[-1][0] - PACES) for id, slots in found.items()}


def seated_at(db: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Stolik -> devices that sit at its moderator's seat, be their pages open or not."""
    here = select(seat.c.stolik_id, func.count()).join(seating, seating.c.seat_id == seat.c.id)
    mine = (seat.c.role == MODERATOR, seat.c.stolik_id.in_(ids), seating.c.released_at.is_(None))
    return {row[0]: int(row[1]) for row in db.execute(here.where(*mine).group_by(seat.c.stolik_id))}


def stolik_of_seat(db: Connection, seat_id: str) -> int | None:
    """A moderator's stolik."""
    found: int | None = db.execute(select(seat.c.stolik_id).where(seat.c.id == seat_id)).scalar()
    return found


def calling(db: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Stolik -> since when it calls for help (ms)."""
    rows = db.execute(select(help_call.c.stolik_id, help_call.c.opened_at).where(help_call.c.stolik_id.in_(ids)))
    return {row[0]: row[1] for row in rows}
