"""The map's questions to the tables. Sums are made by the database, so a push costs the same late in the day as early."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select

from app.editions.tables import theme
from app.issues.queries import issue, on_map
from app.live.bare import Bare, Listed
from app.projector.rows_on_map import MapTheme, MapTopic, loose_key
from app.stoliki.queries import stolik
from app.topics.queries import topic, topic_place
from app.votes.queries import HANDS, tally

BY_TABLE = issue.join(stolik, stolik.c.id == issue.c.stolik_id)
HANDS_OF = (tally.c.issue_id == issue.c.id) & (tally.c.round_id == HANDS)


def shown(edition_id: int) -> tuple[ColumnElement[bool], ...]:
    """The themes on the plan, and any other under which something can be seen."""
    spoken = select(stolik.c.theme_id).select_from(BY_TABLE).where(on_map())
    return theme.c.edition_id == edition_id, theme.c.withdrawn.is_(False) | theme.c.id.in_(spoken)


def map_themes(db: Connection, edition_id: int) -> tuple[MapTheme, ...]:
    wanted = select(theme.c.id, theme.c.number, theme.c.name, theme.c.colour).where(*shown(edition_id))
    return tuple(MapTheme(*row) for row in db.execute(wanted.order_by(theme.c.number, theme.c.id)))


def is_settled(db: Connection, edition_id: int) -> bool:
    """Whether every theme is on the plan: one that was withdrawn stands on the map for as long as anything is seen under it."""
    return db.execute(select(theme.c.id).where(theme.c.edition_id == edition_id, theme.c.withdrawn).limit(1)).first() is None


def has_working_names(db: Connection, edition_id: int) -> bool:
    """Whether a theme's real name was never published."""
    return db.execute(select(theme.c.id).where(theme.c.edition_id == edition_id, theme.c.working).limit(1)).first() is not None


def map_topics(db: Connection, edition_id: int) -> list[MapTopic]:
    """Every topic there ever was, in the order of birth: a withdrawn one keeps its slot."""
    listed = select(topic_place.c.topic_id).where(topic_place.c.state == "listed")
    wanted = select(topic.c.id, topic.c.theme_id, topic.c.title, topic.c.born, topic.c.id.in_(listed))
    mine = wanted.join(theme, theme.c.id == topic.c.theme_id).where(*shown(edition_id))
    return [MapTopic(*row) for row in db.execute(mine.order_by(topic.c.born, topic.c.id))]


def headcounts(db: Connection, edition_id: int) -> dict[int, int | None]:
    """How many people sit at each stolik on the plan, where somebody has counted."""
    mine = (stolik.c.edition_id == edition_id, stolik.c.withdrawn.is_(False))
    return dict(db.execute(select(stolik.c.id, stolik.c.headcount).where(*mine).order_by(stolik.c.id)).tuples().all())


def said() -> Select[Any]:
    """What the map's words need of an issue."""
    wanted = select(issue.c.id, issue.c.text, issue.c.topic_id, issue.c.source, stolik.c.theme_id)
    return wanted.select_from(BY_TABLE).where(on_map()).order_by(issue.c.born)


ALL_SAID = Bare(said().where(stolik.c.edition_id == bindparam("edition")))
SAID = Listed(lambda ids: said().where(issue.c.id.in_(ids)))


def issue_row(row: Any) -> dict[str, Any]:
    known = {"id": row.id, "theme": row.theme_id, "place": row.topic_id or loose_key(row.theme_id), "text": row.text}
    return known | ({"source": row.source} if row.source != "tablet" else {})


def all_said(db: Connection, edition_id: int) -> list[dict[str, Any]]:
    return [issue_row(row) for row in ALL_SAID.all(db, {"edition": edition_id})]


def said_now(db: Connection, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Those of these issues that are on the map."""
    return [issue_row(row) for row in SAID.all(db, ids)]
