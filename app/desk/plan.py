"""What the plan of an edition is made of, as the organisers see it: days, themes, sittings and their stoliki, units, what is withdrawn."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table

from app.editions.queries import current_edition, days_of, edition_of, row_of, sittings, themes, units
from app.editions.tables import sitting, theme, unit
from app.live.journal import Entry
from app.stoliki.queries import stolik, stoliki

TABLES: dict[str, Table] = {"sitting": sitting, "theme": theme, "unit": unit, "stolik": stolik}
FORMATS = ("tables", "cafe", "workshop", "meeting", "plenary")
Values = dict[str, Any]


class PlannedSitting(NamedTuple):
    """A sitting in its day. `above`, `below`: after which it stands once moved one up, one down; `parallel`: another has its hour."""

    row: Row[Any]
    parallel: bool
    first: bool
    last: bool
    above: int | None
    below: int | None


class SeatedSitting(NamedTuple):
    """A sitting with its stoliki; `openings`: the commands that give each theme which has no stolik here one of its own."""

    row: Row[Any]
    stoliki: list[Row[Any]]
    openings: list[tuple[str, Values]]


def plan(db: Connection, edition_id: int) -> Values:
    """Everything the page shows of one edition."""
    year = edition_of(db, edition_id)
    if year is None:
        return {"edition": None}
    held, about, seated = sittings(db, edition_id), themes(db, edition_id), stoliki(db, edition_id)
    days = days_of(db, year)
    listed = {"themes": about, "units": units(db, edition_id), "gone": gone(db, edition_id), "days": by_day(held, days)}
    tables = [seats_in(one, about, seated) for one in held if sits(one, seated)]
    named = {"edition": year, "edition_days": [date.fromisoformat(day) for day in days], "tables": tables}
    return named | listed | {"formats": FORMATS, "colours": range(1, 12)}


def by_day(held: Sequence[Row[Any]], days: list[str]) -> list[tuple[date, list[PlannedSitting]]]:
    """Day by day, in the order of the programme."""
    order = [one.id for one in held]
    return [(date.fromisoformat(day), [in_its_place(one, held, order) for one in held if one.day == day]) for day in days]


def in_its_place(one: Row[Any], held: Sequence[Row[Any]], order: list[int]) -> PlannedSitting:
    """A sitting moves among those of its day."""
    mine = [other.id for other in held if other.day == one.day]
    nth = mine.index(one.id)
    before = order.index(mine[nth - 1]) if nth else 0
    above = order[before - 1] if before else None
    parallel = one.starts_at is not None and sum((other.day, other.starts_at) == (one.day, one.starts_at) for other in held) > 1
    last = nth == len(mine) - 1
    return PlannedSitting(one, parallel, nth == 0, last, above, None if last else mine[nth + 1])


def sits(one: Row[Any], seated: Sequence[Row[Any]]) -> bool:
    """Whether stoliki sit there, or may: nobody sits at a stolik in a plenary."""
    return one.format != "plenary" or any(other.sitting_id == one.id for other in seated)


def seats_in(one: Row[Any], about: Sequence[Row[Any]], seated: Sequence[Row[Any]]) -> SeatedSitting:
    here = [other for other in seated if other.sitting_id == one.id]
    return SeatedSitting(one, here, openings(one.id, [each for each in about if each.id not in {other.theme_id for other in here}], seated))


def openings(sitting_id: int, missing: list[Row[Any]], seated: Sequence[Row[Any]]) -> list[tuple[str, Values]]:
    """A stolik for each of these themes. It gets the theme's number if that is free, else the next: said twice, it is refused."""
    taken, said = {one.number for one in seated}, []
    for each in missing:
        number = each.number if each.number not in taken else max(taken) + 1
        taken.add(number)
        said.append(("stolik.open", {"stolik_id": None, "number": number, "sitting_id": sitting_id, "theme_id": each.id}))
    return said


def gone(db: Connection, edition_id: int) -> list[tuple[str, str, int, str]]:
    """What was withdrawn: its noun, the name of its id, the id, and what it was called."""
    named = ((theme, themes(db, edition_id, True)), (sitting, sittings(db, edition_id, True)), (unit, units(db, edition_id, True)))
    rows = [
        (table.name, f"{table.name}_id", row.id, row.title if table is sitting else row.name) for table, found in named for row in found
    ]
    return rows + [("stolik", "stolik_id", row.id, row.theme) for row in stoliki(db, edition_id, True)]


def edition_about(db: Connection, entry: Entry, tables: dict[str, Table]) -> int | None:
    """The edition whose plan an entry changed."""
    fields = entry.fields
    if entry.noun == "edition":
        current = current_edition(db)
        return fields.get("edition_id") or (current.id if current else None)
    if "edition_id" in fields:
        return int(fields["edition_id"])
    noun = "sitting" if entry.kind == "stolik.open" else entry.noun
    row = row_of(db, tables[noun], fields[f"{noun}_id"])
    return None if row is None else int(row.edition_id)
