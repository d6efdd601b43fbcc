"""Everything of the hall that may be seen, as files of one moment. No codes, no full journal, nothing that was withdrawn: what is here may
be handed on."""

import hashlib
import logging
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import NamedTuple

import orjson
from sqlalchemy import Connection

from app.exports.document import Document, hall
from app.exports.files import csv_of, workbook
from app.exports.sheets import SHEETS
from app.live.db import Database
from app.live.languages import say
from app.papers.notes import notes_data
from app.papers.press import printed
from app.papers.script import script_data
from app.papers.words import _
from app.projector.drawing import Pen
from app.projector.pictures import ENGRAVED, engraved, picture_of

log = logging.getLogger(__name__)
File = tuple[str, bytes]
REHEARSED = _("PRÓBA")
ABOUT = {  # in this order
    "hall.xlsx": _("Cała sala, XLSX"),
    "hall.json": _("Cała sala, JSON"),
    "issues.csv": _("Wpisy, CSV"),
    "topics.csv": _("Zagadnienia, CSV"),
    "stoliki.csv": _("Stoliki, CSV"),
    "summaries.csv": _("Podsumowania, CSV"),
    "rounds.csv": _("Głosowania, CSV"),
    "ballots.csv": _("Karty do głosowania, CSV"),
    "journal.csv": _("Dziennik, CSV"),
    "map.svg": _("Mapa, SVG"),
    "map.png": _("Mapa, PNG"),
    "notes.pdf": _("Papierowy zapis rozmowy"),
    "script.pdf": _("Scenariusz rozmowy przy stoliku"),
}
SAID = _("Wszystko, co widać. Tego, co wycofano, w nich nie ma.")
UNMADE = _("nie udało się zrobić")


class Moment(NamedTuple):
    """What was read in one snapshot; what takes seconds to make is made of it afterwards. `stamp`: across whatever is a rehearsal's."""

    stamp: str
    hall: Document
    tables: list[File]
    svg: str
    papers: dict[str, dict[str, object]]


def moment(db: Connection, lang: str, rehearsal: bool) -> Moment:
    stamp, document, book = say(lang, REHEARSED) if rehearsal else "", hall(db), BytesIO()
    workbook(db, book)
    tables = [("hall.json", orjson.dumps(document, option=orjson.OPT_INDENT_2)), ("hall.xlsx", book.getvalue())]
    tables += [(f"{sheet.name}.csv", csv_of(db, sheet)) for sheet in SHEETS]
    tables.append(("map.svg", picture_of(db, lang, Pen(dark=False), rehearsal).encode()))
    sheets = {"notes": notes_data(db, lang), "script": script_data(db, lang, "a4")} if document["stoliki"] else {}
    papers = {name: data | ({"watermark": stamp} if stamp else {}) for name, data in sheets.items()}
    return Moment(stamp, document, tables, picture_of(db, lang, Pen(False, ENGRAVED, ENGRAVED), rehearsal), papers)


def files(database: Database, lang: str, rehearsal: bool) -> Iterator[File]:
    """Each when it is made; at last what all of them are, with a sum to check each by."""
    with database.read() as db:
        now = moment(db, lang, rehearsal)
    sums: dict[str, str] = {}
    for name, content in [*now.tables, *made(now)]:
        sums[name] = hashlib.sha256(content).hexdigest() if content else ""
        if content:
            yield name, content
    yield "README.txt", told(now, sums, lang).encode("utf-8-sig")
    yield "SHA256SUMS", "".join(f"{sum_}  {name}\n" for name, sum_ in sums.items() if sum_).encode()


def made(now: Moment) -> Iterator[File]:
    """By processes of their own, one after another. What could not be made is empty: the others are worth having."""
    try:
        yield "map.png", engraved(now.svg)
    except subprocess.SubprocessError:
        log.exception("the map could not be engraved")
        yield "map.png", b""
    for name, data in now.papers.items():
        try:
            yield f"{name}.pdf", printed(name, data)
        except subprocess.SubprocessError:
            log.exception("%s could not be printed", name)
            yield f"{name}.pdf", b""


def told(now: Moment, sums: dict[str, str], lang: str) -> str:
    """For whoever opens the parcel: whose it is, from when, what is what."""
    document, edition = now.hall, now.hall["edition"]
    when = datetime.fromisoformat(document["at"]).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    named = " · ".join(one for one in (now.stamp, edition["name"] if edition else "Stoliki") if one)
    head = [named, f"{when} · {document['epoch']} · {document['seq']}", "", say(lang, SAID), ""]
    lines = [f"{name:<14} {say(lang, ABOUT[name])}{'' if sums[name] else ': ' + say(lang, UNMADE)}" for name in ABOUT if name in sums]
    return "\r\n".join([*head, *lines, ""])
