"""A second count of everything, from the journal alone, beside what the tables say. What differs is said in words a person can follow."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from app.issues.queries import issue
from app.live import journal
from app.live.commands import recorded
from app.live.journal import Entry
from app.votes.ballots import CastBallot, KeptBallot
from app.votes.queries import ballot, ballot_dot, choice, counted, round_stolik, rounds, tally, tie_break
from app.votes.results import Result, each, results

TABLES = (rounds, round_stolik, choice, ballot, ballot_dot, counted, tally, tie_break)


class Differs(NamedTuple):
    """One thing that is not the same: of which round ('': the hands that were counted in none), of what, as stored and as recounted."""

    round_id: str
    what: str
    stored: Any
    recounted: Any


def differing(stored: Connection, replayed: Connection) -> Iterator[Differs]:
    """`replayed`: a database built from the journal of the other."""
    yield from in_journal(stored)
    yield from in_ballots(stored)
    for table in TABLES:
        yield from in_rows(stored, replayed, table)
    merges = list(in_merges(stored, replayed))
    yield from merges
    if not merges:
        yield from in_rounds(stored, replayed)


def in_merges(stored: Connection, replayed: Connection) -> Iterator[Differs]:
    """What is one with what. Where this differs, nothing that is counted from it means anything."""
    wanted = select(issue.c.id, issue.c.state, issue.c.merged_into, issue.c.merged_at).where(issue.c.merged_into.is_not(None))
    told = [{row.id: tuple(row[1:]) for row in db.execute(wanted)} for db in (stored, replayed)]
    for id in sorted(told[0].keys() | told[1].keys()):
        if told[0].get(id) != told[1].get(id):
            yield Differs("", f"issue {id}", told[0].get(id), told[1].get(id))


def in_rounds(stored: Connection, replayed: Connection) -> Iterator[Differs]:
    ids = [list(db.execute(select(rounds.c.id).order_by(rounds.c.born)).scalars()) for db in (stored, replayed)]
    for round_id in dict.fromkeys((*ids[0], *ids[1])):
        there = [round_id in known for known in ids]
        if not all(there):
            yield Differs(round_id, "round", *there)
        else:
            yield from in_results(stored, replayed, round_id)


def in_journal(db: Connection) -> Iterator[Differs]:
    """An entry that was taken out leaves its number."""
    there = list(db.execute(select(journal.journal.c.seq).order_by(journal.journal.c.seq)).scalars())
    for seq in sorted({*range(1, max(there, default=0) + 1)}.difference(there)):
        yield Differs("", f"entry {seq}", None, "?")


def in_rows(stored: Connection, replayed: Connection, table: Table) -> Iterator[Differs]:
    """Every row of a vote: two ballots that changed places are in no sum."""
    one, other = by_key(stored, table), by_key(replayed, table)
    for key in sorted(one.keys() | other.keys()):
        here, there = one.get(key), other.get(key)
        if here != there:
            row = here or there or {}
            if here and there:
                here, there = ({name: side[name] for name in side if here[name] != there[name]} for side in (here, there))
            yield Differs(row["id"] if table is rounds else row.get("round_id", ""), f"{table.name} {' '.join(key)}", here, there)


def by_key(db: Connection, table: Table) -> dict[tuple[str, ...], dict[str, Any]]:
    keys = list(table.primary_key.columns.keys())
    rows = [dict(row) for row in db.execute(select(table)).mappings()]
    return {tuple(str(row[key]) for key in keys): row for row in rows}


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
