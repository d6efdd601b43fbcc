"""After the rehearsal: is every acknowledged command, by its id, exactly once in every place it should be?

Only the ids of this rehearsal are looked for, so whatever was in the hall before does not matter.
"""

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import httpx

from app.cli.crowd import Said

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ON_MAP = re.compile(r'data-issue-id="([^"]+)"')


@dataclass(frozen=True)
class Finding:
    """One place, how many were looked for there, and the ids that are missing, doubled or different."""

    place: str
    sought: int
    missing: tuple[str, ...]
    doubled: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.missing and not self.doubled

    @property
    def found(self) -> int:
        return self.sought - len(self.missing) - len(self.doubled)


async def audit(organiser: httpx.AsyncClient, projector: httpx.AsyncClient, said: list[Said]) -> list[Finding]:
    """What every place holds of what was acknowledged. Raises httpx.HTTPError when a place cannot be asked."""
    recorded = [one for one in said if one.seq is not None]
    issues = [one for one in recorded if one.command["kind"] == "issue.record"]
    journal = (json.loads(line)["command_id"] for line in (await fetched(organiser, "/export/journal.jsonl")).splitlines())
    hall = json.loads(await fetched(organiser, "/export/hall.json"))
    ids = [one.id for one in issues]
    return [
        once("dziennik", [one.id for one in recorded], journal),
        once("tabele", ids, (issue["id"] for issue in hall["issues"])),
        once("mapa", ids, ON_MAP.findall((await fetched(projector, "/map")).decode())),
        once("XLSX", ids, xlsx_ids(await fetched(organiser, "/export/hall.xlsx"))),
        same_words(issues, hall),
        same_hands(recorded, hall),
        same_headcounts(recorded, hall),
    ]


async def fetched(client: httpx.AsyncClient, path: str) -> bytes:
    answer = await client.get(path, timeout=60)
    return answer.raise_for_status().content


def once(place: str, sought: Iterable[str], there: Iterable[str]) -> Finding:
    """Each of these ids exactly once."""
    ids, counts = list(sought), Counter(there)
    return Finding(place, len(ids), tuple(id for id in ids if not counts[id]), tuple(id for id in ids if counts[id] > 1))


def same_words(issues: list[Said], hall: dict[str, Any]) -> Finding:
    """The words of each issue as they were typed, at the stolik where they were said."""
    stored = {issue["id"]: (issue["stolik_id"], issue["topic_id"], issue["kind"], issue["text"]) for issue in hall["issues"]}
    typed = {one.id: tuple(one.command[name] for name in ("stolik_id", "topic_id", "issue_kind", "text")) for one in issues}
    return Finding("słowo w słowo", len(typed), tuple(id for id, words in typed.items() if stored.get(id) != words))


def same_hands(recorded: list[Said], hall: dict[str, Any]) -> Finding:
    """The tally of an issue is the last one acknowledged."""
    stored = {issue["id"]: issue["tally"] for issue in hall["issues"]}
    counted = {one.command["issue_id"]: one.command["count"] for one in in_order(recorded) if one.command["kind"] == "tally.count"}
    return Finding("zliczone ręce", len(counted), tuple(id for id, count in counted.items() if stored.get(id) != count))


def same_headcounts(recorded: list[Said], hall: dict[str, Any]) -> Finding:
    stored = {stolik["id"]: stolik["headcount"] for stolik in hall["stoliki"]}
    counted = {one.command["stolik_id"]: one.command["count"] for one in in_order(recorded) if one.command["kind"] == "headcount.count"}
    return Finding("liczba osób", len(counted), tuple(str(id) for id, count in counted.items() if stored.get(id) != count))


def in_order(recorded: list[Said]) -> list[Said]:
    """By the journal's seq."""
    return sorted(recorded, key=lambda one: one.seq or 0)


def xlsx_ids(content: bytes) -> list[str]:
    """The first column of the sheet of issues, without its head, read as a spreadsheet would."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [sheet.get("name") for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
        page = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{names.index('issues') + 1}.xml"))
        shared = shared_strings(book)
    cells = [row.find(f"{SHEET}c") for row in page.iter(f"{SHEET}row")]
    return [cell_text(cell, shared) for cell in cells if cell is not None][1:]


def shared_strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return ["".join(item.itertext()) for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{SHEET}si")]


def cell_text(cell: ElementTree.Element, shared: list[str]) -> str:
    text = "".join(cell.itertext())
    return shared[int(text)] if cell.get("t") == "s" else text
