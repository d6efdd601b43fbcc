"""What every export is made from: only what is visible, in a fixed order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.editions.tables import theme
from app.issues.queries import issue, visible
from app.stoliki.queries import stolik
from app.topics.queries import topic, topic_place
from app.votes.queries import HANDS, tally

COUNTED = (tally.c.issue_id == issue.c.id) & (tally.c.round_id == HANDS)
LISTED = topic_place.c.state == "listed"


def issues(db: Connection, edition_id: int) -> Sequence[Row[Any]]:
    """Every visible issue, parked ones too, in the journal's order, with its stolik, theme, topic and counted hands."""
    return db.execute(
        select(issue, stolik.c.number, theme.c.name.label("theme"), topic.c.title.label("topic"), tally.c.count.label("hands"))
        .join(stolik, stolik.c.id == issue.c.stolik_id).join(theme, theme.c.id == stolik.c.theme_id)
        .outerjoin(topic, topic.c.id == issue.c.topic_id).outerjoin(tally, COUNTED)
        .where(stolik.c.edition_id == edition_id, visible()).order_by(issue.c.born)
    ).all()  # fmt: skip


def merged(db: Connection, edition_id: int) -> dict[str, list[Row[Any]]]:
    """Issue -> what was merged into it, and into that, in the order in which it was merged: it is said still, as a part of the other."""
    rows = db.execute(
        select(issue).join(stolik, stolik.c.id == issue.c.stolik_id)
        .where(stolik.c.edition_id == edition_id, issue.c.state == "merged").order_by(issue.c.merged_at, issue.c.born)
    ).all()  # fmt: skip
    into = {row.id: row.merged_into for row in rows}
    found: dict[str, list[Row[Any]]] = {}
    for row in rows:
        stands = row.merged_into
        while stands in into:
            stands = into[stands]
        found.setdefault(stands, []).append(row)
    return found


def topics(db: Connection, edition_id: int) -> Sequence[Row[Any]]:
    """Every topic that stands on a list or has a visible issue under it, by theme and age."""
    said = select(issue.c.topic_id).where(visible(), issue.c.topic_id.is_not(None))
    listed = select(topic_place.c.topic_id).where(LISTED)
    return db.execute(
        select(topic, theme.c.name.label("theme"))
        .join(theme, theme.c.id == topic.c.theme_id)
        .where(theme.c.edition_id == edition_id, topic.c.id.in_(said) | topic.c.id.in_(listed))
        .order_by(theme.c.number, topic.c.born, topic.c.id)
    ).all()


def lists(db: Connection) -> dict[str, list[dict[str, int]]]:
    """Topic -> the lists it stands on: stolik and place 1..n, counted without the withdrawn ones."""
    place = func.row_number().over(partition_by=topic_place.c.stolik_id, order_by=topic_place.c.place).label("nth")
    rows = db.execute(select(topic_place.c.topic_id, topic_place.c.stolik_id, place).where(LISTED)).all()
    found: dict[str, list[dict[str, int]]] = {}
    for row in sorted(rows, key=lambda row: row.stolik_id):
        found.setdefault(row.topic_id, []).append({"stolik_id": row.stolik_id, "place": row.nth})
    return found


def sums(db: Connection, edition_id: int) -> dict[int, tuple[int, int]]:
    """Stolik -> its visible issues and the hands counted for them."""
    rows = db.execute(
        select(issue.c.stolik_id, func.count(), func.coalesce(func.sum(tally.c.count), 0))
        .select_from(issue).join(stolik, stolik.c.id == issue.c.stolik_id).outerjoin(tally, COUNTED)
        .where(stolik.c.edition_id == edition_id, visible()).group_by(issue.c.stolik_id)
    ).all()  # fmt: skip
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}
