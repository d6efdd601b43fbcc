"""What the rounds that are over say of each issue and topic, in votes of whole persons: whoever had three dots and gave one gave a third.

Of several rounds the newest counts. A result is counted once, until something in its round changes."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from app.votes.arithmetic import SCALE
from app.votes.queries import OPEN, rounds_in
from app.votes.remembered import Place, Stamp, place_of, rows_of, stamp_of
from app.votes.results import counted_up


class Stood(NamedTuple):
    """`votes` that one choice got at one stolik, where so many `people` sat (None: nobody has counted them)."""

    choice_id: str
    stolik_id: int
    votes: float
    people: int | None


REMEMBERED: dict[Place, tuple[Stamp, list[Stood]]] = {}
MOST_REMEMBERED = 200


def standing(db: Connection, edition_id: int) -> dict[str, list[Stood]]:
    """Choice -> what it got at each stolik."""
    found: dict[str, list[Stood]] = {}
    for round_ in rounds_in(db, edition_id):
        here: dict[str, list[Stood]] = {}
        for one in remembered(db, round_.id) if round_.state != OPEN else ():
            here.setdefault(one.choice_id, []).append(one)
        found = here | found
    return found


def remembered(db: Connection, round_id: str) -> list[Stood]:
    place, stamp = place_of(db, round_id), stamp_of(db, round_id)
    known = REMEMBERED.get(place)
    if known is None or known[0] != stamp:
        if len(REMEMBERED) >= MOST_REMEMBERED:
            REMEMBERED.clear()
        known = REMEMBERED[place] = (stamp, list(stood(db, round_id)))
    return known[1]


def stood(db: Connection, round_id: str) -> Iterator[Stood]:
    rows = rows_of(db, round_id)
    for stolik_id, people in rows.people.items():
        if not rows.voted[stolik_id] and not rows.counts.get(stolik_id):
            continue  # nobody has voted here: what was counted before still stands
        for line in counted_up(rows, [], stolik_id).lines:
            votes = line.agree if rows.rule.name == SCALE else line.low / rows.rule.dots
            yield Stood(line.id, stolik_id, votes, people)
