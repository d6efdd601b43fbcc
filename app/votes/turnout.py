"""How many have voted: the only number that is told while a round is open."""

from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.live import journal
from app.live.installation import epoch_of
from app.votes.queries import ballots_at, ballots_of, people_of, room_at

Known = tuple[str, str, str, int]
REMEMBERED: dict[Known, dict[int | None, int]] = {}
MOST_REMEMBERED = 64


class Turnout(NamedTuple):
    """`people`: None where nobody has counted them."""

    ballots: int
    people: int | None


def ballots_now(db: Connection, round_id: str) -> dict[int | None, int]:
    """Stolik -> ballots, counted once for all who ask about the same state of the journal."""
    key = (str(db.engine.url), epoch_of(db), round_id, journal.latest(db))
    if key not in REMEMBERED:
        if len(REMEMBERED) >= MOST_REMEMBERED:
            REMEMBERED.clear()
        REMEMBERED[key] = ballots_of(db, round_id)
    return REMEMBERED[key]


def turnout_at(db: Connection, round_: Any, stolik_id: int) -> Turnout:
    """Of one stolik."""
    room = room_at(db, round_, stolik_id)
    return Turnout(ballots_at(db, round_.id, stolik_id), room.people if room else None)


def turnout(db: Connection, round_: Any) -> Turnout:
    """Of all stoliki that vote in it."""
    people = list(people_of(db, round_).values())
    known = None if None in people else sum(one for one in people if one is not None)
    return Turnout(sum(ballots_now(db, round_.id).values()), known)
