"""CSV as offices write it: comma, semicolon or tab; UTF-8 with or without its mark, UTF-16, cp1250 or ISO 8859-2."""

import csv
import io
from typing import Any

from app.importing.book import LONGEST_CELL, Unreadable, _

MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
LATIN_2, CP_1250 = set(b"\xb1\xb6\xbc\xa1\xa6\xac"), set(b"\xb9\x9c\x9f\xa5\x8c\x8f")
GARBLED = ("Ä…", "Ĺ‚", "Ä™", "Ăł", "Å‚", "Ä‡", "ĹĽ", "Å¼", "Ð°", "Ð¸")
CODING = _("Nie rozpoznaję kodowania znaków. Zapisz plik jako „CSV UTF-8” i wczytaj jeszcze raz.")
TWICE = _("Polskie znaki są w tym pliku zepsute („%(sample)s”). Zapisz go jeszcze raz z oryginału jako „CSV UTF-8”.")
NOT_TEXT = _("To nie jest arkusz ani plik tekstowy. Wczytaj XLSX, ODS, CSV, iCalendar albo schedule.json.")


def decoded(content: bytes) -> str:
    """The text. Raises Unreadable when no coding fits, or one was applied twice."""
    for mark, coding in MARKS.items():
        if content.startswith(mark):
            return tried(content, coding)
    if b"\x00" in content:
        raise Unreadable(NOT_TEXT)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        seen = set(content)
        return tried(content, "iso-8859-2" if seen & LATIN_2 and not seen & CP_1250 else "cp1250")
    garbled = next((sample for sample in GARBLED if sample in text), None)
    if garbled:
        raise Unreadable(TWICE, sample=garbled)
    return text


def tried(content: bytes, coding: str) -> str:
    try:
        return content.decode(coding)
    except UnicodeDecodeError:
        raise Unreadable(CODING) from None


def delimiter_of(text: str) -> str:
    """The one that cuts the first lines into the most columns."""
    lines = [line for line in text.splitlines() if line.strip()][:20]
    return max(";,\t", key=lambda one: (sum(min(line.count(one), 30) for line in lines), one == ";"))


def sheets(content: bytes) -> list[dict[str, Any]]:
    """One sheet without a name."""
    text = decoded(content)
    csv.field_size_limit(len(text) + 1)
    rows = [
        [cell.strip()[: LONGEST_CELL + 1] for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    ]
    while rows and not any(rows[-1]):
        rows.pop()
    return [{"name": "", "rows": rows}]
