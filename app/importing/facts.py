"""What a file says: sittings, themes, stoliki, topics, units, each with its place in the file."""

from dataclasses import dataclass, field

from app.importing.book import At, Book, Problem
from app.importing.columns import Reading

Title = str


@dataclass(slots=True, eq=False)
class SittingFact:
    """None: the file does not say."""

    title: str
    at: At
    format: str | None = None
    day: str | None = None
    starts_at: str | None = None
    ends_at: str | None = None
    room: str | None = None
    has_stoliki: bool = False


@dataclass(slots=True, eq=False)
class ThemeFact:
    """`listed`: it stands where themes are put down, not only where one is mentioned."""

    at: At
    name: str | None = None
    number: int | None = None
    colour: int | None = None
    listed: bool = False


@dataclass(slots=True, eq=False)
class StolikFact:
    number: int
    at: At
    sitting: SittingFact | None = None
    theme: ThemeFact | None = None
    listed: bool = False


@dataclass(slots=True, eq=False)
class TopicFact:
    """On the lists of these stoliki; without any: of all stoliki of the theme."""

    title: str
    at: At
    numbers: list[int]
    theme: ThemeFact | None


@dataclass(slots=True)
class EditionFact:
    at: At
    name: str | None = None
    venue: str | None = None
    days: list[str] = field(default_factory=list)
    language: str | None = None


@dataclass(slots=True)
class Told:
    """All of it, in the file's order. `repeated`: topics that stood twice; `continued`: rows that belong to the stolik above."""

    edition: EditionFact | None = None
    sittings: list[SittingFact] = field(default_factory=list)
    themes: list[ThemeFact] = field(default_factory=list)
    stoliki: dict[int, StolikFact] = field(default_factory=dict)
    topics: list[TopicFact] = field(default_factory=list)
    units: dict[str, tuple[str, At]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    repeated: int = 0
    continued: int = 0

    def wrong(self, problem: Problem) -> None:
        """One complaint for a cell is enough."""
        if not any(known.at == problem.at and problem.at is not None for known in self.problems):
            self.problems.append(problem)


@dataclass(slots=True)
class Row:
    """One row of a sheet, its cells by meaning."""

    book: Book
    nth: int
    reading: Reading
    index: int

    @property
    def kind(self) -> str:
        return self.reading.kind

    @property
    def is_event(self) -> bool:
        return self.book.sheets[self.nth].line == "event"

    def text(self, meaning: str) -> str:
        column, cells = self.reading.column(meaning), self.book.sheets[self.nth].rows[self.index]
        return cells[column] if column is not None and column < len(cells) else ""

    def at(self, meaning: str) -> At:
        return At(self.nth, self.index, self.reading.column(meaning))

    def says(self) -> bool:
        return any(self.text(meaning) for meaning in self.reading.meanings.values())
