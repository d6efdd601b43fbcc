"""What is in the house already: the programme of the edition into which a file comes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from app.editions.queries import current_edition, next_of
from app.editions.tables import edition, sitting, theme, unit
from app.stoliki.queries import stolik
from app.topics.queries import topic, topic_place

Rows = Sequence[Row[Any]]


@dataclass(slots=True)
class Known:
    """Rows of one edition, withdrawn ones too. `edition` None: it is still to be opened. `next`: the ids that come next, by table."""

    edition: Row[Any] | None
    next: dict[str, int]
    sittings: Rows = ()
    themes: Rows = ()
    stoliki: Rows = ()
    units: Rows = ()
    topics: Rows = ()
    lists: dict[int, dict[str, str]] = field(default_factory=dict)  # stolik -> topic -> state, in the order of the list


def known_in(db: Connection, fresh: bool = False) -> Known:
    """The current edition's; nothing for an edition that is still to be opened (`fresh`, or in an empty house)."""
    tables = {"edition": edition, "sitting": sitting, "theme": theme, "stolik": stolik, "unit": unit}
    following = {name: next_of(db, table.c.id) for name, table in tables.items()}
    current = None if fresh else current_edition(db)
    if current is None:
        return Known(None, following)
    in_themes = select(topic).where(topic.c.theme_id.in_(select(theme.c.id).where(theme.c.edition_id == current.id)))
    return Known(
        current, following, rows_of(db, sitting, current.id), rows_of(db, theme, current.id), rows_of(db, stolik, current.id),
        rows_of(db, unit, current.id), db.execute(in_themes).all(), lists_of(db, current.id),
    )  # fmt: skip


def rows_of(db: Connection, table: Table, edition_id: int) -> Rows:
    return db.execute(select(table).where(table.c.edition_id == edition_id).order_by(table.c.id)).all()


def lists_of(db: Connection, edition_id: int) -> dict[int, dict[str, str]]:
    here = select(topic_place).join(stolik, stolik.c.id == topic_place.c.stolik_id).where(stolik.c.edition_id == edition_id)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in db.execute(here.order_by(topic_place.c.stolik_id, topic_place.c.place)):
        found[row.stolik_id][row.topic_id] = row.state
    return found
