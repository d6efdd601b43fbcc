"""What is asked about the edition and its programme."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from app.editions.tables import edition, sitting, theme


def current_edition(db: Connection) -> Row[Any] | None:
    """The edition that is on now, None in an empty house."""
    return db.execute(select(edition).where(edition.c.current).order_by(edition.c.id.desc())).first()


def sittings(db: Connection, edition_id: int) -> Sequence[Row[Any]]:
    """The programme, in its order."""
    return db.execute(select(sitting).where(sitting.c.edition_id == edition_id).order_by(sitting.c.place, sitting.c.id)).all()


def themes(db: Connection, edition_id: int) -> Sequence[Row[Any]]:
    """The themes, by number."""
    return db.execute(select(theme).where(theme.c.edition_id == edition_id).order_by(theme.c.number)).all()
