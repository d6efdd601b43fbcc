"""From rows to what they say. Nothing here knows what is in the house; what contradicts itself is told with row and column."""

from collections.abc import Callable
from typing import TypeVar

from app.importing import values
from app.importing.book import At, Book, Problem, Word, _
from app.importing.columns import LABELS, Reading, fold
from app.importing.facts import EditionFact, Row, SittingFact, StolikFact, ThemeFact, Told, TopicFact
from app.importing.shapes import NEEDED, shapes
from app.importing.values import Wrong

Value = TypeVar("Value")
ORDER = ("edition", "sitting", "theme", "stolik", "topic", "unit", "flat")
NOT_SAID = _("Brakuje wartości: „%(column)s”.")
TWICE = _("Stolik %(number)s jest już w wierszu %(line)s.")
OTHER_THEME = _("Stolik %(number)s ma w wierszu %(line)s inny temat.")
OTHER_SITTING = _("Stolik %(number)s jest w wierszu %(line)s w innej sesji.")
OTHER_NAME = _("Temat %(number)s nazywa się w wierszu %(line)s inaczej: „%(name)s”.")
OTHER_NUMBER = _("Temat „%(name)s” ma w wierszu %(line)s inny numer.")
OTHER_COLOUR = _("Temat „%(name)s” ma w wierszu %(line)s inny kolor.")
SEVERAL = _("Jest kilka sesji „%(name)s”. Podaj też dzień i godzinę.")
LANGUAGE = _("„%(text)s” to nie jest język. Wpisz: pl, en albo uk.")
UNREAD = _("Pod nagłówkami nie ma ani jednego wiersza.")


def gathered(book: Book, readings: list[Reading]) -> Told:
    """Everything the file says."""
    told = Told()
    shapes(book, readings, told)
    for nth in sorted(range(len(readings)), key=lambda one: ORDER.index(readings[one].kind)):
        Gatherer(told, book, nth, readings[nth]).gather()
    said = told.edition or told.sittings or told.themes or told.stoliki or told.topics or told.units
    if not told.problems and not said:
        told.wrong(Problem(UNREAD))
    return told


