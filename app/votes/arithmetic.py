"""The arithmetic of votes: pure functions over rows. A total is always a recount, so no order of events can make it wrong."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

DOTS, HAND, SCALE = "dots", "hand", "scale"
AGREES = 4  # of 5: from here on somebody agrees
UNCLEAR = 0
FINE = 10**9
Given = Mapping[str, int]


class Rule(NamedTuple):
    """`dots` of one person, at most `most` of them on one thing."""

    name: str
    dots: int
    most: int


class Span(NamedTuple):
    """A counted number: exact, or, where two counts became one, at least the larger and at most both together."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high


class Typed(NamedTuple):
    """A number that somebody typed, and the entry that said it."""

    number: int
    seq: int


Seen = tuple[Span, int]


class Cast(NamedTuple):
    """A ballot as it was cast: how, and what it gives."""

    method: str
    given: Given


@dataclass
class Score:
    """What ballots gave to one thing, by method: `dots` (on the scale: the sum of the grades), `voters` who gave anything, `agree`:
    those of them who agree; `grades`: how many gave each."""

    dots: Counter[str] = field(default_factory=Counter)
    voters: Counter[str] = field(default_factory=Counter)
    agree: int = 0
    grades: Counter[int] = field(default_factory=Counter)


def root_of(choice: str, merged: Mapping[str, str]) -> str:
    """The one that stands for all it was merged with."""
    while choice in merged:
        choice = merged[choice]
    return choice


def united(given: Given, merged: Mapping[str, str], rule: Rule) -> dict[str, int]:
    """One ballot after merges: dots on what became one come together, never more than the rule allows; of several grades the one for
    the issue that stayed counts, else the first in order that is clear. Nobody is counted twice."""
    if merged.keys().isdisjoint(given):
        return dict(given) if rule.name == SCALE else {choice: min(value, rule.most) for choice, value in given.items() if value}
    found: dict[str, int] = {}
    for choice in sorted(given, key=lambda one: (one in merged, one)):
        root, value = root_of(choice, merged), given[choice]
        if rule.name == SCALE:
            found[root] = found.get(root) or value
        elif value:
            found[root] = min(found.get(root, 0) + value, rule.most)
    return found


def scores(casts: Iterable[Cast], merged: Mapping[str, str], rule: Rule) -> dict[str, Score]:
    """The recount of all ballots: what each thing got."""
    alike = Counter((choice, cast.method, value) for cast in casts for choice, value in united(cast.given, merged, rule).items())
    found: dict[str, Score] = {}
    for (choice, method, value), times in alike.items():
        score = found.setdefault(choice, Score())
        score.dots[method] += value * times
        score.voters[method] += times
        score.grades[value] += times
        score.agree += times if rule.name != SCALE or value >= AGREES else 0
    return found


def members(root: str, children: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Everything that is one with it now."""
    return frozenset({root}).union(*(members(child, children) for child in children.get(root, ())))


def span(root: str, children: Mapping[str, Sequence[str]], counted: Callable[[frozenset[str]], Typed | None]) -> Span | None:
    """The counted number of what was merged: that of the last count of all of it together, else what can be said from the counts of
    the parts. None: nobody has counted any of it. `children` in the order in which they were merged."""
    found = seen(root, children, counted)
    return found[0] if found else None


def seen(root: str, children: Mapping[str, Sequence[str]], counted: Callable[[frozenset[str]], Typed | None]) -> Seen | None:
    """The same, with the newest entry it rests on. What was counted together before a part was counted again is no more the last word."""
    whole = frozenset({root})
    found = alone(counted(whole))
    for child in children.get(root, ()):
        whole |= members(child, children)
        parts, mine = together(found, seen(child, children, counted)), alone(counted(whole))
        found = mine if mine and (parts is None or mine[1] >= parts[1]) else parts
    return found


def alone(count: Typed | None) -> Seen | None:
    return None if count is None else (Span(count.number, count.number), count.seq)


def together(one: Seen | None, other: Seen | None) -> Seen | None:
    """The same hand may have gone up for both."""
    if one is None or other is None:
        return one or other
    return Span(max(one[0].low, other[0].low), one[0].high + other[0].high), max(one[1], other[1])


def places(totals: Mapping[str, Span]) -> dict[str, int]:
    """1 for the most, and the same place for a tie. Numbers that are not known exactly tie when they may be equal at their least."""
    order = sorted({one.low for one in totals.values()}, reverse=True)
    ahead = {low: sum(other.low > low for other in totals.values()) for low in order}
    return {choice: ahead[one.low] + 1 for choice, one in totals.items()}


def tied(totals: Mapping[str, Span]) -> set[str]:
    """Those that share a place with another and got anything at all."""
    shared = Counter(one.low for one in totals.values() if one.low)
    return {choice for choice, one in totals.items() if shared[one.low] > 1}


def agreement(agree: int, graded: int) -> int:
    """What decides the place on the scale: how large a part of those who graded agrees; of equal parts, how many people it is."""
    return agree * FINE // graded * FINE + agree if graded else 0


def in_order(ties: Sequence[str], choice: str) -> int:
    """Its rank among those whose tie was broken; the others behind them."""
    return ties.index(choice) if choice in ties else len(ties)


def per_person(total: int, people: int | None) -> float | None:
    """Votes for each who sat there; None where nobody counted them."""
    return round(total / people, 3) if people else None


def share(part: int, whole: int | None) -> float | None:
    """In percent."""
    return round(100 * part / whole, 1) if whole else None


def reached(part: int, whole: int | None, threshold: int | None) -> bool | None:
    """Whether so many of the whole agree; without rounding, so that 79.96 % are not 80 %."""
    return None if threshold is None or not whole else 100 * part >= threshold * whole


def fault(given: Given, rule: Rule) -> str | None:
    """What is wrong with a ballot by the rule, in the protocol's word: invalid or over_budget."""
    if rule.name == SCALE:
        return "invalid" if any(value > 5 for value in given.values()) else None
    if any(value < 1 for value in given.values()):
        return "invalid"
    too_many = sum(given.values()) > rule.dots or any(value > rule.most for value in given.values())
    return "over_budget" if too_many else None
