"""What the tablet asks across slices: the titles beside its issues, the issues under renamed topics."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from app.issues.queries import issue
from app.live.bare import Listed
from app.topics.queries import topic

TITLES = Listed(lambda ids: select(topic.c.id, topic.c.title).where(topic.c.id.in_(ids)))


def titles(db: Connection, topic_ids: Iterable[str]) -> dict[str, str]:
    """topic id -> its title, withdrawn topics too: what was said under them still was."""
    return {row.id: row.title for row in TITLES.all(db, topic_ids)}


def issues_under(db: Connection, stolik_id: int, topic_ids: list[str]) -> Sequence[Row[Any]]:
    """The stolik's issues under these topics."""
    if not topic_ids:
        return []
    return db.execute(select(issue).where(issue.c.stolik_id == stolik_id, issue.c.topic_id.in_(topic_ids)).order_by(issue.c.born)).all()
