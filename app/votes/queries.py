"""What is asked about votes."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from app.live.bare import Listed
from app.live.tables import table_of
from app.votes.models import Tally

tally = table_of(Tally)
HANDS = ""
COUNTED = Listed(
    lambda ids: select(tally.c.issue_id, tally.c.count.label("hands")).where(tally.c.issue_id.in_(ids), tally.c.round_id == HANDS)
)


def hands(db: Connection, issue_ids: Iterable[str]) -> dict[str, int]:
    """The running count of hands for these issues; an issue nobody counted is not in it."""
    return {row.issue_id: row.hands for row in COUNTED.all(db, issue_ids)}
