"""The vote as the people at one stolik see it: the round that is open there, else the newest one."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from app.live.bare import Bare
from app.votes.queries import COUNTED, OPEN, TABLET, methods_of, round_stolik, rounds
from app.votes.turnout import turnout_at

NEWEST = Bare(
    select(rounds)
    .join(round_stolik, round_stolik.c.round_id == rounds.c.id)
    .where(round_stolik.c.stolik_id == bindparam("stolik"), rounds.c.withdrawn.is_(False))
    .order_by(rounds.c.state != OPEN, rounds.c.nth.desc())
    .limit(1)
)


class Vote(NamedTuple):
    """`ballots` have been cast here, of `people` (None: nobody has counted them)."""

    round: Any
    is_open: bool
    ballots: int
    people: int | None
    by_tablet: bool
    by_count: bool


def vote_at(db: Connection, stolik_id: int) -> Vote | None:
    """None: there was no vote here yet."""
    found = newest_round_at(db, stolik_id)
    if found is None:
        return None
    methods = methods_of(found)
    return Vote(found, found.state == OPEN, *turnout_at(db, found, stolik_id), TABLET in methods, COUNTED in methods)


def newest_round_at(db: Connection, stolik_id: int) -> Any:
    """The one that is open comes first; what was withdrawn is not shown."""
    return NEWEST.first(db, {"stolik": stolik_id})
