"""The program that reads a file somebody gave us: bytes come in, sheets of plain cells go out as JSON. It runs in a process of its own,
with little memory and little time, so that no file can harm the hall; what kind of file it is, is told by its bytes, never by its name."""

import json
import resource
import sys
from importlib import import_module
from typing import Any

from app.importing.book import LONGEST_CELL, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS, MOST_SHEETS, Unreadable, _

MEMORY_BYTES, CPU_SECONDS = 640 * 1024 * 1024, 10
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7Z",
    b"GIF8": "GIF",
}
EMPTY = _("Ten plik jest pusty.")
ANOTHER = _("To plik %(kind)s, a nie arkusz. Wczytaj XLSX, ODS, CSV, iCalendar albo schedule.json.")
MARKUP = _("To strona albo plik XML, a nie arkusz. Otwórz go w programie biurowym i zapisz jako XLSX.")
BROKEN = _("Tego pliku nie da się przeczytać: jest uszkodzony albo ucięty. Otwórz go w programie biurowym i zapisz jeszcze raz.")
TOO_MUCH = _("Za dużo danych: najwyżej %(rows)s wierszy, %(columns)s kolumn i %(sheets)s arkuszy.")


def reader_of(content: bytes) -> str:
    """The module that can read it. Raises Unreadable."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not content.strip(b"\x00 \t\r\n"):
        raise Unreadable(EMPTY)
    for mark, kind in FOREIGN.items():
        if content.startswith(mark):
            raise Unreadable(ANOTHER, kind=kind)
    if content.startswith((ZIP, OLD_OFFICE)):
        return "spreadsheets"
    if start[:1] == b"<":
        raise Unreadable(MARKUP)
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        return "calendars"
    return "schedules" if start[:1] in (b"{", b"[") else "text_files"


def read(content: bytes) -> list[dict[str, Any]]:
    """The sheets, as Book.from_json takes them. Raises Unreadable."""
    module = import_module(f"app.importing.{reader_of(content)}")
    try:
        sheets: list[dict[str, Any]] = module.sheets(content)
    except (MemoryError, Unreadable):
        raise
    except Exception:
        raise Unreadable(BROKEN) from None
    limited(sheets)
    return sheets


def limited(sheets: list[dict[str, Any]]) -> None:
    """Raises Unreadable when it is more than anybody could look at; a cell longer than any text is cut."""
    rows = sum(len(sheet["rows"]) for sheet in sheets)
    columns = max((len(row) for sheet in sheets for row in sheet["rows"]), default=0)
    letters = sum(min(len(cell), LONGEST_CELL) for sheet in sheets for row in sheet["rows"] for cell in row)
    if len(sheets) > MOST_SHEETS or rows > MOST_ROWS or columns > MOST_COLUMNS or letters > MOST_LETTERS:
        raise Unreadable(TOO_MUCH, rows=MOST_ROWS, columns=MOST_COLUMNS, sheets=MOST_SHEETS)
    if not any(any(row) for sheet in sheets for row in sheet["rows"]):
        raise Unreadable(EMPTY)
    for sheet in sheets:
        sheet["rows"] = [[cell[:LONGEST_CELL] for cell in row] for row in sheet["rows"]]


def main() -> None:
    """Bounded first, then read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: dict[str, Any] = {"sheets": read(sys.stdin.buffer.read())}
    except Unreadable as problem:
        answer = {"problem": problem.message, "values": problem.values}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode())


if __name__ == "__main__":
    main()
