"""What stands in one cell: a number, a day, an hour, a kind of sitting. Each gives the value, or raises Wrong with a sentence."""

import re
from datetime import date
from typing import Any

from app.importing.book import _
from app.importing.columns import fold

NUMBER = re.compile(r"(?:[^\W\d_]{1,12}\.?|№|#)?\s*(\d{1,9})(?:[.,]0+)?")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
DOTTED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: .*)?")
CLOCK = re.compile(r"(?:.*[ T])?(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?")
FORMATS = {
    "tables": "stoliki|stoliki tematyczne|tables|themed tables|столики|тематичні столики",
    "cafe": "cafe|urban cafe|kawiarnia|kawiarenka|world cafe|кафе|міське кафе",
    "workshop": "warsztat|warsztaty|workshop|воркшоп|майстерня|семінар",
    "meeting": "spotkanie|meeting|dyskusja|debata|discussion|зустріч|обговорення",
    "plenary": "inauguracja|plenarna|plenarne|plenary|wyklad|otwarcie|zakonczenie|talk|lecture|keynote|panel|пленарна|відкриття|лекція",
}
KNOWN_FORMATS = {fold(one): kind for kind, words in FORMATS.items() for one in [kind, *words.split("|")]}
LIKELY = {
    "workshop": ("warsztat", "workshop", "воркшоп"),
    "cafe": ("cafe", "kawiar", "кафе"),
    "tables": ("stolik", "tables", "столик"),
    "plenary": ("inaugur", "otwarci", "zakoncz", "plenar", "opening", "closing", "keynote", "wyklad", "talk", "lecture", "відкрит"),
}
LONGEST_TITLE, COLOURS, HIGHEST = 200, range(1, 12), 9999
NOT_A_NUMBER = _("„%(text)s” to nie jest numer. Wpisz liczbę od 1 do 9999.")
NOT_A_COLOUR = _("„%(text)s” to nie jest kolor. Wpisz liczbę od 1 do 11 albo zostaw puste.")
NOT_A_DAY = _("„%(text)s” to nie jest data. Wpisz ją tak: 2025-09-10 albo 10.09.2025.")
NOT_AN_HOUR = _("„%(text)s” to nie jest godzina. Wpisz ją tak: 10:30.")
NOT_A_FORMAT = _("Nie znam rodzaju sesji „%(text)s”. Wpisz: stoliki, cafe, warsztat, spotkanie albo inauguracja.")
TOO_LONG = _("Za długi tekst: ma %(length)s znaków, a może mieć najwyżej %(most)s.")
FORMULA = _("W tej komórce jest formuła. Wklej samą wartość (Ctrl+Shift+V) i wczytaj plik jeszcze raz.")
BAD_LETTERS = _("W tej komórce są zepsute znaki („�”). Zapisz plik jako „CSV UTF-8” albo XLSX.")


class Wrong(Exception):
    """What is wrong with a cell, in Polish."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def words(text: str) -> str:
    """A name or a title in one line."""
    text = " ".join(text.split())
    if text.startswith("=") and len(text) > 1:
        raise Wrong(FORMULA)
    if "\ufffd" in text:
        raise Wrong(BAD_LETTERS)
    if len(text) > LONGEST_TITLE:
        raise Wrong(TOO_LONG, length=len(text) if len(text) < 5000 else "5000+", most=LONGEST_TITLE)
    return text


def number(text: str) -> int:
    found = NUMBER.fullmatch(words(text))
    if not found or not 1 <= int(found[1]) <= HIGHEST:
        raise Wrong(NOT_A_NUMBER, text=short(text))
    return int(found[1])


def numbers(text: str) -> list[int]:
    """ "1, 4 i 7": a topic may stand on several lists."""
    return [number(one) for one in re.split(r"[,;/]|\bi\b|\band\b|\bта\b", words(text)) if one.strip()]


def colour(text: str) -> int:
    found = NUMBER.fullmatch(words(text))
    if not found or int(found[1]) not in COLOURS:
        raise Wrong(NOT_A_COLOUR, text=short(text))
    return int(found[1])


def day(text: str) -> str:
    """An ISO date."""
    said = words(text)
    try:
        if found := ISO.fullmatch(said):
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        if found := DOTTED.fullmatch(said):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        pass
    raise Wrong(NOT_A_DAY, text=short(text))


def hour(text: str) -> str:
    """HH:MM."""
    found = CLOCK.fullmatch(words(text))
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Wrong(NOT_AN_HOUR, text=short(text))
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def hours(text: str) -> tuple[str, str | None]:
    """ "10:00" or "10:00-11:30"."""
    start, dash, end = words(text).replace("–", "-").replace("—", "-").partition("-")
    if dash and not ISO.match(words(text)):
        return hour(start.strip()), hour(end.strip())
    return hour(text), None


def format_of(text: str) -> str:
    found = KNOWN_FORMATS.get(fold(words(text)))
    if found is None:
        raise Wrong(NOT_A_FORMAT, text=short(text))
    return found


def likely_format(*said: str) -> str | None:
    """By what it is called, when nobody said what it is."""
    text = " ".join(fold(one) for one in said)
    return next((kind for kind, marks in LIKELY.items() if any(word.startswith(marks) for word in text.split())), None)
