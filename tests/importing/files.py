"""Files as organisers have them, and files as they should not be."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

import xlsxwriter

Rows = list[list[Any]]
HEAD = ["Numer", "Temat", "Zagadnienie"]
GOOD: Rows = [HEAD, [21, "Zieleń i parki", "Drzewa przy ulicach"], [21, "Zieleń i parki", "Ławki w cieniu"], [22, "Ruch pieszy", "Światła"]]
MANIFEST = "META-INF/manifest.xml"


def xlsx(*sheets: tuple[str, Rows], then: Callable[[Any], None] = lambda book: None) -> bytes:
    """A workbook of plain cells; `then` may spoil it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for nth, row in enumerate(rows):
            sheet.write_row(nth, 0, row)
    then(book)
    book.close()
    return out.getvalue()


def flat(rows: Rows, **how: Any) -> bytes:
    return xlsx(("Arkusz1", rows), **how)


def big(stoliki: int = 100, each: int = 10) -> bytes:
    """A hall of this many stoliki, with so many topics each, in one flat sheet."""
    rows: Rows = [["Numer stolika", "Temat", "Zagadnienie", "Sesja", "Dzień"]]
    for number in range(1, stoliki + 1):
        theme = f"Temat numer {(number - 1) // 4 + 1} z dłuższą nazwą"
        rows += [[number, theme, f"Zagadnienie {n} stolika {number}: jak ma być?", "Duża sesja", "2027-09-10"] for n in range(each)]
    return flat(rows)


def csv_of(rows: Rows, delimiter: str = ";", coding: str = "utf-8") -> bytes:
    return "\r\n".join(delimiter.join(str(cell) for cell in row) for row in rows).encode(coding)


def ods(rows: Rows, cell: str = "", mark: bytes = b"application/vnd.oasis.opendocument.spreadsheet", manifest: str = "") -> bytes:
    """The smallest ODS; `cell`: one more, as XML, in a row of its own."""
    open_, close = '<table:table-cell office:value-type="string"><text:p>', "</text:p></table:table-cell>"
    cells = "".join(f"<table:table-row>{''.join(f'{open_}{one}{close}' for one in row)}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text"))
    more = f"<table:table-row>{cell}</table:table-row>" if cell else ""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Arkusz1">{cells}{more}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    return zipped({"mimetype": mark, "content.xml": content.encode(), MANIFEST: manifest.encode() or b"<manifest/>"})


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def calendar(*events: str) -> bytes:
    held = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}@example.org\r\nDTSTAMP:20270101T000000Z\r\n{one}END:VEVENT\r\n" for n, one in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//\r\n{held}END:VCALENDAR\r\n".encode()


def schedule(talks: list[dict[str, Any]], title: str = "Kongres 2027") -> bytes:
    days = [{"index": 1, "date": "2027-09-10", "rooms": {"Aula": talks}}]
    return json.dumps({"schedule": {"version": "1", "conference": {"title": title, "days": days}}}).encode()


def talk(title: str = "Otwarcie", **more: Any) -> dict[str, Any]:
    return {"title": title, "start": "10:00", "duration": "01:30", "room": "Aula", "type": "Talk"} | more


# what should not be


def spoiled(row: list[Any]) -> bytes:
    """The good file with one more row."""
    return flat([*GOOD, row])


def bomb() -> bytes:
    """64 KB that unpack to 64 MB of cells: little enough in the package's own list, too much to hold."""
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return with_sheet(
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + cells + b"</sheetData></worksheet>"
    )


def heavy_bomb() -> bytes:
    """A package of 300 KB that says it unpacks to 300 MB."""
    return with_sheet(b" " * 300_000_000)


def with_sheet(xml: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(flat(GOOD))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return zipped(parts | {"xl/worksheets/sheet1.xml": xml})


def entities(inside: str) -> bytes:
    """A billion laughs, wherever somebody hides them."""
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{lines}]><x>{inside}&a9;</x>'.encode()


def entity_sheet() -> bytes:
    """The same inside an ODS."""
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": entities(""), MANIFEST: b"<manifest/>"})


