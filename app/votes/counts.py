"""What was counted in a round at one stolik: the numbers that stand, and those that stood before, with who typed them and when."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from app.live.journal import Entry, journal
from app.seats.queries import seat
from app.votes.arithmetic import Typed
from app.votes.groups import Groups, groups
from app.votes.queries import choices_of, counted
from app.votes.results import span_at, within

KINDS = ("tally.count", "tally.recount")


class Counts(NamedTuple):
    """As much of a round as its counted numbers need."""

    choices: dict[str, int | None]
    groups: Groups


class Count(NamedTuple):
    """One number that somebody typed (None: taken back). `at`: ms since 1970; `who`: the seat."""

    number: int | None
    at: int
    who: str
    label: str


def counts_at(db: Connection, round_id: str, stolik_id: int) -> dict[str, tuple[int, int] | None]:
    """Choice -> the least and the most it can be; None: nobody has counted."""
    kept, counts = kept_at(db, round_id, stolik_id)
    spans = {one: span_at(kept, kept.groups.root(one), counts) for one in kept.choices}
    return {one: (span.low, span.high) if span else None for one, span in spans.items()}


def least_at(db: Connection, round_id: str, stolik_id: int, more: dict[str, Typed]) -> int:
    """The least that was counted here in all, when these numbers are counted, too."""
    kept, counts = kept_at(db, round_id, stolik_id)
    spans = [span_at(kept, root, counts | more) for root in {kept.groups.root(one) for one in kept.choices}]
    return sum(one.low for one in spans if one is not None)


def kept_at(db: Connection, round_id: str, stolik_id: int) -> tuple[Counts, dict[str, Typed]]:
    choices = {row.choice_id: row.stolik_id for row in choices_of(db, round_id) if row.stolik_id in (None, stolik_id)}
    here = (counted.c.round_id == round_id, counted.c.stolik_id == stolik_id)
    rows = db.execute(select(counted.c.members, counted.c.count, counted.c.seq).where(*here))
    counts = {members: Typed(number, seq) for members, number, seq in rows}
    return Counts(choices, within(groups(db, [stolik_id]), choices)), counts


def typed_at(db: Connection, round_id: str, stolik_id: int) -> dict[str, list[Count]]:
    """Choice -> every number that was typed for it, the newest first."""
    choices = [row.choice_id for row in choices_of(db, round_id)]
    wanted = select(journal, seat.c.label).join(seat, seat.c.id == journal.c.seat_id, isouter=True)
    mine = (journal.c.subject.in_(choices), journal.c.kind.in_(KINDS), journal.c.stolik_id == stolik_id)
    found: dict[str, list[Count]] = {}
    for row in db.execute(wanted.where(*mine).order_by(journal.c.seq.desc())):
        entry = Entry(*row[:10])
        if entry.fields.get("round_id") == round_id:
            found.setdefault(str(entry.subject), []).append(Count(entry.fields["count"], entry.at, entry.seat_id, row.label or ""))
    return found
