"""What is asked about issues, and the one test of what may be shown."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select

from app.issues.models import Issue, IssueVariant
from app.live.bare import Bare, Listed
from app.live.tables import table_of

issue, issue_variant = table_of(Issue), table_of(IssueVariant)
BY_ID = Bare(select(issue).where(issue.c.id == bindparam("issue")))
VARIANTS = Listed(
    lambda ids: select(issue_variant).where(issue_variant.c.issue_id.in_(ids)).order_by(issue_variant.c.at, issue_variant.c.id)
)
MERGED_INTO = Listed(
    lambda ids: select(issue).where(issue.c.merged_into.in_(ids), issue.c.state == "merged").order_by(issue.c.merged_at)
)


def visible() -> ColumnElement[bool]:
    """R11: what projector, phones and every export may show. The map leaves parked ones out as well."""
    return issue.c.state == "live"


def on_map() -> ColumnElement[bool]:
    """Visible, and not set aside for later."""
    return visible() & issue.c.parked.is_(False)


def issue_of(db: Connection, issue_id: str) -> Row[Any] | None:
    found: Row[Any] | None = BY_ID.first(db, {"issue": issue_id})
    return found


def joined_to(db: Connection, issue_ids: Iterable[str]) -> dict[str, list[Row[Any]]]:
    """What is one with these issues now, however it came to be: those that were merged into them, and into those."""
    found: dict[str, list[Row[Any]]] = {}
    stands_for = {one: one for one in issue_ids}
    asked = list(stands_for)
    while asked:
        rows = MERGED_INTO.all(db, asked)
        for row in rows:
            stands_for[row.id] = stands_for[row.merged_into]
            found.setdefault(stands_for[row.id], []).append(row)
        asked = [row.id for row in rows]
    return found


def standing_for(db: Connection, issue_id: str) -> str:
    """The issue that this one is part of now; itself where it is part of none."""
    known = issue_of(db, issue_id)
    while known is not None and known.state == "merged":
        issue_id = known.merged_into
        known = issue_of(db, issue_id)
    return issue_id


def variants_of(db: Connection, issue_ids: Iterable[str]) -> dict[str, list[Row[Any]]]:
    """The waiting variants of these issues, oldest first."""
    found: dict[str, list[Row[Any]]] = {}
    for row in VARIANTS.all(db, issue_ids):
        found.setdefault(row.issue_id, []).append(row)
    return found


def issues_at(db: Connection, stolik_id: int) -> Sequence[Row[Any]]:
    """Everything typed at a stolik, withdrawn too, in the journal's order."""
    return db.execute(select(issue).where(issue.c.stolik_id == stolik_id).order_by(issue.c.born)).all()
