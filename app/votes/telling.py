"""What a round says, as people are told it: the first place first, every method beside the total, ties as ties."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.votes.arithmetic import SCALE, in_order
from app.votes.queries import totals_may_be_seen
from app.votes.remembered import result_of
from app.votes.results import Line, Result
from app.votes.slips import called

GRADES = (5, 4, 3, 2, 1, 0)  # 0: unclear


class Told(NamedTuple):
    """One line of a result. `least`, `most`: the same where the number is known exactly. `part`: its bar, in percent of the longest."""

    id: str
    stolik_id: int | None
    text: str
    place: int
    tied: bool
    reason: str
    least: int
    most: int
    part: int
    tablet: int
    phones: int
    counted: tuple[int, int] | None
    agree: int
    grades: tuple[tuple[int, int], ...]
    per_person: float | None
    share: float | None
    reached: bool | None


class Outcome(NamedTuple):
    """A round, or one stolik's part of it. `over`: stoliki at which more was counted than everybody there could give."""

    stolik_id: int | None
    people: int | None
    ballots: int
    tablet: int
    phones: int
    late: int
    turnout: float | None
    over: list[int]
    lines: list[Told]


def outcome(db: Connection, round_: Any, stolik_id: int | None = None, most: int | None = None) -> Outcome | None:
    """None before the totals may be seen. `most`: about so many lines are needed, the first ones."""
    if not totals_may_be_seen(round_):
        return None
    result = result_of(db, round_.id, stolik_id)
    lines = sorted(result.lines, key=lambda line: rank(line, result))[: most and 3 * most]
    return in_words(result, lines, called(db, round_.about, [line.id for line in lines]))


def in_words(result: Result, lines: Iterable[Line], names: Mapping[str, str]) -> Outcome:
    """What is withdrawn is not told."""
    scale = result.round.rule == SCALE
    shown = [line for line in lines if line.id in names]
    longest = max((weight(line, scale) for line in shown), default=0) or 1
    found = [told(line, result, names[line.id], round(100 * weight(line, scale) / longest)) for line in shown]
    tablet, phones = result.ballots.get("tablet", 0), result.ballots.get("phones", 0)
    return Outcome(result.stolik_id, result.people, tablet + phones, tablet, phones, result.late, result.turnout, result.over, found)


def weight(line: Line, scale: bool) -> float:
    """What its bar measures: who agrees on the scale, else what it got."""
    return (line.share or 0) if scale else line.low


def rank(line: Line, result: Result) -> tuple[int, int]:
    """A tie that people broke stands in the order they decided on."""
    order = next((tie["choices"] for tie in result.ties if line.id in tie["choices"]), ())
    return line.place, in_order(order, line.id)


def told(line: Line, result: Result, text: str, part: int) -> Told:
    reason = next((tie["reason"] for tie in result.ties if line.id in tie["choices"]), "")
    counted = (line.hands.low, line.hands.high) if line.hands else None
    by = line.dots.get("tablet", 0), line.dots.get("phones", 0)
    grades = tuple((grade, line.grades.get(grade, 0)) for grade in GRADES)
    return Told(line.id, line.stolik_id, text, line.place, line.tied, reason, line.low, line.high, part, *by, counted,
                line.agree, grades, line.per_person, line.share, line.reached)  # fmt: skip
