"""Results are counted from rows each time, but not twice from the same rows: what was read and counted is remembered until something in the
round changes."""

from sqlalchemy import Connection, bindparam, func, select

from app.issues.queries import issue
from app.live import journal
from app.live.bare import Bare
from app.live.installation import epoch_of
from app.votes.groups import MERGED
from app.votes.queries import OPEN, counted, known_round
from app.votes.results import Result, Rows, broken, counted_up, read

Place = tuple[str, str]  # of a database, and the round: a copy of a house has its epoch, and its rounds
Stamp = tuple[str, int | None, int, int | None, int, int | None]
ROWS: dict[Place, tuple[Stamp, Rows]] = {}
RESULTS: dict[tuple[Place, int | None], tuple[Stamp, Result]] = {}
MOST_ROUNDS, MOST_RESULTS = 4, 400
LAST = Bare(select(func.max(journal.journal.c.seq).label("seq")).where(journal.journal.c.subject == bindparam("round")))
TYPED = Bare(select(func.count().label("many"), func.max(counted.c.seq).label("seq")).where(counted.c.round_id == bindparam("round")))
JOINED = Bare(select(func.count().label("many"), func.max(issue.c.merged_at).label("seq")).where(issue.c.state == MERGED))


def place_of(db: Connection, round_id: str) -> Place:
    return str(db.engine.url), round_id


def stamp_of(db: Connection, round_id: str) -> Stamp:
    """It changes with every ballot, count, decision and merge that could change the result; while a round is open, with anything:
    people may come to a stolik."""
    mine = {"round": round_id}
    last = journal.latest(db) if known_round(db, round_id).state == OPEN else LAST.first(db, mine).seq
    typed, joined = TYPED.first(db, mine), JOINED.first(db, {})
    return epoch_of(db), last, typed.many, typed.seq, joined.many, joined.seq


def rows_of(db: Connection, round_id: str) -> Rows:
    """Nobody may change any of it."""
    place, stamp = place_of(db, round_id), stamp_of(db, round_id)
    known = ROWS.get(place)
    if known is None or known[0] != stamp:
        if len(ROWS) >= MOST_ROUNDS:
            ROWS.clear()
        known = ROWS[place] = (stamp, read(db, round_id))
    return known[1]


def result_of(db: Connection, round_id: str, stolik_id: int | None) -> Result:
    """Of the whole round, or of one stolik."""
    place, stamp = (place_of(db, round_id), stolik_id), stamp_of(db, round_id)
    known = RESULTS.get(place)
    if known is None or known[0] != stamp:
        if len(RESULTS) >= MOST_RESULTS:
            RESULTS.clear()
        known = RESULTS[place] = (stamp, counted_up(rows_of(db, round_id), broken(db, round_id, stolik_id), stolik_id))
    return known[1]
