"""A file as it was read: sheets of plain cells, and what is wrong with it, in words."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS, LONGEST_CELL, MOST_LETTERS = 20_000, 60, 20, 5000, 8_000_000


def _(sentence: str) -> str:
    """Marks a sentence for the catalogues; it is translated when it is shown."""
    return sentence


class Unreadable(Exception):
    """Nothing can be taken from the file: why, in Polish (the key of the translations)."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message, self.values = message, values


@dataclass(slots=True)
class Sheet:
    """`rows`: every cell as text, the first row is number 1. `line`: what a row is called here. `merged`: first row, first column, last
    row, last column; `formulas`: row, column; all counted from 0."""

    name: str
    rows: list[list[str]]
    line: str = "row"
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """All sheets of a file."""

    sheets: list[Sheet]

    @classmethod
    def from_json(cls, told: list[dict[str, Any]]) -> "Book":
        """As app/importing/reading.py prints it."""
        sheets = [Sheet(**one) for one in told]
        for sheet in sheets:
            sheet.merged = [(top, left, bottom, right) for top, left, bottom, right in sheet.merged]
            sheet.formulas = [(row, column) for row, column in sheet.formulas]
        return cls(sheets)


class Word(str):
    """A value that is itself a sentence of the catalogues."""


class At(NamedTuple):
    """A place in the file; row and column counted from 0, column None: the whole row."""

    sheet: int
    row: int
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, in Polish with its values."""

    message: str
    at: At | None = None
    values: dict[str, Any] = field(default_factory=dict)


def letter(column: int) -> str:
    """0 is A, 26 is AA."""
    name = ""
    while column >= 0:
        name, column = chr(ord("A") + column % 26) + name, column // 26 - 1
    return name
