"""Rounds as files tell them: one row for each issue and round, one for each ballot; nothing before the totals may be seen, and nothing
that ties a ballot to anybody: no voter, no phone, no time, no order in which they came."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from app.editions.tables import theme
from app.exports.times import iso
from app.issues.queries import issue, visible
from app.stoliki.queries import stoliki
from app.topics.queries import topic
from app.votes.arithmetic import united
from app.votes.queries import ISSUES, methods_of, rounds_in, totals_may_be_seen
from app.votes.results import Line, Result, Rows, broken, counted_up, read

Cells = tuple[Any, ...]


def names(db: Connection, edition_id: int) -> dict[str, str]:
    """What choices are called: every visible issue and every topic of the edition."""
    here = {row.id for row in stoliki(db, edition_id)}
    said = db.execute(select(issue.c.id, issue.c.text, issue.c.stolik_id).where(visible()))
    titles = select(topic.c.id, topic.c.title).join(theme, theme.c.id == topic.c.theme_id).where(theme.c.edition_id == edition_id)
    return {row.id: row.text for row in said if row.stolik_id in here} | {row.id: row.title for row in db.execute(titles)}


def parts(db: Connection, rows: Rows) -> Iterator[Result]:
    """A round on issues is told stolik by stolik, one on topics for all of them together, too."""
    if rows.round.about != ISSUES:
        yield counted_up(rows, broken(db, rows.round.id, None), None)
    for stolik_id in rows.people:
        yield counted_up(rows, broken(db, rows.round.id, stolik_id), stolik_id)


def shown(db: Connection, edition_id: int) -> Iterator[Any]:
    """The rounds whose totals may be seen, in their order."""
    return (one for one in reversed(rounds_in(db, edition_id)) if totals_may_be_seen(one))


def round_rows(db: Connection, edition_id: int) -> Iterable[Cells]:
    """For the sheet `rounds`."""
    known, numbers = names(db, edition_id), {row.id: row.number for row in stoliki(db, edition_id)}
    for round_ in shown(db, edition_id):
        for part in parts(db, read(db, round_.id)):
            stolik = numbers.get(part.stolik_id) if part.stolik_id is not None else None
            for line in sorted(part.lines, key=lambda line: line.place):
                if line.id in known:
                    yield (*of_round(round_), stolik, line.id, known[line.id], *of_line(line, part), reason_of(line, part))


def of_round(round_: Any) -> Cells:
    return (round_.nth, round_.title, round_.state, round_.rule, round_.methods)


def of_line(line: Line, part: Result) -> Cells:
    """Numbers that are not known exactly stand as the least and the most."""
    hands = line.hands or (None, None)
    return (line.place, line.tied, line.low, line.high, line.dots.get("tablet", 0), line.dots.get("phones", 0), hands[0], hands[1],
            sum(line.voters.values()), line.agree, line.grades.get(0) if part.round.rule == "scale" else None, text(line.per_person),
            text(line.share), part.round.threshold, line.reached, sum(part.ballots.values()), part.people, text(part.turnout))  # fmt: skip


def reason_of(line: Line, part: Result) -> str | None:
    return next((tie["reason"] for tie in part.ties if line.id in tie["choices"]), None)


def text(number: float | None) -> str | None:
    """With a point, whatever a spreadsheet's language."""
    return None if number is None else f"{number:g}"


def ballot_rows(db: Connection, edition_id: int) -> Iterable[Cells]:
    """For the sheet `ballots`: sorted by what they say, so that the order tells nothing. As they were counted: what was merged is one."""
    known, numbers = names(db, edition_id), {row.id: row.number for row in stoliki(db, edition_id)}
    for round_ in shown(db, edition_id):
        rows = read(db, round_.id)
        told = sorted(
            (numbers.get(at or 0) or 0, " ".join(f"{one}:{dots}" for one, dots in sorted(given.items()) if one in known))
            for at, given in ((at, united(cast.given, rows.groups.merged, rows.rule)) for at, cast, _ in rows.casts)
        )
        for nth, (stolik, given) in enumerate(told, 1):
            yield (round_.nth, nth, stolik or None, given)


def document(db: Connection, edition_id: int) -> list[dict[str, Any]]:
    """For hall.json: every round that was not withdrawn; its numbers as soon as they may be seen."""
    known = names(db, edition_id)
    return [told(db, round_, known) for round_ in reversed(rounds_in(db, edition_id))]


def told(db: Connection, round_: Any, known: dict[str, str]) -> dict[str, Any]:
    wanted = ("id", "nth", "title", "about", "theme_id", "rule", "dots", "most", "token", "threshold", "state")
    times = {"opened_at": iso(round_.opened_at), "closed_at": iso(round_.closed_at)}
    head = {name: getattr(round_, name) for name in wanted} | times | {"methods": sorted(methods_of(round_))}
    if not totals_may_be_seen(round_):
        return head | {"results": None}
    return head | {"results": [result(part, known) for part in parts(db, read(db, round_.id))]}


def result(part: Result, known: dict[str, str]) -> dict[str, Any]:
    head = {"stolik_id": part.stolik_id, "people": part.people, "ballots": part.ballots, "late": part.late, "turnout": part.turnout}
    return head | {"over": part.over, "ties": part.ties, "lines": [line_told(line) for line in part.lines if line.id in known]}


def line_told(line: Line) -> dict[str, Any]:
    hands = {"least": line.hands.low, "most": line.hands.high} if line.hands else None
    total = {"least": line.low, "most": line.high}
    wanted = ("id", "place", "tied", "dots", "voters", "agree", "per_person", "share", "reached")
    grades = {str(grade): count for grade, count in line.grades.items()}
    return {name: getattr(line, name) for name in wanted} | {"grades": grades, "counted": hands, "total": total}
