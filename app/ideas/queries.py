"""What is asked about ideas from phones."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.ideas.models import Idea
from app.live.tables import table_of

idea = table_of(Idea)
WAITING, ADMITTED, REFUSED = "waiting", "admitted", "refused"


def idea_of(db: Connection, idea_id: str) -> Row[Any] | None:
    return db.execute(select(idea).where(idea.c.id == idea_id)).first()


def ideas_in(db: Connection, sitting_id: int, state: str, most: int) -> Sequence[Row[Any]]:
    """Those that wait, the oldest first; those that were refused, the newest first."""
    order = idea.c.born if state == WAITING else idea.c.born.desc()
    return db.execute(select(idea).where(idea.c.sitting_id == sitting_id, idea.c.state == state).order_by(order).limit(most)).all()


def counted(db: Connection, sitting_id: int) -> dict[str, int]:
    """State -> how many."""
    rows = db.execute(select(idea.c.state, func.count()).where(idea.c.sitting_id == sitting_id).group_by(idea.c.state))
    return {row[0]: int(row[1]) for row in rows}


def ideas_of(db: Connection, seat_id: str) -> Sequence[Any]:
    """What one phone has said."""
    return db.execute(select(idea.c.id, idea.c.state, idea.c.at).where(idea.c.seat_id == seat_id).order_by(idea.c.born)).all()
