"""Formulas and merged cells, which a table of plain values does not show: where they are, so that a person finds them."""

import re
import zipfile
from typing import Any
from xml.etree.ElementTree import iterparse

ODD_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*)>(?=(.{0,4}))', re.DOTALL)
SHEET = re.compile(rb"<sheet\b[^>]*>")
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
MOST_REPEATED = 2000
Place = list[int]
Odd = tuple[list[Place], list[Place]]


def oddities_of(package: zipfile.ZipFile) -> dict[str, Odd]:
    """By the sheet's name: formulas, merged ranges (those of an XLSX are known anyway)."""
    if "content.xml" in package.namelist():
        return of_ods(package) if odd_ods(package.read("content.xml")) else {}
    return of_xlsx(package)


def of_xlsx(package: zipfile.ZipFile) -> dict[str, Odd]:
    files = sheet_files(package)
    return {name: (formulas_in(package.read(file)), []) for name, file in files.items() if file in package.namelist()}


def formulas_in(xml: bytes) -> list[Place]:
    """Cells that hold a formula, or a formula's mistake."""
    if b"<f" not in xml and b't="e"' not in xml:
        return []
    return [place(found[1], found[2]) for found in ODD_CELL.finditer(xml) if found[4][:2] == b"<f" or b't="e"' in found[3]]


def place(letters: bytes, digits: bytes) -> Place:
    column = 0
    for one in letters:
        column = column * 26 + one - 64
    return [int(digits) - 1, column - 1]


def sheet_files(package: zipfile.ZipFile) -> dict[str, str]:
    """Which file of the package holds which sheet."""
    targets = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", package.read("xl/_rels/workbook.xml.rels").decode(errors="replace")):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        targets[said.get("Id", "")] = "xl/" + said.get("Target", "").removeprefix("/xl/").removeprefix("xl/")
    files = {}
    for found in SHEET.findall(package.read("xl/workbook.xml")):
        said = dict(re.findall(r'([\w:]+)="([^"]*)"', found.decode(errors="replace")))
        files[unescaped(said.get("name", ""))] = targets.get(said.get("r:id", ""), "")
    return files


def unescaped(name: str) -> str:
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        name = name.replace(entity, letter)
    return name


def odd_ods(xml: bytes) -> bool:
    return b"table:formula=" in xml or b"-spanned=" in xml


def of_ods(package: zipfile.ZipFile) -> dict[str, Odd]:
    """Walks through the tables once; runs of equal cells are written once, with a number."""
    found: dict[str, Odd] = {}
    name, row, column = "", 0, 0
    with package.open("content.xml") as source:
        for event, tag in iterparse(source, ("start", "end")):
            kind = tag.tag.removeprefix(OFFICE)
            if event == "start" and kind == "table":
                name, row = tag.get(f"{OFFICE}name", ""), 0
                found[name] = ([], [])
            elif event == "start" and kind == "table-row":
                column = 0
            elif event == "start" and kind in ("table-cell", "covered-table-cell"):
                note(found.get(name), tag, row, column)
                column += repeated(tag, "columns")
            elif event == "end" and kind == "table-row":
                row += repeated(tag, "rows")
                tag.clear()
    return found


def note(odd: Odd | None, cell: Any, row: int, column: int) -> None:
    if odd is None:
        return
    if cell.get(f"{OFFICE}formula"):
        odd[0].append([row, column])
    down, right = (int(cell.get(f"{OFFICE}number-{way}-spanned", "1")) for way in ("rows", "columns"))
    if down > 1 or right > 1:
        odd[1].append([row, column, row + down - 1, column + right - 1])


def repeated(tag: Any, way: str) -> int:
    return min(int(tag.get(f"{OFFICE}number-{way}-repeated", "1")), MOST_REPEATED)
