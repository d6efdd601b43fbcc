"""What the scenes of voices read out: the newest, the most supported, the lone ones, the tools. Seven at most, one query each."""

from typing import Any

from sqlalchemy import Connection, Select, func, select

from app.issues.queries import issue, on_map
from app.projector.rows import BY_TABLE, HANDS_OF
from app.projector.rows_on_map import Voice
from app.stoliki.queries import stolik
from app.votes.queries import tally

MOST = 7  # long texts on one screen
HEAP = func.coalesce(issue.c.topic_id, issue.c.id)  # an issue without a topic stands for itself


def voices(edition_id: int, *more: Any) -> Select[Any]:
    """The columns of a Voice, of what may be shown."""
    said = (issue.c.id, issue.c.text, stolik.c.number, stolik.c.theme_id, issue.c.at, issue.c.source, tally.c.count, stolik.c.headcount)
    here = select(*said, *more).select_from(BY_TABLE.outerjoin(tally, HANDS_OF))
    return here.where(on_map(), stolik.c.edition_id == edition_id)


def read(db: Connection, wanted: Select[Any]) -> list[Voice]:
    return [Voice(*row) for row in db.execute(wanted.limit(MOST))]


def newest(db: Connection, edition_id: int) -> list[Voice]:
    return read(db, voices(edition_id).order_by(issue.c.born.desc()))


def supported(db: Connection, edition_id: int) -> list[Voice]:
    """By counted hands; of two with as many the one that was said first."""
    return read(db, voices(edition_id).where(tally.c.count > 0).order_by(tally.c.count.desc(), issue.c.born))


def tools(db: Connection, edition_id: int) -> list[Voice]:
    """Ways of taking part, by counted hands, then the newest first."""
    return read(db, voices(edition_id).where(issue.c.kind == "tool").order_by(func.coalesce(tally.c.count, 0).desc(), issue.c.born.desc()))


def minority(db: Connection, edition_id: int) -> list[Voice]:
    """Said at one stolik only: no other said anything of the same topic. One from every theme, from the topic that was spoken of least."""
    size, first, last = (one.over(partition_by=HEAP) for one in (func.count(), func.min(stolik.c.id), func.max(stolik.c.id)))
    loose, hands = issue.c.topic_id.is_(None), func.coalesce(tally.c.count, 0)
    told = [size.label("size"), first.label("first"), last.label("last"), loose.label("loose"), hands.label("hands"), issue.c.born]
    said = voices(edition_id, *told).subquery()
    turn = func.row_number().over(partition_by=said.c.theme_id, order_by=(said.c.loose, said.c.size, said.c.hands, said.c.born))
    lone = select(said, turn.label("turn")).where(said.c.first == said.c.last).subquery()
    shown = [column for column in lone.c if column.name in ("id", "text", "number", "theme_id", "at", "source", "count", "headcount")]
    return read(db, select(*shown).where(lone.c.turn == 1).order_by(lone.c.loose, lone.c.size, lone.c.hands, lone.c.born))
