"""A second count of everything, from the journal alone, beside what the tables say. What differs is said in words a person can follow."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from app.live import journal
from app.live.commands import recorded
from app.live.journal import Entry
from app.votes.ballots import CastBallot, KeptBallot
from app.votes.queries import ballot, ballot_dot, rounds
from app.votes.results import Result, each, results


class Differs(NamedTuple):
    """One number that is not the same: of which round, of what, as stored and as recounted."""

    round_id: str
    what: str
    stored: Any
    recounted: Any


def differing(stored: Connection, replayed: Connection) -> Iterator[Differs]:
    """`replayed`: a database built from the journal of the other."""
    yield from in_ballots(stored)
    ids = [list(db.execute(select(rounds.c.id).order_by(rounds.c.born)).scalars()) for db in (stored, replayed)]
    for round_id in dict.fromkeys((*ids[0], *ids[1])):
        there = [round_id in known for known in ids]
        if not all(there):
            yield Differs(round_id, "round", *there)
        else:
            yield from in_results(stored, replayed, round_id)


def in_ballots(db: Connection) -> Iterator[Differs]:
    """The ballots of the journal, each voter's last, added up by hand."""
    cast = select(journal.journal).where(journal.journal.c.kind == CastBallot.kind).order_by(journal.journal.c.seq)
    told, kept = added(Entry(*row) for row in db.execute(cast)), stored_sums(db)
    for round_id in sorted(told.keys() | kept.keys()):
        for what in sorted(told[round_id].keys() | kept[round_id].keys()):
            if told[round_id][what] != kept[round_id][what]:
                yield Differs(round_id, what, kept[round_id][what], told[round_id][what])


def added(entries: Iterable[Entry]) -> defaultdict[str, Counter[str]]:
    """Round -> what each choice got, and under "ballots" how many there are."""
    last: dict[tuple[str, str], KeptBallot] = {}
    for entry in entries:
        said = recorded(entry)
        assert isinstance(said, KeptBallot)
        last[said.round_id, said.voter] = said
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (round_id, _), said in last.items():
        found[round_id].update(said.dots)
        found[round_id]["ballots"] += 1
    return found


def stored_sums(db: Connection) -> defaultdict[str, Counter[str]]:
    """The same from the tables."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by = (ballot_dot.c.round_id, ballot_dot.c.choice_id)
    for row in db.execute(select(*by, func.sum(ballot_dot.c.count).label("dots")).group_by(*by)):
        found[row.round_id][row.choice_id] = int(row.dots)
    for row in db.execute(select(ballot.c.round_id, func.count().label("ballots")).group_by(ballot.c.round_id)):
        found[row.round_id]["ballots"] = int(row.ballots)
    return found


def in_results(stored: Connection, replayed: Connection, round_id: str) -> Iterator[Differs]:
    """What screens and files say, of the whole round and of each stolik."""
    pairs = {"": [results(db, round_id) for db in (stored, replayed)]}
    parts = [each(db, round_id) for db in (stored, replayed)]
    for stolik_id in sorted(parts[0].keys() | parts[1].keys()):
        pairs[f"stolik {stolik_id} "] = [part[stolik_id] for part in parts if stolik_id in part]
    for where, found in pairs.items():
        numbers = [numbers_of(one) for one in found] + [{}] * (2 - len(found))
        for what in sorted(numbers[0].keys() | numbers[1].keys()):
            if numbers[0].get(what) != numbers[1].get(what):
                yield Differs(round_id, where + what, numbers[0].get(what), numbers[1].get(what))


def numbers_of(result: Result) -> dict[str, Any]:
    """Everything a result says, flat."""
    head = {"ballots": result.ballots, "people": result.people, "turnout": result.turnout, "over": result.over, "ties": result.ties}
    return head | {line.id: vars(line) for line in result.lines}
