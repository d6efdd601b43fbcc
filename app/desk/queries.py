"""What the desk asks: a stolik's topic list with the places its topics can move to, and what else could stand on it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from app.stoliki.queries import stolik
from app.topics.queries import topic, topic_list, topic_place


class DeskTopic(NamedTuple):
    """A line of the list. `above`, `below`: after which topic it stands once it was moved one up, one down (None: first)."""

    id: str
    title: str
    origin: str
    revision: int
    nth: int
    first: bool
    last: bool
    above: str | None
    below: str | None


def desk_topics(db: Connection, stolik_id: int) -> list[DeskTopic]:
    """The listed topics in their order."""
    rows = topic_list(db, stolik_id)
    return [_line(rows, nth) for nth in range(len(rows))]


def _line(rows: Sequence[Row[Any]], nth: int) -> DeskTopic:
    row, last = rows[nth], nth == len(rows) - 1
    above = rows[nth - 2].id if nth > 1 else None
    below = None if last else rows[nth + 1].id
    return DeskTopic(row.id, row.title, row.origin, row.revision, nth + 1, nth == 0, last, above, below)


def elsewhere(db: Connection, stolik_id: int) -> Sequence[Row[Any]]:
    """Topics of the stolik's theme that stand on other lists and never stood on this one."""
    theme_id = select(stolik.c.theme_id).where(stolik.c.id == stolik_id).scalar_subquery()
    here = select(topic_place.c.topic_id).where(topic_place.c.stolik_id == stolik_id)
    wanted = (topic.c.theme_id == theme_id, topic.c.id.not_in(here))
    return db.execute(select(topic).where(*wanted).order_by(topic.c.born)).all()


def same_theme(db: Connection, stolik_id: int) -> list[int]:
    """The stoliki of this stolik's theme: a topic of one may come to the others."""
    theme_id = select(stolik.c.theme_id).where(stolik.c.id == stolik_id).scalar_subquery()
    return list(db.execute(select(stolik.c.id).where(stolik.c.theme_id == theme_id)).scalars())
