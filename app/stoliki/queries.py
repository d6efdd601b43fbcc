"""What is asked about stoliki: where they sit, whether they may record now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, false, select

from app.editions.queries import next_of
from app.editions.tables import sitting, theme
from app.live.bare import Bare
from app.live.recorder import Arrival, Refusal
from app.live.tables import table_of
from app.stoliki.models import Stolik

stolik = table_of(Stolik)
LATE_MS = 15 * 60 * 1000
PLACE = Bare(
    select(sitting.c.state, sitting.c.closed_at, stolik.c.withdrawn)
    .join_from(stolik, sitting, sitting.c.id == stolik.c.sitting_id)
    .where(stolik.c.id == bindparam("stolik"))
)
THEME = Bare(select(stolik.c.theme_id).where(stolik.c.id == bindparam("stolik")))


def with_theme() -> Select[Any]:
    """Stoliki with their theme and sitting: id, number, headcount, theme_*, sitting_*."""
    return (
        select(stolik.c.id, stolik.c.number, stolik.c.headcount, stolik.c.theme_id, stolik.c.sitting_id, stolik.c.edition_id,
               theme.c.name.label("theme"), theme.c.number.label("theme_number"), theme.c.colour, theme.c.working,
               sitting.c.title.label("sitting"), sitting.c.state.label("sitting_state"), sitting.c.format.label("sitting_format"),
               sitting.c.starts_at, sitting.c.day)
        .join(theme, theme.c.id == stolik.c.theme_id).join(sitting, sitting.c.id == stolik.c.sitting_id)
    )  # fmt: skip


def stoliki(db: Connection, edition_id: int, withdrawn: bool = False) -> Sequence[Row[Any]]:
    """All stoliki on the plan of an edition, or all that were withdrawn from it, by number."""
    mine = (stolik.c.edition_id == edition_id, stolik.c.withdrawn == withdrawn)
    return db.execute(with_theme().where(*mine).order_by(stolik.c.number)).all()


def on_plan(db: Connection, edition_id: int) -> Sequence[Row[Any]]:
    """The bare rows of the stoliki on the plan of an edition, by number."""
    mine = (stolik.c.edition_id == edition_id, stolik.c.withdrawn == false())
    return db.execute(select(stolik).where(*mine).order_by(stolik.c.number)).all()


def stolik_of(db: Connection, stolik_id: int) -> Row[Any] | None:
    return db.execute(with_theme().where(stolik.c.id == stolik_id)).first()


def stolik_numbered(db: Connection, edition_id: int, number: int) -> Row[Any] | None:
    """The stolik with this number on the plan of the edition."""
    mine = (stolik.c.edition_id == edition_id, stolik.c.number == number, stolik.c.withdrawn == false())
    return db.execute(with_theme().where(*mine)).first()


def holder_of(db: Connection, edition_id: int, number: int) -> Row[Any] | None:
    """Who has this number in the edition, be it withdrawn."""
    return db.execute(select(stolik).where(stolik.c.edition_id == edition_id, stolik.c.number == number)).first()


def next_number(db: Connection, edition_id: int) -> int:
    """The number after the highest on the plan."""
    return next_of(db, stolik.c.number, stolik.c.edition_id == edition_id, stolik.c.withdrawn == false(), stolik.c.number > 0)


def stoliki_in(db: Connection, sitting_id: int) -> list[int]:
    """The ids of the stoliki of a sitting, withdrawn ones too: their tablets may still be on."""
    return list(db.execute(select(stolik.c.id).where(stolik.c.sitting_id == sitting_id)).scalars())


def stoliki_about(db: Connection, theme_id: int) -> list[int]:
    """The ids of the stoliki on the plan that talk about a theme."""
    return list(db.execute(select(stolik.c.id).where(stolik.c.theme_id == theme_id, stolik.c.withdrawn == false())).scalars())


def theme_of(db: Connection, stolik_id: int) -> int:
    """The id of the stolik's theme; refuses a stolik that is not there."""
    found = THEME.first(db, {"stolik": stolik_id})
    if found is None:
        raise Refusal("not_found", "Nie ma takiego stolika.")
    return int(found.theme_id)


def stands(db: Connection, stolik_id: int) -> None:
    """Refuse to show something at a stolik that was withdrawn: it is on no screen."""
    row = PLACE.first(db, {"stolik": stolik_id})
    if row is not None and row.withdrawn:
        raise Refusal("sitting_closed", "Ten stolik wycofano z programu.")


def sits(db: Connection, stolik_id: int, arrival: Arrival) -> None:
    """Refuse unless the stolik's sitting is open, or was when this was typed and closed at most 15 minutes ago (marked late)."""
    row = PLACE.first(db, {"stolik": stolik_id})
    if row is None:
        raise Refusal("not_found", "Nie ma takiego stolika.")
    if row.withdrawn:
        raise Refusal("sitting_closed", "Ten stolik wycofano z programu.")
    if row.state == "open":
        return
    if row.closed_at is None:
        raise Refusal("sitting_closed", "Sesja jeszcze się nie zaczęła.")
    if arrival.at > row.closed_at or arrival.now - row.closed_at > LATE_MS:
        raise Refusal("sitting_closed", "Sesja jest już zamknięta.")
    arrival.late = True
