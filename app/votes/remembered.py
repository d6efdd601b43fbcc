"""Results are counted from rows each time, but not twice from the same rows: what was read and counted is remembered until something in the
round changes."""

from sqlalchemy import Connection, func, select

from app.issues.queries import issue
from app.live import journal
from app.live.installation import epoch_of
from app.votes.groups import MERGED
from app.votes.queries import OPEN, counted, known_round
from app.votes.results import Result, Rows, broken, counted_up, read

Stamp = tuple[str, str, int | None, int | None, int, int | None]
ROWS: dict[str, tuple[Stamp, Rows]] = {}
RESULTS: dict[tuple[str, int | None], tuple[Stamp, Result]] = {}
MOST_ROUNDS, MOST_RESULTS = 4, 400


def stamp_of(db: Connection, round_id: str) -> Stamp:
    """It changes with every ballot, count, decision and merge that could change the result; while a round is open, with anything:
    people may come to a stolik."""
    said = select(func.max(journal.journal.c.seq))
    last = said if known_round(db, round_id).state == OPEN else said.where(journal.journal.c.subject == round_id)
    typed = db.execute(select(func.max(counted.c.seq)).where(counted.c.round_id == round_id)).scalar()
    merged, latest = db.execute(select(func.count(), func.max(issue.c.merged_at)).where(issue.c.state == MERGED)).one()
    return epoch_of(db), round_id, db.execute(last).scalar(), typed, merged, latest


def rows_of(db: Connection, round_id: str) -> Rows:
    """Nobody may change any of it."""
    stamp, known = stamp_of(db, round_id), ROWS.get(round_id)
    if known is None or known[0] != stamp:
        if len(ROWS) >= MOST_ROUNDS:
            ROWS.clear()
        known = ROWS[round_id] = (stamp, read(db, round_id))
    return known[1]


def result_of(db: Connection, round_id: str, stolik_id: int | None) -> Result:
    """Of the whole round, or of one stolik."""
    stamp, known = stamp_of(db, round_id), RESULTS.get((round_id, stolik_id))
    if known is None or known[0] != stamp:
        if len(RESULTS) >= MOST_RESULTS:
            RESULTS.clear()
        known = RESULTS[round_id, stolik_id] = (stamp, counted_up(rows_of(db, round_id), broken(db, round_id, stolik_id), stolik_id))
    return known[1]
