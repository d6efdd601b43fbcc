"""The seven sheets, as rows: one description serves the workbook and the CSV files."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.editions.queries import current_edition
from app.exports import asked
from app.exports.history import history
from app.exports.rounds import ballot_rows, round_rows
from app.exports.times import iso, starts
from app.stoliki.queries import stoliki
from app.summaries.queries import summaries

Cell = str | int | bool | None
Rows = Iterable[tuple[Cell, ...]]


class Sheet(NamedTuple):
    """`columns`: name -> width in characters. The names are part of the promise: spreadsheets are built on them."""

    name: str
    columns: dict[str, int]
    rows: Callable[[Connection, int], Rows]


def issues(db: Connection, edition_id: int) -> Rows:
    merged = asked.merged(db, edition_id)
    for row in asked.issues(db, edition_id):
        parts = "\n".join(one.text for one in merged.get(row.id, []))
        yield (row.id, row.number, row.theme, row.topic, row.kind, row.text, row.revision,
               row.parked, row.late, row.source, row.hands, iso(row.at), row.born, parts or None)  # fmt: skip


def topics(db: Connection, edition_id: int) -> Rows:
    numbers, on = {row.id: row.number for row in stoliki(db, edition_id)}, asked.lists(db)
    for row in asked.topics(db, edition_id):
        places = [(numbers[one["stolik_id"]], one["place"]) for one in on.get(row.id, [])]
        state = "listed" if places else "withdrawn"
        yield (row.id, row.theme, row.title, state, row.origin, row.revision,
               ", ".join(str(number) for number, _ in places), places[0][1] if places else None)  # fmt: skip


def tables(db: Connection, edition_id: int) -> Rows:
    counted = asked.sums(db, edition_id)
    for row in stoliki(db, edition_id):
        entries, hands = counted.get(row.id, (0, 0))
        yield (
            row.id,
            row.number,
            row.theme,
            row.working,
            row.sitting,
            row.sitting_state,
            row.day,
            starts(row),
            row.headcount,
            entries,
            hands,
        )


def read_back(db: Connection, edition_id: int) -> Rows:
    themes = {row.id: row.theme for row in stoliki(db, edition_id)}
    for row in summaries(db, edition_id):
        yield (row.stolik_id, row.number, themes[row.stolik_id], row.text, row.sealed, row.revision, iso(row.at))


SHEETS = (
    Sheet("issues", {"id": 38, "stolik": 8, "theme": 26, "topic": 34, "kind": 10, "text": 80, "revision": 9,
                     "parked": 9, "late": 8, "source": 8, "hands": 8, "typed_at": 27, "seq": 8,
                     "merged": 60}, issues),
    Sheet("topics", {"id": 38, "theme": 26, "title": 50, "state": 11, "origin": 11, "revision": 9, "stoliki": 12, "place": 8}, topics),
    Sheet("stoliki", {"id": 6, "stolik": 8, "theme": 30, "working_name": 14, "sitting": 34, "sitting_state": 13, "day": 12,
                      "starts_at": 18, "headcount": 11, "issues": 8, "hands": 8}, tables),
    Sheet("journal", {"seq": 8, "at": 27, "kind": 16, "seat": 16, "stolik": 8, "subject": 38, "late": 8, "text": 90}, history),
    Sheet("summaries", {"id": 6, "stolik": 8, "theme": 30, "text": 90, "confirmed": 10, "revision": 9, "typed_at": 27}, read_back),
    Sheet("rounds", {"round": 7, "title": 26, "state": 9, "rule": 8, "methods": 20, "stolik": 8, "id": 38, "text": 80, "place": 7, "tie": 7,
                     "total_least": 11, "total_most": 11, "dots_tablet": 11, "dots_phones": 11, "counted_least": 13, "counted_most": 13,
                     "voters": 8, "agree": 8, "unclear": 8, "per_person": 11, "share": 8, "threshold": 10, "reached": 9, "ballots": 9,
                     "people": 8, "turnout": 9, "tie_break": 40}, round_rows),
    Sheet("ballots", {"round": 7, "ballot": 8, "stolik": 8, "given": 90}, ballot_rows),
)  # fmt: skip
NAMED = {sheet.name: sheet for sheet in SHEETS}


def rows_of(db: Connection, sheet: Sheet) -> Rows:
    """The rows of the current edition; none in an empty house."""
    edition: Any = current_edition(db)
    return sheet.rows(db, edition.id) if edition else ()
