"""One button gives everything: whole, of one moment, and nothing in it that may not be handed on."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from app.exports.sheets import SHEETS
from tests.exports.conftest import Here

MADE = {"map.png": b"\x89PNG", "notes.pdf": b"%PDF", "script.pdf": b"%PDF"}
ISSUES = {"title": "Pierwsze", "about": "issues", "rule": "dots", "dots": 3, "most": 2, "methods": ["counted"], "stolik_ids": [3]}


def parcel(here: Here) -> dict[str, bytes]:
    answer = here.get("/export/everything.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert len({name.partition("/")[0] for name in archive.namelist()}) == 1
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def inside(content: bytes) -> bytes:
    """Also what a workbook holds."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"".join(book.read(name) for name in book.namelist())


def test_one_button_gives_everything_that_may_be_seen_and_nothing_that_is_hidden(here: Here) -> None:
    shown, hidden = here.issue(3, "Autobus po 20:00"), here.issue(3, "Nazwisko sąsiada")
    here.say("moderator", 3, "issue.withdraw", stolik_id=3, issue_id=hidden)
    round_id = here.say("organiser", None, "round.open", **ISSUES)
    here.say("moderator", 3, "tally.count", stolik_id=3, issue_id=shown, round_id=round_id, count=7717)
    files = parcel(here)
    sheets = {f"{sheet.name}.csv" for sheet in SHEETS}
    assert set(files) == {"hall.json", "hall.xlsx", "map.svg", "README.txt", "SHA256SUMS", *sheets, *MADE}
    assert all(files[name].startswith(head) for name, head in MADE.items())
    assert {**json.loads(files["hall.json"]), "at": ""} == {**here.get("/export/hall.json").json(), "at": ""}
    assert "Autobus po 20:00" in files["issues.csv"].decode()
    sums = {line[66:]: line[:64] for line in files["SHA256SUMS"].decode().splitlines()}
    assert sums == {name: hashlib.sha256(files[name]).hexdigest() for name in files.keys() - {"README.txt", "SHA256SUMS"}}
    secret = here.hall.code("moderator", 3)
    words = [word.encode() for word in ("Nazwisko", hidden, "7717", secret, secret.replace("-", ""))]
    assert not [name for name, content in files.items() if any(word in inside(content) for word in words)]


def test_a_file_that_cannot_be_made_is_named_and_the_others_come(here: Here, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("app.projector.pictures.ENGRAVING", tmp_path / "gone.py")
    monkeypatch.setattr("app.papers.press.TYPESETTING", tmp_path / "gone.py")
    files = parcel(here)
    assert "map.svg" in files
    assert not MADE.keys() & files.keys()
    told = files["README.txt"].decode("utf-8-sig")
    assert "Mapa, PNG: nie udało się zrobić" in told
    assert "Mapa, SVG\r\n" in told
