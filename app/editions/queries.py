"""What is asked about the edition and its programme."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, false, func, select

from app.editions.tables import edition, sitting, theme, unit
from app.live.recorder import Refusal


def current_edition(db: Connection) -> Row[Any] | None:
    """The edition that is on now, None in an empty house."""
    return db.execute(select(edition).where(edition.c.current).order_by(edition.c.id.desc())).first()


def spoken(db: Connection) -> list[str]:
    """The languages of the current edition, its own first; [] in an empty house."""
    year = current_edition(db)
    return year.languages.split(",") if year else []


def open_cafe(db: Connection) -> Row[Any] | None:
    """The café of the current edition that is open now: residents may add ideas with their own phones."""
    year = current_edition(db)
    found = sittings(db, year.id) if year else []
    return next((one for one in found if one.format == "cafe" and one.state == "open"), None)


def edition_of(db: Connection, edition_id: int) -> Row[Any] | None:
    return db.execute(select(edition).where(edition.c.id == edition_id)).first()


def editions(db: Connection) -> Sequence[Row[Any]]:
    """Every edition of this house, the newest first."""
    return db.execute(select(edition).order_by(edition.c.days.desc(), edition.c.id.desc())).all()


def standing_in(table: Table, edition_id: int, withdrawn: bool = False) -> Select[Any]:
    """What stands on the plan of an edition, or what was withdrawn from it."""
    return select(table).where(table.c.edition_id == edition_id, table.c.withdrawn == withdrawn)


def sittings(db: Connection, edition_id: int, withdrawn: bool = False) -> Sequence[Row[Any]]:
    """The programme, in its order."""
    return db.execute(standing_in(sitting, edition_id, withdrawn).order_by(sitting.c.place, sitting.c.id)).all()


def days_of(db: Connection, year: Row[Any]) -> list[str]:
    """The days of an edition, and any other on which something of its programme still stands."""
    held = db.execute(select(sitting.c.day).where(sitting.c.edition_id == year.id, sitting.c.withdrawn == false())).scalars()
    return sorted({*json.loads(year.days), *held})


def whole_programme(db: Connection, edition_id: int) -> Sequence[Row[Any]]:
    """The programme with what was withdrawn from it: a withdrawn sitting keeps its place."""
    return db.execute(select(sitting).where(sitting.c.edition_id == edition_id).order_by(sitting.c.place, sitting.c.id)).all()


def themes(db: Connection, edition_id: int, withdrawn: bool = False) -> Sequence[Row[Any]]:
    """The themes, by number."""
    return db.execute(standing_in(theme, edition_id, withdrawn).order_by(theme.c.number, theme.c.id)).all()


def units(db: Connection, edition_id: int, withdrawn: bool = False) -> Sequence[Row[Any]]:
    """The city's units, in the order in which they were put down."""
    return db.execute(standing_in(unit, edition_id, withdrawn).order_by(unit.c.id)).all()


def next_of(db: Connection, column: Column[Any], *where: Any) -> int:
    """One more than the highest there is."""
    return int(db.execute(select(func.coalesce(func.max(column), 0)).where(*where)).scalar_one()) + 1


def row_of(db: Connection, table: Table, id: int) -> Row[Any] | None:
    return db.execute(select(table).where(table.c.id == id)).first()


def on_the_plan(db: Connection, table: Table, id: int, missing: str) -> int:
    """The edition in whose plan it stands. Refuses, in the words given, what was never there and what was withdrawn."""
    found = db.execute(select(table.c.edition_id).where(table.c.id == id, table.c.withdrawn == false())).scalar()
    if found is None:
        raise Refusal("unknown_reference", missing)
    return int(found)
