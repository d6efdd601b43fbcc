"""What a round says: recounted from its rows each time it is asked, by every method, with turnout, votes per person and ties."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson
from sqlalchemy import Connection, bindparam, select

from app.live.bare import Bare
from app.votes import arithmetic
from app.votes.arithmetic import Cast, Rule, Score, Span, Typed
from app.votes.groups import Groups, groups, sign
from app.votes.queries import PHONES, TABLET, ballot, ballot_dot, choices_of, counted, known_round, people_of, tie_break

BY_BALLOT = (TABLET, PHONES)
CAST = select(ballot.c.stolik_id, ballot.c.method, ballot.c.late, ballot.c.voter)
CASTS = Bare(CAST.where(ballot.c.round_id == bindparam("round")))
DOTS = Bare(select(ballot_dot.c.voter, ballot_dot.c.choice_id, ballot_dot.c.count).where(ballot_dot.c.round_id == bindparam("round")))
CastAt = tuple[int | None, Cast, bool]
NOTHING = Span(0, 0)


@dataclass
class Line:
    """What one issue or topic got. `dots`: by ballots, for each method; `hands`: what was counted, a span where two counts became one
    and nobody has counted again; `low`, `high`: both together. `voters` gave it anything by ballot, `agree` of them agree; `grades`: how
    many gave each. `share` and `reached` of those who voted. `weight` decides the place: what it got; on the scale which part agrees."""

    id: str
    stolik_id: int | None
    members: tuple[str, ...]
    dots: dict[str, int]
    voters: dict[str, int]
    agree: int
    grades: dict[int, int]
    hands: Span | None
    low: int
    high: int
    per_person: float | None
    share: float | None
    reached: bool | None
    weight: int
    place: int = 0
    tied: bool = False


@dataclass
class Result:
    """Of a whole round, or of one stolik in it. `ballots`: by method; `people`: None where not all were counted; `turnout` in percent;
    `over`: stoliki at which more was counted than everybody could give; `ties`: how they were broken."""

    round: Any
    stolik_id: int | None
    ballots: dict[str, int]
    late: int
    people: int | None
    turnout: float | None
    lines: list[Line]
    over: list[int]
    ties: list[dict[str, Any]] = field(default_factory=list)


class Grouped(Protocol):
    """What is one with what, of the choices of a round."""

    @property
    def choices(self) -> Mapping[str, int | None]: ...
    @property
    def groups(self) -> Groups: ...


@dataclass
class Rows:
    """Everything a result is counted from. `at`: the ballots of each stolik."""

    round: Any
    rule: Rule
    people: dict[int, int | None]
    choices: dict[str, int | None]
    casts: list[CastAt]
    counts: dict[int, dict[str, Typed]]
    groups: Groups
    voted: Counter[int | None]
    at: dict[int | None, list[CastAt]]


def results(db: Connection, round_id: str, stolik_id: int | None = None) -> Result:
    """The whole round, or one stolik's part of it. Whether it may be shown is for the asker to know (`totals_may_be_seen`)."""
    return counted_up(read(db, round_id), broken(db, round_id, stolik_id), stolik_id)


def each(db: Connection, round_id: str) -> dict[int, Result]:
    """Stolik -> its part of the round."""
    rows = read(db, round_id)
    return {stolik_id: counted_up(rows, broken(db, round_id, stolik_id), stolik_id) for stolik_id in rows.people}


def read(db: Connection, round_id: str) -> Rows:
    round_ = known_round(db, round_id)
    people = people_of(db, round_)
    choices = {row.choice_id: row.stolik_id for row in choices_of(db, round_id)}
    counts: dict[int, dict[str, Typed]] = {}
    numbers = select(counted.c.stolik_id, counted.c.members, counted.c.count, counted.c.seq).where(counted.c.round_id == round_id)
    for stolik_id, members, number, seq in db.execute(numbers):
        counts.setdefault(stolik_id, {})[members] = Typed(number, seq)
    rule = Rule(round_.rule, round_.dots, round_.most)
    casts = casts_of(db, round_id)
    at: dict[int | None, list[CastAt]] = {}
    for one in casts:
        at.setdefault(one[0], []).append(one)
    voted = Counter({stolik_id: len(mine) for stolik_id, mine in at.items()})
    return Rows(round_, rule, people, choices, casts, counts, within(groups(db, people), choices), voted, at)


def within(found: Groups, choices: Mapping[str, Any]) -> Groups:
    """Only what was merged of the choices, or stands for some of them."""
    there = {one for one in choices if one in found.merged or one in found.children}
    roots = {found.root(one) for one in there}
    known = set().union(*(found.members(root) for root in roots))
    return Groups({one: into for one, into in found.merged.items() if one in known}, found.children)


def casts_of(db: Connection, round_id: str) -> list[CastAt]:
    """Every ballot of a round: at which stolik, how and what, whether it came late."""
    given: dict[str, dict[str, int]] = {}
    for voter, choice_id, dots in DOTS.plain(db, {"round": round_id}):
        given.setdefault(voter, {})[choice_id] = dots
    rows = CASTS.plain(db, {"round": round_id})
    return [(stolik_id, Cast(method, given.get(voter, {})), bool(late)) for stolik_id, method, late, voter in rows]


def counted_up(rows: Rows, ties: list[dict[str, Any]], stolik_id: int | None) -> Result:
    """Pure: from rows to a result."""
    mine = rows.casts if stolik_id is None else rows.at.get(stolik_id, [])
    scores = arithmetic.scores((cast for _, cast, _ in mine), rows.groups.merged, rows.rule)
    people = people_at(rows, stolik_id)
    lines = [line_of(rows, root, scores.get(root, Score()), len(mine), stolik_id) for root in roots_of(rows, stolik_id)]
    methods = Counter(cast.method for _, cast, _ in mine)
    ballots = {method: methods[method] for method in BY_BALLOT}
    ties = placed(lines, ties)
    late, turnout = sum(late for _, _, late in mine), arithmetic.share(len(mine), people) if mine else None
    return Result(rows.round, stolik_id, ballots, late, people, turnout, lines, over(rows, stolik_id), ties)


