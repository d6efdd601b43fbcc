"""What is asked about votes."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from app.live.tables import table_of
from app.votes.models import Tally

tally = table_of(Tally)
HANDS = ""


def hands(db: Connection, issue_ids: Iterable[str]) -> dict[str, int]:
    """The running count of hands for these issues; an issue nobody counted is not in it."""
    wanted = (tally.c.issue_id.in_(list(issue_ids)), tally.c.round_id == HANDS)
    return {row[0]: row[1] for row in db.execute(select(tally.c.issue_id, tally.c.count).where(*wanted))}