def encrypted() -> bytes:
    """What Excel writes when it is given a password: an old container with a sealed package."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(4096)


def merged(book: Any) -> None:
    book.worksheets()[0].merge_range(1, 1, 2, 1, "Zieleń i parki")


def with_formula(book: Any) -> None:
    book.worksheets()[0].write_formula(3, 2, '=A1&"x"', None, "")


SEALED = '<manifest:encryption-data manifest:checksum="x"/>'
FORMULA_CELL = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>'
SPANNED = '<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1"><text:p>23</text:p></table:table-cell>'
NOISE = random.Random(7).randbytes(20_000)

BROKEN: dict[str, tuple[str, Callable[[], bytes], str]] = {  # what it is: its name, its bytes, what a person is told
    "nothing in it": ("pusty.xlsx", lambda: b"", "Ten plik jest pusty"),
    "a sheet without rows": ("pusty.xlsx", lambda: flat([]), "Ten plik jest pusty"),
    "heads alone": ("same.xlsx", lambda: flat([HEAD]), "ani jednego wiersza"),
    "a PDF": ("program.xlsx", lambda: b"%PDF-1.7\n" + NOISE, "To plik PDF, a nie arkusz"),
    "a Word document": ("program.xlsx", lambda: zipped({"word/document.xml": b"<w/>"}), "To nie jest arkusz kalkulacyjny"),
    "a LibreOffice text": ("p.ods", lambda: ods(GOOD, mark=b"application/vnd.oasis.opendocument.text"), "To nie jest arkusz kalkulacyjny"),
    "a web page": ("program.xls", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "strona albo plik XML"),
    "noise": ("program.csv", lambda: NOISE, "To nie jest arkusz"),
    "cut off": ("program.xlsx", lambda: flat(GOOD)[:-700], "ucięty albo uszkodzony"),
    "a package of noise": ("program.xlsx", lambda: b"PK\x03\x04" + NOISE, "ucięty albo uszkodzony"),
    "a password": ("program.xlsx", encrypted, "zabezpieczony hasłem"),
    "a password, ODS": ("program.ods", lambda: ods(GOOD, manifest=SEALED), "zabezpieczony hasłem"),
    "a bomb": ("program.xlsx", bomb, "za duży"),
    "a heavy bomb": ("program.xlsx", heavy_bomb, "za duży"),
    "50 MB": ("program.csv", lambda: b"numer;temat\n" + b"1;x" * 17_500_000, "Plik ma 51 MB, a może mieć najwyżej 8 MB"),
    "too many rows": ("program.csv", lambda: b"numer;temat\n" + b"1;x\n" * 30_000, "najwyżej 20000 wierszy"),
    "an entity bomb as a calendar": ("program.ics", lambda: entities("BEGIN:VCALENDAR"), "strona albo plik XML"),
    "an entity bomb as JSON": ("schedule.json", lambda: entities("{}"), "strona albo plik XML"),
    "an entity bomb as ODS": ("program.ods", entity_sheet, "Ten plik jest pusty|da się przeczytać"),
    "JSON without end": ("schedule.json", lambda: b'{"schedule":' + b"[" * 100_000, "schedule.json"),
    "JSON that is something else": ("schedule.json", lambda: b'{"a": 1}', "nie jest programem schedule.json"),
    "broken JSON": ("schedule.json", lambda: b'{"schedule": {,}}', "To nie jest poprawny JSON"),
    "a talk without a start": ("schedule.json", lambda: schedule([{"title": "Otwarcie"}]), "dzień 2027-09-10, „Otwarcie”"),
    "a calendar without events": ("program.ics", calendar, "nie ma żadnego wydarzenia"),
    "a repeated event": (
        "program.ics",
        lambda: calendar("SUMMARY:Dyżur\r\nDTSTART:20270910T100000\r\nRRULE:FREQ=DAILY\r\n"),
        "„Dyżur” się powtarza",
    ),
    "an unknown coding": ("program.csv", lambda: csv_of(GOOD, coding="cp852"), "Nie rozpoznaję kodowania"),
    "coded twice": ("p.csv", lambda: csv_of(GOOD).decode("cp1252", "replace").encode(), "są w tym pliku zepsute"),
    "letters that are lost": (
        "program.csv",
        lambda: csv_of([*GOOD, [23, "Ziele\ufffd", "x"]]),
        "wiersz 5, kolumna B: W tej komórce są zepsute znaki",
    ),
    "merged cells": ("program.xlsx", lambda: flat(GOOD, then=merged), "wiersz 2, kolumna B: Komórki B2:B3 są scalone"),
    "merged cells, ODS": ("program.ods", lambda: ods(GOOD, SPANNED), "wiersz 5, kolumna A: Komórki A5:A6 są scalone"),
    "a formula": ("program.xlsx", lambda: flat(GOOD, then=with_formula), "wiersz 4, kolumna C: W tej komórce jest formuła"),
    "a formula, ODS": ("program.ods", lambda: ods(GOOD, FORMULA_CELL), "wiersz 5, kolumna A: W tej komórce jest formuła"),
    "a formula as text": (
        "program.csv",
        lambda: csv_of([*GOOD, [23, "=HYPERLINK(1)", "x"]]),
        "wiersz 5, kolumna B: W tej komórce jest formuła",
    ),
    "no column that is known": ("program.xlsx", lambda: flat([["a", "b"], [1, 2]]), "Nie rozpoznaję żadnej kolumny"),
    "a missing column": ("program.xlsx", lambda: xlsx(("Stoliki", [["Temat"], ["Zieleń"]])), "brakuje kolumny „Numer stolika”"),
    "topics of nobody": ("program.xlsx", lambda: flat([["Zagadnienie"], ["Drzewa"]]), "Nie wiadomo, na czyjej liście"),
    "a doubled number": (
        "program.xlsx",
        lambda: xlsx(("Stoliki", [HEAD[:2], [21, "Zieleń"], [21, "Zieleń"]])),
        "wiersz 3, kolumna A: Stolik 21 jest już w wierszu 2",
    ),
    "a number with two themes": (
        "program.xlsx",
        lambda: spoiled([21, "Ruch pieszy", "x"]),
        "wiersz 5, kolumna B: Stolik 21 ma w wierszu 2 inny temat",
    ),
    "a number that is none": ("program.xlsx", lambda: spoiled(["dwa", "Ruch", "x"]), "wiersz 5, kolumna A: „dwa” to nie jest numer"),
    "a negative number": ("program.xlsx", lambda: spoiled([-3, "Ruch", "x"]), "wiersz 5, kolumna A: „-3” to nie jest numer"),
    "a new stolik without a theme": ("program.xlsx", lambda: spoiled([23, "", "x"]), "wiersz 5, kolumna A: Stolik 23 jest nowy"),
    "a negative colour": (
        "program.xlsx",
        lambda: xlsx(("Tematy", [["Temat", "Kolor"], ["Zieleń", -2]])),
        "wiersz 2, kolumna B: „-2” to nie jest kolor",
    ),
    "an unknown theme": (
        "program.xlsx",
        lambda: xlsx(("Tematy", [["Temat"], ["Zieleń i parki"]]), ("Stoliki", [HEAD[:2], [21, "Zielen i park"]])),
        "arkusz „Stoliki”, wiersz 2, kolumna B: Nie ma tematu „Zielen i park” wśród tematów. Czy to „Zieleń i parki”?",
    ),
    "a day that never was": (
        "program.xlsx",
        lambda: xlsx(("Sesje", [["Sesja", "Dzień"], ["Otwarcie", "31.02.2027"]])),
        "wiersz 2, kolumna B: „31.02.2027” to nie jest data",
    ),
    "an hour that never strikes": (
        "program.csv",
        lambda: csv_of([["sesja", "dzień", "początek"], ["Otwarcie", "2027-09-10", "25:00"]]),
        "„25:00” to nie jest godzina",
    ),
    "a kind nobody knows": (
        "program.xlsx",
        lambda: xlsx(("Sesje", [["Sesja", "Rodzaj"], ["Otwarcie", "bal"]])),
        "wiersz 2, kolumna B: Nie znam rodzaju sesji „bal”",
    ),
    "an unknown sitting": (
        "p.csv",
        lambda: csv_of([["numer", "temat", "sesja"], [21, "Zieleń", "Stolik tematyczny"]]),
        "Nie ma sesji „Stolik tematyczny”",
    ),
    "a huge cell": ("program.csv", lambda: csv_of([*GOOD, [23, "Ruch", "x" * 300_000]]), "wiersz 5, kolumna C: Za długi tekst"),
}
