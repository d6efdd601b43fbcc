"""Statements of the hot path, said without SQLAlchemy's ceremony: the transaction, the tables and the types stay Core's."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement


def say(db: Connection, words: str, given: Any = (), many: bool = False) -> Any:
    """One statement through the bare driver; its faults are named as SQLAlchemy names them. Returns the cursor."""
    cursor = db.connection.cursor()
    try:
        return cursor.executemany(words, given) if many else cursor.execute(words, given)
    except Exception as fault:
        driver = db.dialect.loaded_dbapi.Error
        if isinstance(fault, driver):
            raise DBAPIError.instance(words, given, fault, driver, hide_parameters=True) from fault
        raise


@dataclass(slots=True)
class Said:
    """A statement in the words of one engine: its fixed values, the order of its values, and how its rows are made."""

    words: str
    fixed: dict[str, Any]
    order: list[str] | None
    row: Callable[[Any], Any]

    def given(self, values: Mapping[str, Any]) -> Any:
        named = {**self.fixed, **values}
        return named if self.order is None else [named[name] for name in self.order]


class Bare:
    """A Core statement for the hot path: compiled once per engine, then said through the bare driver.

    About a tenth of the cost of `Connection.execute`; its rows have the same names and types. No lists of values inside."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._said: dict[str, Said] = {}

    def first(self, db: Connection, values: Mapping[str, Any]) -> Any:
        """The first row, or None."""
        said = self._in(db.dialect)
        found = say(db, said.words, said.given(values)).fetchone()
        return None if found is None else said.row(found)

    def all(self, db: Connection, values: Mapping[str, Any]) -> list[Any]:
        """All rows."""
        said = self._in(db.dialect)
        return [said.row(found) for found in say(db, said.words, said.given(values)).fetchall()]

    def plain(self, db: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows as the driver gives them, for thousands at once: no names, and Booleans as the engine keeps them."""
        said = self._in(db.dialect)
        found: list[tuple[Any, ...]] = say(db, said.words, said.given(values)).fetchall()
        return found

    def run(self, db: Connection, values: Mapping[str, Any]) -> int:
        """Write; how many rows it touched."""
        said = self._in(db.dialect)
        return int(say(db, said.words, said.given(values)).rowcount)

    def run_each(self, db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write many rows of one kind with one statement."""
        said = self._in(db.dialect)
        say(db, said.words, [said.given(values) for values in rows], many=True)

    def _in(self, dialect: Dialect) -> Said:
        if dialect.name not in self._said:
            compiled: Any = self._statement.compile(dialect=dialect)
            self._said[dialect.name] = Said(
                str(compiled), dict(compiled.params), compiled.positiontup, _row_maker(self._statement, dialect)
            )
        return self._said[dialect.name]


def _row_maker(statement: Any, dialect: Dialect) -> Callable[[Any], Any]:
    """A row as Core would give it: by name, and with Booleans where the engine has only numbers."""
    columns = list(getattr(statement, "selected_columns", ()))
    named: Any = namedtuple("Row", [column.name for column in columns])  # type: ignore[misc]
    turns = [(at, turn) for at, column in enumerate(columns) if (turn := column.type.dialect_impl(dialect).result_processor(dialect, None))]

    def made(found: Any) -> Any:
        values = list(found)
        for at, turn in turns:
            values[at] = turn(values[at])
        return named(*values)

    return made


class Listed:
    """A statement about a list of ids: `build` gets the places of the ids. Lists are padded to powers of two, so a few
    compiled statements serve lists of any length."""

    def __init__(self, build: Callable[[Sequence[Any]], ClauseElement]) -> None:
        self._build = build
        self._sizes: dict[int, Bare] = {}

    def all(self, db: Connection, ids: Iterable[str]) -> list[Any]:
        """The rows for these ids; none for an empty list."""
        wanted = list(ids)
        if not wanted:
            return []
        size = 1 << (len(wanted) - 1).bit_length()
        if size not in self._sizes:
            self._sizes[size] = Bare(self._build([bindparam(f"id_{place}") for place in range(size)]))
        padded = wanted + wanted[-1:] * (size - len(wanted))
        return self._sizes[size].all(db, {f"id_{place}": id for place, id in enumerate(padded)})
