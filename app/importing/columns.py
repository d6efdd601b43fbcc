"""What a column means, guessed from its head in Polish, English or Ukrainian, or remembered from the last time."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app.importing.book import At, Book, Sheet, _

LABELS = {
    "stolik": _("Numer stolika"),
    "theme": _("Temat stolika"),
    "theme_number": _("Numer tematu"),
    "colour": _("Kolor (1 do 11)"),
    "topic": _("Zagadnienie"),
    "sitting": _("Sesja"),
    "format": _("Rodzaj sesji"),
    "day": _("Dzień"),
    "starts_at": _("Początek"),
    "ends_at": _("Koniec"),
    "room": _("Sala"),
    "unit": _("Jednostka"),
}
HEADS = {
    "stolik": "stolik|stoliki|numer stolika|nr stolika|stolik nr|numery stolikow|table|tables|table number|table no|table nr|"
    "столик|столики|номер столика|стіл",
    "theme": "temat|temat stolika|nazwa tematu|temat rozmowy|theme|table theme|theme name|тема столика|назва теми|тема",
    "theme_number": "numer tematu|nr tematu|temat nr|theme number|theme no|номер теми|номер теми столика",
    "colour": "kolor|barwa|kolor tematu|color|colour|колір",
    "topic": "zagadnienie|zagadnienia|pytanie|kwestia|sprawa|punkt|topic|topics|question|issue|питання|підтема|теми",
    "sitting": "sesja|nazwa sesji|tytul sesji|wydarzenie|punkt programu|session|session title|sitting|event|сесія|назва сесії|подія|захід",
    "format": "rodzaj|rodzaj sesji|format|forma|typ|type|kind|session type|формат|тип|вид",
    "day": "dzien|data|dnia|day|date|день|дата",
    "starts_at": "poczatek|start|od|godzina|godz|godziny|rozpoczecie|hour|time|starts|starts at|start time|begin|from|"
    "початок|час|година|від",
    "ends_at": "koniec|do|zakonczenie|end|ends|ends at|end time|until|to|кінець|завершення|до",
    "room": "sala|hall|miejsce|pomieszczenie|pokoj|room|place|location|venue|зал|зала|кімната|місце|аудиторія",
    "unit": "jednostka|jednostki|wydzial|biuro|unit|units|department|office|підрозділ|відділ|управління",
}
NUMBER = "numer|nr|no|number|#|номер|№"
NAME = "nazwa|tytul|name|title|назва|заголовок"
SHEETS = {
    "edition": "edycj|kongres|edition|congress|конгрес|едиці|видання|захід",
    "sitting": "sesj|program|session|sitting|schedule|harmonogram|сесі|розклад|програм",
    "theme": "temat|theme|теми",
    "stolik": "stolik|table|столик",
    "topic": "zagadn|topic|питан",
    "unit": "jednost|wydzia|unit|department|підрозділ|відділ",
}
NUMBERED = {"stolik": "stolik", "theme": "theme_number", "flat": "stolik", "topic": "stolik"}
NAMED = {"sitting": "sitting", "theme": "theme", "topic": "topic", "unit": "unit", "stolik": "theme"}
HIGHEST_HEAD = 15
ACCENTS = str.maketrans({"ł": "l", "Ł": "l"})
Memory = Mapping[str, str]


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """How two spellings of one name are compared: small letters, without accents, brackets, stops and doubled spaces."""
    flat = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)", " ", text).translate(ACCENTS).casefold())
    kept = "".join(letter for letter in flat if not unicodedata.combining(letter) or letter == "\u0306")
    return " ".join(re.sub(r"[^\w#№]+", " ", unicodedata.normalize("NFC", kept)).split())


def table_of(words: dict[str, str]) -> dict[str, str]:
    return {fold(one): meaning for meaning, all_words in words.items() for one in all_words.split("|")}


KNOWN, NUMBERS, NAMES = table_of(HEADS), {fold(one) for one in NUMBER.split("|")}, {fold(one) for one in NAME.split("|")}


@dataclass(slots=True)
class Reading:
    """How a sheet is read: its kind ("flat": everything in one), the row of its heads, the meaning of each column."""

    kind: str
    head: int
    meanings: dict[int, str] = field(default_factory=dict)

    def column(self, meaning: str) -> int | None:
        return next((column for column, one in self.meanings.items() if one == meaning), None)


def kind_of(name: str) -> str:
    """What a sheet is about, by its name."""
    folded = fold(name)
    return next((kind for kind, starts in SHEETS.items() if any(folded.startswith(fold(one)) for one in starts.split("|"))), "flat")


def meaning_of(head: str, kind: str, memory: Memory) -> str:
    """The meaning of one head; nothing when it has none. What a person chose last time goes before any guess."""
    folded = fold(head)
    if (remembered := memory.get(memory_key(kind, head))) is not None:
        return remembered
    if kind == "topic" and folded == fold("тема"):
        return "topic"
    if folded in NUMBERS:
        return NUMBERED.get(kind, "")
    if folded in NAMES:
        return NAMED.get(kind, "")
    return KNOWN.get(folded, "")


def memory_key(kind: str, head: str) -> str:
    """Under which name a choice is remembered."""
    return f"{kind}/{fold(head)}"[:200]


def meanings_of(row: list[str], kind: str, memory: Memory) -> dict[int, str]:
    """The meanings of a row of heads; the first column of a meaning has it."""
    found: dict[int, str] = {}
    for column, head in enumerate(row):
        meaning = meaning_of(head, kind, memory) if head else ""
        if meaning and meaning not in found.values():
            found[column] = meaning
    return found


def guessed(sheet: Sheet, memory: Memory) -> Reading:
    """The row in which most heads are known is the row of heads."""
    kind = kind_of(sheet.name)
    if kind == "edition":
        return Reading(kind, -1)
    head, meanings = best_heads(sheet, kind, memory)
    if kind == "sitting" and {"topic", "theme"} & set(meanings.values()):
        kind = "flat"  # a programme in one sheet, stoliki and all
        head, meanings = best_heads(sheet, kind, memory)
    if not meanings:
        head = next((n for n, row in enumerate(sheet.rows) if any(row)), 0)
    return Reading(kind, head, ukrainian(sheet.rows[head] if sheet.rows else [], meanings))


def best_heads(sheet: Sheet, kind: str, memory: Memory) -> tuple[int, dict[int, str]]:
    """The first of the rows with the most heads that are known."""
    rows = [(n, meanings_of(row, kind, memory)) for n, row in enumerate(sheet.rows[:HIGHEST_HEAD])]
    return max(rows, key=lambda one: (len(one[1]), -one[0]), default=(0, {}))


def ukrainian(heads: list[str], meanings: dict[int, str]) -> dict[int, str]:
    """ "Тема" is a topic where "тема столика" stands beside it."""
    words = {column: fold(head) for column, head in enumerate(heads)}
    if fold("тема столика") in words.values() and "topic" not in meanings.values():
        for column, word in words.items():
            if word == fold("тема"):
                meanings = {one: what for one, what in meanings.items() if what != "theme"} | {column: "topic"}
                meanings |= {one: "theme" for one, said in words.items() if said == fold("тема столика")}
    return meanings


def readings_of(book: Book, memory: Memory, chosen: Mapping[tuple[int, int], str] | None = None) -> list[Reading]:
    """How each sheet is read: as guessed, or as somebody chose for this file, column by column ("": not at all)."""
    readings = [guessed(sheet, memory) for sheet in book.sheets]
    for (sheet, column), meaning in (chosen or {}).items():
        if sheet < len(readings):
            readings[sheet].meanings.pop(column, None)
            if meaning:
                readings[sheet].meanings[column] = meaning
    return readings


def chosen_anew(book: Book, readings: list[Reading], memory: Memory) -> dict[str, str]:
    """What is worth remembering: every head whose meaning is not the one that would be guessed."""
    new: dict[str, str] = {}
    for sheet, reading in zip(book.sheets, readings, strict=True):
        heads = sheet.rows[reading.head] if 0 <= reading.head < len(sheet.rows) else []
        usual = guessed(sheet, memory).meanings
        for column, head in enumerate(heads):
            if fold(head) and reading.meanings.get(column, "") != usual.get(column, ""):
                new[memory_key(reading.kind, head)] = reading.meanings.get(column, "")
    return new


def doubled(readings: Iterable[Reading]) -> list[tuple[At, str]]:
    """Columns that were given a meaning which another column of the sheet has."""
    return [
        (At(n, reading.head, column), meaning)
        for n, reading in enumerate(readings)
        for column, meaning in sorted(reading.meanings.items())
        if any(other < column and one == meaning for other, one in reading.meanings.items())
    ]
