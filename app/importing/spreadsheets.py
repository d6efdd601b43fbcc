"""XLSX and ODS (and old XLS, which comes for nothing)."""

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from app.importing.book import LONGEST_CELL, MOST_ROWS, Unreadable, _
from app.importing.oddities import oddities_of

MOST_UNPACKED, MOST_CELLS, MOST_FILES = 150 * 1024 * 1024, 1_200_000, 2000
LOCKED = _("Ten plik jest zabezpieczony hasłem. Zapisz go bez hasła i wczytaj jeszcze raz.")
NOT_A_SHEET = _("To nie jest arkusz kalkulacyjny. Wczytaj XLSX, ODS, CSV, iCalendar albo schedule.json.")
CUT = _("Ten plik jest ucięty albo uszkodzony: pobierz go albo zapisz jeszcze raz.")
BOMB = _("Ten plik po rozpakowaniu jest za duży, żeby go czytać. Skopiuj same potrzebne wiersze do nowego pliku.")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def sheets(content: bytes) -> list[dict[str, Any]]:
    """All sheets that hold anything, hidden ones left out."""
    odd = inspected(content) if content.startswith(b"PK") else {}
    if ENCRYPTED in content[:65536] or ENCRYPTED in content[-65536:]:
        raise Unreadable(LOCKED)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            seen = [one.name for one in book.sheets_metadata if "Visible" in str(one.visible)]
            return [sheet_of(book, name, odd.get(name)) for name in seen]
    except PasswordError:
        raise Unreadable(LOCKED) from None
    except CalamineError:
        raise Unreadable(CUT) from None


def inspected(content: bytes) -> dict[str, Any]:
    """What stands in the package beside the values. Raises Unreadable for a package that is no spreadsheet, or too large inside."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable(BOMB)
            names = {part.filename for part in parts}
            if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
                raise Unreadable(LOCKED)
            if not {"xl/workbook.xml", "content.xml"} & names or is_a_text(package, names):
                raise Unreadable(NOT_A_SHEET)
            return oddities_of(package)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, KeyError, RuntimeError, NotImplementedError):
        raise Unreadable(CUT) from None


def is_a_text(package: zipfile.ZipFile, names: set[str]) -> bool:
    """An ODT looks like an ODS from outside."""
    return "mimetype" in names and b"spreadsheet" not in package.read("mimetype")


def sheet_of(book: CalamineWorkbook, name: str, odd: Any) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * max(sheet.total_width, 1) > MOST_CELLS or sheet.total_height > 50 * MOST_ROWS:
        raise Unreadable(BOMB)
    rows = [[plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((n + 1 for row in rows for n, cell in enumerate(row) if cell), default=0)
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    formulas, more = odd or ([], [])
    return {"name": name, "rows": [row[:width] for row in rows], "merged": merged or more, "formulas": formulas}


def plain(cell: Any) -> str:
    """What a person would type: 4, not 4.0; 2025-09-10; 10:30."""
    if isinstance(cell, bool):
        return "tak" if cell else "nie"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, timedelta):
        return f"{int(cell.total_seconds()) // 3600:02}:{int(cell.total_seconds()) // 60 % 60:02}"
    return re.sub(r"[ \t\r\f\v]+", " ", str(cell)).strip()[: LONGEST_CELL + 1]
