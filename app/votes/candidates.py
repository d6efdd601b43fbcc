"""On what people vote: what is there at the moment when a round opens."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, null, select

from app.editions.tables import theme
from app.issues.queries import issue, on_map
from app.stoliki.queries import stolik
from app.topics.queries import topic, topic_place
from app.votes.queries import ISSUES


def candidates(db: Connection, about: str, stolik_ids: Sequence[int], theme_id: int | None) -> Sequence[Row[Any]]:
    """id, stolik_id (of issues), in the order in which they are shown."""
    return issues_at(db, stolik_ids) if about == ISSUES else topics_of(db, stolik_ids, theme_id)


def issues_at(db: Connection, stolik_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Whatever is on the map, by stolik and age."""
    wanted: Select[Any] = select(issue.c.id, issue.c.stolik_id).join(stolik, stolik.c.id == issue.c.stolik_id)
    return db.execute(wanted.where(issue.c.stolik_id.in_(stolik_ids), on_map()).order_by(stolik.c.number, issue.c.born)).all()


def topics_of(db: Connection, stolik_ids: Sequence[int], theme_id: int | None) -> Sequence[Row[Any]]:
    """Those that stand on a list: of the theme, or of all themes of the edition."""
    listed = select(topic_place.c.topic_id).where(topic_place.c.state == "listed")
    year = select(stolik.c.edition_id).where(stolik.c.id.in_(stolik_ids))
    wanted: Select[Any] = select(topic.c.id, null().label("stolik_id")).join(theme, theme.c.id == topic.c.theme_id)
    here = theme.c.edition_id.in_(year) if theme_id is None else theme.c.id == theme_id
    return db.execute(wanted.where(here, topic.c.id.in_(listed)).order_by(theme.c.number, topic.c.born, topic.c.id)).all()
