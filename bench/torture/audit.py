"""Is every acknowledged command, by its id, exactly once in every place it should be? Asked of the running server, and of its file."""

import asyncio
import io
import json
import re
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from python_calamine import CalamineWorkbook

from app.live.db import Database
from app.live.replay import check
from bench.torture.oracle import Typed, expected, judge_journal, same
from bench.torture.page import words_of
from bench.torture.run import must
from bench.torture.seated import Seated

ON_MAP = re.compile(r'data-issue-id="([^"]+)"')
SEQ = re.compile(r'<body[^>]* data-seq="(\d+)"')
COLUMNS = ("seq", "command_id", "kind", "seat_id", "at", "recorded_at", "payload")
ASK_AGAIN, PATIENCE = 0.3, 60.0  # s


async def fetched(seat: Seated, path: str) -> bytes:
    """Asked until the server is up again: audits run while it is killed."""
    for _ in range(round(PATIENCE / ASK_AGAIN)):
        try:
            answer = await seat.get(path, 30)
            if answer.status_code == 200:
                return answer.content
        except httpx.HTTPError:
            pass
        await asyncio.sleep(ASK_AGAIN)
    raise TimeoutError(f"{path} was not served for {PATIENCE} s")


async def audit(organiser: Seated, typed: dict[str, Typed], promised: dict[str, int], quiet: bool, ordered: bool = True) -> dict[str, int]:
    """Journal, tables, map and export. `quiet`: nobody types now, so the spreadsheet can be judged too."""
    promised = dict(promised)
    hall = json.loads(await fetched(organiser, "/export/hall.json"))
    the_map = (await fetched(organiser, "/map")).decode()
    sheet = await fetched(organiser, "/export/hall.xlsx") if quiet else b""
    lines = (json.loads(line) for line in (await fetched(organiser, "/export/journal.jsonl")).splitlines())
    entries = [line | {"fields": line["payload"]} for line in lines]
    judge_journal(entries, typed, promised, ordered)
    judge_tables(hall, entries, typed)
    judge_map(the_map, entries, typed)
    if quiet:
        judge_sheet(sheet, entries, typed)
    return {"acknowledged": len(promised), "entries": len(entries), "issues": len(hall["issues"])}


def judge_tables(hall: dict[str, Any], entries: list[dict[str, Any]], typed: dict[str, Typed]) -> None:
    """What the tables hold, by the export that tells their seq."""
    wanted = expected(entries, typed, hall["seq"])
    must(len({one["id"] for one in hall["issues"]}) == len(hall["issues"]), "an issue twice in the tables")
    told = ("stolik_id", "topic_id", "kind", "text", "revision", "parked")
    same("tables", wanted.exported(), {one["id"]: (*(one[name] for name in told), one["tally"] or 0) for one in hall["issues"]})
    counted = {one["id"]: one["headcount"] for one in hall["stoliki"] if one["headcount"] is not None}
    same("headcounts", wanted.headcounts, counted)


def judge_map(the_map: str, entries: list[dict[str, Any]], typed: dict[str, Typed]) -> None:
    found, seq = ON_MAP.findall(the_map), SEQ.search(the_map)
    must(len(found) == len(set(found)), "an issue twice on the map")
    assert seq
    same("map", expected(entries, typed, int(seq[1])).on_map(), {id: text for id, (_, text) in words_of(the_map).items()})


def judge_sheet(sheet: bytes, entries: list[dict[str, Any]], typed: dict[str, Typed]) -> None:
    """The first column of the spreadsheet's issues."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_name("issues").to_python()
    ids = [str(row[0]) for row in rows[1:]]
    must(len(ids) == len(set(ids)), "an issue twice in the spreadsheet")
    same("spreadsheet", dict.fromkeys(expected(entries, typed, len(entries)).exported(), 1), dict.fromkeys(ids, 1))


def entries_in(file: Path) -> list[dict[str, Any]]:
    """The journal straight from the file, past the product."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        rows = db.execute(f"SELECT {', '.join(COLUMNS)} FROM entry ORDER BY seq").fetchall()
    db.close()
    named = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
    return [entry | {"fields": json.loads(entry["payload"])} for entry in named]


def audit_file(file: Path, typed: dict[str, Typed], promised: dict[str, int], ordered: bool = True) -> int:
    """The server is gone: is its file sound, does it hold every promise, and does its journal rebuild its tables?"""
    with sqlite3.connect(file) as db:
        sound = db.execute("PRAGMA integrity_check").fetchone()[0]
    db.close()
    must(sound == "ok", f"{file}: {sound}")
    entries = entries_in(file)
    judge_journal(entries, typed, promised, ordered)
    with TemporaryDirectory() as folder:
        stored, empty = Database(f"sqlite:///{file}"), Database(f"sqlite:///{folder}/replayed.db")
        _, different = check(stored, empty)
        stored.close()
        empty.close()
    must(not different, f"the journal rebuilds other tables: {different}"[:2000])
    return len(entries)