def roots_of(rows: Rows, stolik_id: int | None) -> list[str]:
    """What lines there are, in the order of the choices; merged ones are one line."""
    here = [one for one, at in rows.choices.items() if stolik_id is None or at in (None, stolik_id)]
    return list(dict.fromkeys(rows.groups.root(one) for one in here))


def people_at(rows: Rows, stolik_id: int | None) -> int | None:
    found = list(rows.people.values()) if stolik_id is None else [rows.people.get(stolik_id)]
    return None if None in found else sum(one for one in found if one is not None)


def line_of(rows: Rows, root: str, score: Score, ballots: int, stolik_id: int | None) -> Line:
    ids = rows.groups.members(root) & rows.choices.keys()
    at = next(rows.choices[one] for one in ids)
    here = stolik_id if at is None else at
    hands = hands_of(rows, root, here)
    low, high = (sum(score.dots.values()) + number for number in hands or NOTHING)
    people = people_at(rows, here)
    agree, whole = supporters(rows, score, hands), people if by_hand(rows, here) else all_of(rows, score, ballots, at)
    return Line(root, at, tuple(sorted(ids)), dict(score.dots), dict(score.voters), score.agree, dict(sorted(score.grades.items())), hands,
                low, high, arithmetic.per_person(low, people), arithmetic.share(agree.low, whole) if agree.exact else None,
                reached(agree, whole, rows.round.threshold),
                arithmetic.agreement(agree.low, whole or 0) if rows.rule.name == arithmetic.SCALE else low)  # fmt: skip


def supporters(rows: Rows, score: Score, hands: Span | None) -> Span:
    """How many agree. Hands are people, and so are stickers where nobody may put two on one thing; else nobody knows whose they are: so
    many people at least as it takes to put them there, at most one for each."""
    if hands is None:
        return Span(score.agree, score.agree)
    return Span(score.agree + -(-hands.low // rows.rule.most), score.agree + hands.high)


def by_hand(rows: Rows, stolik_id: int | None) -> bool:
    """Whether anything was counted there. Then nobody knows how many have voted, and everything is measured by all who sit there."""
    return bool(rows.counts if stolik_id is None else rows.counts.get(stolik_id))


def all_of(rows: Rows, score: Score, ballots: int, at: int | None) -> int:
    """Of how many: of those who voted; on the scale of those who graded it."""
    if rows.rule.name == arithmetic.SCALE:
        return sum(score.voters.values())
    return ballots if at is None else rows.voted[at]


def reached(agree: Span, whole: int | None, threshold: int | None) -> bool | None:
    """Whether the threshold is; None where it may be either."""
    least, most = (arithmetic.reached(number, whole, threshold) for number in agree)
    return least if least == most else None


def hands_of(rows: Rows, root: str, stolik_id: int | None) -> Span | None:
    """What was counted for it at one stolik, or at all of them together."""
    found = [span_at(rows, root, counts) for at, counts in rows.counts.items() if stolik_id in (None, at)]
    known = [one for one in found if one is not None]
    return Span(sum(one.low for one in known), sum(one.high for one in known)) if known else None


def span_at(rows: Grouped, root: str, counts: Mapping[str, Typed]) -> Span | None:
    """A count of several together is kept under the sign of those of them that are in the round."""

    def counted_for(ids: frozenset[str]) -> Typed | None:
        here = ids & rows.choices.keys()
        return counts.get(sign(here)) if here else None

    return arithmetic.span(root, rows.groups.children, counted_for)


def over(rows: Rows, stolik_id: int | None) -> list[int]:
    """The stoliki at which more was counted than everybody there could give."""

    def too_many(at: int) -> bool:
        people = rows.people.get(at)
        return people is not None and sum(spans_at(rows, at)) > people * rows.rule.dots

    return [at for at in sorted(rows.counts) if stolik_id in (None, at) and too_many(at)]


def spans_at(rows: Rows, stolik_id: int) -> list[int]:
    found = [span_at(rows, root, rows.counts[stolik_id]) for root in roots_of(rows, stolik_id)]
    return [one.low for one in found if one is not None]


def placed(lines: Sequence[Line], ties: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who is first, who shares a place. A tie that people broke stands in their order, and stays marked as a tie. Returns the decisions
    that are about ties which are there now, one for each: the newest."""
    totals = {line.id: Span(line.weight, line.weight) for line in lines}
    places, tied = arithmetic.places(totals), arithmetic.tied(totals)
    decided: dict[int, dict[str, Any]] = {}
    for tie in ties:
        found = {totals[one].low for one in tie["choices"] if one in tied}
        if len(found) == 1 and tied.issuperset(tie["choices"]):
            decided.setdefault(found.pop(), tie)
    for line in lines:
        order = decided[line.weight]["choices"] if line.weight in decided else ()
        line.place, line.tied = places[line.id] + arithmetic.in_order(order, line.id), line.id in tied
    return [tie for tie in ties if tie in decided.values()]


def broken(db: Connection, round_id: str, stolik_id: int | None) -> list[dict[str, Any]]:
    """How ties were broken, the newest first."""
    mine = (tie_break.c.round_id == round_id, tie_break.c.stolik_id == stolik_id)
    rows = db.execute(select(tie_break).where(*mine).order_by(tie_break.c.born.desc()))
    return [{"choices": orjson.loads(row.choices), "reason": row.reason} for row in rows]
