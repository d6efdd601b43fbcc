"""Whether a file can be read at all: its columns, merged cells, formulas."""

from app.importing.book import At, Book, Problem, Word, _, letter
from app.importing.columns import LABELS, Reading, doubled
from app.importing.facts import Told
from app.importing.values import FORMULA

NEEDED = {"sitting": "sitting", "theme": "theme", "stolik": "stolik", "topic": "topic", "unit": "unit"}
NO_COLUMNS = _("Nie rozpoznaję żadnej kolumny. W pierwszym wierszu wpisz nagłówki, na przykład: numer stolika, temat, zagadnienie, sesja.")
NO_COLUMN = _("W tym arkuszu brakuje kolumny „%(column)s”.")
NO_PLACE = _("Nie wiadomo, na czyjej liście mają stać zagadnienia: brakuje kolumny z numerem stolika albo z tematem.")
TWO_COLUMNS = _("Dwie kolumny znaczą to samo: „%(column)s”. Zostaw jedną.")
MERGED = _("Komórki %(cells)s są scalone. Rozdziel je i wpisz wartość w każdą z osobna.")


def shapes(book: Book, readings: list[Reading], told: Told) -> None:
    """Complaints about columns and cells as such."""
    if not any(reading.meanings or reading.kind == "edition" for reading in readings):
        told.wrong(Problem(NO_COLUMNS))
    for at, meaning in doubled(readings):
        told.wrong(Problem(TWO_COLUMNS, at, {"column": Word(LABELS[meaning])}))
    for nth, (sheet, reading) in enumerate(zip(book.sheets, readings, strict=True)):
        columns = set(reading.meanings)
        if reading.meanings:
            missing_columns(told, nth, reading)
        for top, left, bottom, right in sheet.merged:
            if bottom > reading.head and columns & set(range(left, right + 1)):
                cells = f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
                told.wrong(Problem(MERGED, At(nth, top, left), {"cells": cells}))
        for row, column in sheet.formulas:
            if row > reading.head and column in columns:
                told.wrong(Problem(FORMULA, At(nth, row, column)))


def missing_columns(told: Told, nth: int, reading: Reading) -> None:
    wanted, there, head = NEEDED.get(reading.kind), set(reading.meanings.values()), At(nth, max(reading.head, 0))
    if wanted and wanted not in there:
        told.wrong(Problem(NO_COLUMN, head, {"column": Word(LABELS[wanted])}))
    elif "topic" in there and not there & {"stolik", "theme", "theme_number"}:
        told.wrong(Problem(NO_PLACE, head))
