"""An edition is copied as the start of the next: its structure without what was said, and of its topics those that are chosen."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Literal
from uuid import UUID, uuid5

from sqlalchemy import Connection, Row, Table, insert, select

from app.editions.document import Days, NewId, Words
from app.editions.planning import PlanCommand
from app.editions.queries import days_of, edition_of, next_of, sittings, themes, units
from app.editions.tables import edition, sitting, theme, unit
from app.live.commands import Id, Number, Title
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.stoliki.queries import on_plan, stolik
from app.topics.queries import topic, topic_place

Newer = dict[int, int]
Rows = list[dict[str, Any]]
PLANNED = {"state": "planned", "opened_at": None, "closed_at": None}


class CopyEdition(PlanCommand):
    """Themes, sittings as planned, stoliki and units come into a new edition; `topics`: which of the listed ones come along."""

    kind: ClassVar[str] = "edition.copy"
    table: ClassVar[Table] = edition
    about: ClassVar[str] = "from_edition_id"

    from_edition_id: Number
    edition_id: NewId = None
    name: Title
    venue: Words
    days: Days
    topics: Literal["none"] | list[Id] = "none"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.edition_id is not None and edition_of(db, self.edition_id) is not None:
            raise Refusal("stale", "Ta edycja już jest.")
        if set(self.chosen) - {one.id for one in listed_topics(db, self.from_edition_id)}:
            raise Refusal("unknown_reference", "Nie ma takiego zagadnienia.")

    @property
    def chosen(self) -> list[str]:
        return [] if self.topics == "none" else list(self.topics)

    def apply(self, db: Connection, entry: Entry) -> None:
        old = self.row(db)
        new_id = self.edition_id or next_of(db, edition.c.id)
        spoken = {"language": old.language, "languages": old.languages}
        words = {"name": self.name, "venue": self.venue, "days": json.dumps(self.days)} | spoken
        db.execute(insert(edition).values(id=new_id, current=False, **words))
        copied(db, unit, rows_of(units(db, old.id)), new_id)
        newer_themes = copied(db, theme, rows_of(themes(db, old.id)), new_id)
        newer_sittings = copied(db, sitting, self.planned(db, old), new_id)
        tables = seated(rows_of(on_plan(db, old.id)), newer_themes, newer_sittings)
        newer_stoliki = copied(db, stolik, tables, new_id)
        carry(db, [one for one in listed_topics(db, old.id) if one.id in self.chosen], newer_themes, newer_stoliki, entry)

    def planned(self, db: Connection, old: Row[Any]) -> Rows:
        """The sittings of the first day come on the first of the new days, and so on; none has begun."""
        before = days_of(db, old)
        days = {day: self.days[min(nth, len(self.days) - 1)] for nth, day in enumerate(before)}
        return [row | PLANNED | {"day": days[row["day"]]} for row in rows_of(sittings(db, old.id))]


def rows_of(found: Iterable[Row[Any]]) -> Rows:
    return [dict(row._mapping) for row in found]


def copied(db: Connection, table: Table, rows: Rows, edition_id: int) -> Newer:
    """The rows once more, in another edition. Returns the new id of each old one."""
    first = next_of(db, table.c.id)
    newer = {row["id"]: first + nth for nth, row in enumerate(rows)}
    if rows:
        db.execute(insert(table), [row | {"id": newer[row["id"]], "edition_id": edition_id} for row in rows])
    return newer


def seated(rows: Rows, newer_themes: Newer, newer_sittings: Newer) -> Rows:
    """Stoliki at the new themes and sittings; nobody sits there yet."""
    places = [{"theme_id": newer_themes[row["theme_id"]], "sitting_id": newer_sittings[row["sitting_id"]]} for row in rows]
    return [row | place | {"headcount": None} for row, place in zip(rows, places, strict=True)]


def listed_topics(db: Connection, edition_id: int) -> Sequence[Row[Any]]:
    """The topics that stand on the list of a stolik of this edition."""
    here = (stolik.c.edition_id == edition_id, stolik.c.withdrawn.is_(False), topic_place.c.state == "listed")
    ids = select(topic_place.c.topic_id).join(stolik, stolik.c.id == topic_place.c.stolik_id).where(*here)
    return db.execute(select(topic).where(topic.c.id.in_(ids)).order_by(topic.c.born, topic.c.id)).all()


def carry(db: Connection, chosen: Sequence[Row[Any]], newer_themes: Newer, newer_stoliki: Newer, entry: Entry) -> None:
    """These topics come along, each onto the lists of the stoliki that followed its own; where they came from is kept."""
    newer = {one.id: str(uuid5(UUID(entry.command_id), str(nth))) for nth, one in enumerate(chosen)}
    carried = {"origin": "carried", "revision": 1, "born": entry.seq}
    rows = [
        carried | {"id": newer[one.id], "theme_id": newer_themes[one.theme_id], "title": one.title, "carried_from": one.id}
        for one in chosen
    ]
    if not rows:
        return
    db.execute(insert(topic), rows)
    listed = select(topic_place).where(topic_place.c.topic_id.in_(newer), topic_place.c.state == "listed").order_by(topic_place.c.place)
    places = [row for row in rows_of(db.execute(listed)) if row["stolik_id"] in newer_stoliki]
    db.execute(insert(topic_place), [lined(row, newer, newer_stoliki) for row in places])


def lined(row: dict[str, Any], newer: dict[str, str], newer_stoliki: Newer) -> dict[str, Any]:
    return row | {"topic_id": newer[row["topic_id"]], "stolik_id": newer_stoliki[row["stolik_id"]]}
