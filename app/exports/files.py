"""The sheets as files: CSV for anyone, XLSX for the office. No cell may ever become a formula."""

import csv
import io
from typing import Any, BinaryIO

import xlsxwriter
from sqlalchemy import Connection

from app.exports.sheets import SHEETS, Cell, Sheet, rows_of

BOM = "\ufeff"
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}


def safe(cell: Cell) -> str | int:
    """A spreadsheet reads a leading = + - @ in a CSV as a formula: an apostrophe makes it text again."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return "'" + cell
    return "" if cell is None else cell


def csv_of(db: Connection, sheet: Sheet) -> bytes:
    """UTF-8 with BOM, semicolons, CRLF; every text in quotes, so that no separator inside it starts a new cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(sheet.columns)
    writer.writerows([safe(cell) for cell in row] for row in rows_of(db, sheet))
    return (BOM + out.getvalue()).encode()


def workbook(db: Connection, file: str | BinaryIO) -> None:
    """One sheet each; texts are written as typed strings, unchanged."""
    with xlsxwriter.Workbook(file, PLAIN) as book:
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDEBEF"})
        long = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in SHEETS:
            _write(db, book.add_worksheet(sheet.name), sheet, head, long)


def _write(db: Connection, page: Any, sheet: Sheet, head: Any, long: Any) -> None:
    page.freeze_panes(1, 0)
    for column, (name, width) in enumerate(sheet.columns.items()):
        page.set_column(column, column, width)
        page.write_string(0, column, name, head)
    last = 0
    for last, cells in enumerate(rows_of(db, sheet), 1):
        for column, cell in enumerate(cells):
            _put(page, last, column, cell, long)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _put(page: Any, row: int, column: int, cell: Cell, long: Any) -> None:
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell, long)
    elif isinstance(cell, int):
        page.write_number(row, column, cell, long)
    elif cell is not None:
        page.write_string(row, column, cell, long)
