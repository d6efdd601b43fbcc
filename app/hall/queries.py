"""What the overview asks: sums and newest words, counted by the database, and for one row never the whole hall."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from app.editions.tables import sitting
from app.hall.around import calling, pace_of, seated_at
from app.issues.queries import issue, visible
from app.notices.queries import taken_at
from app.stoliki.queries import stolik, with_theme
from app.votes.queries import HANDS, tally


class HallRow(NamedTuple):
    """One stolik at a glance. `at`: when the newest issue was typed; `since`: from when silence counts (ms); `pace`: its last issues by
    five minutes; `seated`: devices at its moderator's seat; `help_at`: since when it calls; `taken`: what somebody goes there for."""

    id: int
    number: int
    theme: str
    colour: int
    working: bool
    sitting_id: int
    format: str
    state: str
    headcount: int | None
    issues: int
    hands: int
    last: str
    at: int | None
    since: int | None
    pace: str
    seated: int
    help_at: int | None
    taken: dict[str, int]


class Around(NamedTuple):
    """What is known of some stoliki besides their own rows."""

    sums: dict[int, tuple[int, int]]
    newest: dict[int, tuple[str, int]]
    pace: dict[int, str]
    seated: dict[int, int]
    calls: dict[int, int]
    taken: dict[int, dict[str, int]]


class Totals(NamedTuple):
    stoliki: int
    people: int
    issues: int
    hands: int


def rows_of(db: Connection, ids: list[int]) -> list[HallRow]:
    """The rows of these stoliki, by number."""
    around = Around(sums_of(db, ids), newest_of(db, ids), pace_of(db, ids), seated_at(db, ids), calling(db, ids), taken_at(db, ids))
    wanted = with_theme().add_columns(sitting.c.opened_at).where(stolik.c.id.in_(ids), stolik.c.withdrawn.is_(False))
    return [_row(one, around) for one in db.execute(wanted.order_by(stolik.c.number))]


def _row(one: Row[Any], around: Around) -> HallRow:
    id, (last, at) = one.id, around.newest.get(one.id, ("", None))
    since = max(at or 0, one.opened_at or 0) or None
    issues, hands = around.sums.get(id, (0, 0))
    return HallRow(
        id, one.number, one.theme, one.colour, one.working, one.sitting_id, one.sitting_format, one.sitting_state, one.headcount,
        issues, hands, last, at, since, around.pace.get(id, ""), around.seated.get(id, 0), around.calls.get(id), around.taken.get(id, {}),
    )  # fmt: skip


def sums_of(db: Connection, ids: list[int]) -> dict[int, tuple[int, int]]:
    """Stolik -> visible issues, hands counted for them."""
    counted = (tally.c.issue_id == issue.c.id) & (tally.c.round_id == HANDS)
    rows = db.execute(
        select(issue.c.stolik_id, func.count(), func.coalesce(func.sum(tally.c.count), 0))
        .select_from(issue)
        .outerjoin(tally, counted)
        .where(issue.c.stolik_id.in_(ids), visible())
        .group_by(issue.c.stolik_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def newest_of(db: Connection, ids: list[int]) -> dict[int, tuple[str, int]]:
    """Stolik -> the text of its newest visible issue and when it was typed."""
    newest = select(func.max(issue.c.born)).where(issue.c.stolik_id.in_(ids), visible()).group_by(issue.c.stolik_id)
    wanted = (issue.c.born.in_(newest), issue.c.stolik_id.in_(ids), visible())
    return {row[0]: (row[1], row[2]) for row in db.execute(select(issue.c.stolik_id, issue.c.text, issue.c.at).where(*wanted))}


def totals(db: Connection, edition_id: int) -> Totals:
    """The whole hall in four numbers."""
    here = stolik.c.edition_id == edition_id
    counted = select(func.count(), func.coalesce(func.sum(stolik.c.headcount), 0))
    tables, people = db.execute(counted.where(here, stolik.c.withdrawn.is_(False))).one()
    said = select(func.count()).select_from(issue).join(stolik, stolik.c.id == issue.c.stolik_id).where(here, visible())
    hands = (
        select(func.coalesce(func.sum(tally.c.count), 0))
        .select_from(tally)
        .join(issue, issue.c.id == tally.c.issue_id)
        .join(stolik, stolik.c.id == issue.c.stolik_id)
        .where(here, visible(), tally.c.round_id == HANDS)
    )
    return Totals(tables, int(people), db.execute(said).scalar_one(), int(db.execute(hands).scalar_one()))


def going_on(sittings: Sequence[Row[Any]]) -> list[Row[Any]]:
    """The sittings that are open; when there is none, the next one planned."""
    return [one for one in sittings if one.state == "open"] or [one for one in sittings if one.state == "planned"][:1]