class Gatherer:
    """Goes through one sheet and adds what it says."""

    def __init__(self, told: Told, book: Book, nth: int, reading: Reading) -> None:
        self.told, self.book, self.nth, self.reading = told, book, nth, reading
        self.above: list[int] = []  # the stoliki of the row above

    def gather(self) -> None:
        rows = range(self.reading.head + 1, len(self.book.sheets[self.nth].rows))
        if self.reading.kind == "edition":
            self.edition()
            return
        for index in rows if self.reading.meanings else ():
            row = Row(self.book, self.nth, self.reading, index)
            if row.says():
                self.take(row)

    def take(self, row: Row) -> None:
        """One row, all it says."""
        sitting, theme = self.sitting(row), self.theme(row)
        title = self.value(row, "topic", values.words)
        numbers = self.stolik_numbers(row, title)
        for number in numbers:
            self.stolik(row, number, sitting, theme, bool(title))
        if title:
            self.topic(row, title, numbers, theme)
        if unit := self.value(row, "unit", values.words):
            self.told.units.setdefault(fold(unit), (unit, row.at("unit")))
        for meaning in ("sitting", "theme", "topic"):
            if NEEDED.get(row.kind) == meaning and not row.text(meaning):
                self.wrong(row, meaning, NOT_SAID, column=Word(LABELS[meaning]))

    def value(self, row: Row, meaning: str, parse: Callable[[str], Value]) -> Value | None:
        """The cell's value; None when it is empty or wrong, and the wrong is told."""
        text = row.text(meaning)
        try:
            return parse(text) if text else None
        except Wrong as wrong:
            self.told.wrong(Problem(wrong.message, row.at(meaning), wrong.values))
            return None

    def wrong(self, row: Row, meaning: str, message: str, **more: object) -> None:
        self.told.wrong(Problem(message, row.at(meaning), more))

    def line(self, at: At) -> int:
        return at.row + (self.book.sheets[at.sheet].line == "row")

    # sittings

    def sitting(self, row: Row) -> SittingFact | None:
        """The sitting this row names: one that is known already, with what the row adds, or a new one."""
        title = self.value(row, "sitting", values.words)
        start, end = self.value(row, "starts_at", values.hours) or (None, None)
        said = {
            "format": self.format(row), "day": self.value(row, "day", values.day), "starts_at": start,
            "ends_at": self.value(row, "ends_at", values.hour) or end, "room": self.value(row, "room", values.words),
        }  # fmt: skip
        if not title:
            return None
        fits = [one for one in self.told.sittings if fold(one.title) == fold(title) and agrees(one, said)]
        if len(fits) > 1:
            self.wrong(row, "sitting", SEVERAL, name=values.short(title))
            return None
        fact = fits[0] if fits else SittingFact(title, row.at("sitting"))
        for name, value in said.items():
            setattr(fact, name, getattr(fact, name) or value)
        if not fits:
            self.told.sittings.append(fact)
        return fact

    def format(self, row: Row) -> str | None:
        """Calendars call it as they like; people are asked for one of five."""
        if row.is_event:
            said = fold(row.text("format"))
            return values.KNOWN_FORMATS.get(said) or values.likely_format(row.text("format"), row.text("sitting")) or "meeting"
        return self.value(row, "format", values.format_of)

    # themes

    def theme(self, row: Row) -> ThemeFact | None:
        """The theme this row names by its name, its number, or both."""
        name, number = self.value(row, "theme", values.words), self.value(row, "theme_number", values.number)
        colour = self.value(row, "colour", values.colour)
        if name and name.isdigit() and number is None and row.kind != "theme":
            name, number = None, self.value(row, "theme", values.number)
        if name is None and number is None:
            return None
        fact = self.known_theme(name, number)
        if fact is None:
            meaning = "theme" if name else "theme_number"
            fact = ThemeFact(row.at(meaning), listed=row.kind == "theme")
            self.told.themes.append(fact)
        self.add_to_theme(row, fact, name, number, colour)
        return fact

    def known_theme(self, name: str | None, number: int | None) -> ThemeFact | None:
        themes = self.told.themes
        by_number = next((one for one in themes if number is not None and one.number == number), None)
        return by_number or next((one for one in themes if name and one.name and fold(one.name) == fold(name)), None)

    def add_to_theme(self, row: Row, fact: ThemeFact, name: str | None, number: int | None, colour: int | None) -> None:
        line = self.line(fact.at)
        if name and fact.name and fold(name) != fold(fact.name):
            self.wrong(row, "theme", OTHER_NAME, number=number, line=line, name=values.short(fact.name))
        elif number is not None and fact.number is not None and number != fact.number:
            self.wrong(row, "theme_number", OTHER_NUMBER, name=values.short(fact.name or ""), line=line)
        elif colour is not None and fact.colour is not None and colour != fact.colour:
            self.wrong(row, "colour", OTHER_COLOUR, name=values.short(fact.name or str(fact.number)), line=line)
        fact.name, fact.number = fact.name or name, fact.number if fact.number is not None else number
        fact.colour = fact.colour if fact.colour is not None else colour

    # stoliki and topics

    def stolik_numbers(self, row: Row, topic: str | None) -> list[int]:
        """Whose row it is. A topic without a number belongs to the stolik above, as people write lists."""
        if row.reading.column("stolik") is None:
            return []
        if row.text("stolik"):
            found = self.value(row, "stolik", values.numbers if topic else one_number)
            self.above = found or []
            return self.above
        if topic and self.above and not any(row.text(one) for one in ("theme", "theme_number", "sitting")):
            self.told.continued += 1
            return self.above
        if topic or row.kind == "stolik":
            self.wrong(row, "stolik", NOT_SAID, column=Word(LABELS["stolik"]))
        return []

    def stolik(self, row: Row, number: int, sitting: SittingFact | None, theme: ThemeFact | None, with_topic: bool) -> None:
        """The stolik with this number, and what the row adds to it."""
        fact = self.told.stoliki.get(number)
        if fact is None:
            fact = self.told.stoliki[number] = StolikFact(number, row.at("stolik"), listed=not with_topic)
        elif not with_topic and fact.listed:
            self.wrong(row, "stolik", TWICE, number=number, line=self.line(fact.at))
            return
        if theme and fact.theme and theme is not fact.theme:
            self.wrong(row, "theme", OTHER_THEME, number=number, line=self.line(fact.at))
        if sitting and fact.sitting and sitting is not fact.sitting:
            self.wrong(row, "sitting", OTHER_SITTING, number=number, line=self.line(fact.at))
        fact.theme, fact.sitting = fact.theme or theme, fact.sitting or sitting
        if fact.sitting:
            fact.sitting.has_stoliki = True

    def topic(self, row: Row, title: str, numbers: list[int], theme: ThemeFact | None) -> None:
        if numbers or theme:
            self.told.topics.append(TopicFact(title, row.at("topic"), numbers, theme))

    # the edition

    def edition(self) -> None:
        """A sheet of names and values: nazwa, dni, miejsce, język."""
        for index, cells in enumerate(self.book.sheets[self.nth].rows):
            label, said, at = fold(cells[0]) if cells else "", " ".join(cells[1:]).strip(), At(self.nth, index, 1)
            if said and label:
                fact = self.told.edition = self.told.edition or EditionFact(at)
                try:
                    about_edition(fact, label, said)
                except Wrong as wrong:
                    self.told.wrong(Problem(wrong.message, at, wrong.values))


def one_number(text: str) -> list[int]:
    return [values.number(text)]


def agrees(fact: SittingFact, said: dict[str, str | None]) -> bool:
    """Whether they may be one sitting: day, hour and room are the same, or one of the two does not say."""
    return all(getattr(fact, name) in (None, said[name]) or said[name] is None for name in ("day", "starts_at", "room"))


def about_edition(fact: EditionFact, label: str, said: str) -> None:
    """One line of the edition's sheet. Raises Wrong."""
    if label in ("nazwa", "name", "kongres", "edycja", "назва"):
        fact.name = values.words(said)
    elif label in ("miejsce", "venue", "place", "місце"):
        fact.venue = values.words(said)
    elif label in ("dni", "dzien", "days", "day", "дні"):
        fact.days = sorted({values.day(one) for one in said.replace(";", ",").split(",") if one.strip()})
    elif label in ("jezyk", "language", "мова"):
        if said not in ("pl", "en", "uk"):
            raise Wrong(LANGUAGE, text=values.short(said))
        fact.language = said
