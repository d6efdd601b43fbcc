"""What leaves the house: everything visible, nothing hidden, and no cell that a spreadsheet would run."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.exports.conftest import Here

FILES = ("hall.json", "hall.xlsx", "issues.csv", "topics.csv", "stoliki.csv", "journal.csv", "journal.jsonl")
NASTY = ["=1+1", "+48 56 611", "-cmd|' /C calc'!A0", "@SUM(A1)", "＝2+2", 'a;b "c"\nd', "https://torun.pl", "007", "_x0041_"]


def document(here: Here) -> dict[str, Any]:
    return dict(here.get("/export/hall.json").json())


def csv_rows(here: Here, name: str) -> list[dict[str, str]]:
    raw = here.get(f"/export/{name}.csv").content
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet(here: Here, name: str) -> list[list[Any]]:
    raw = here.get("/export/hall.xlsx").content
    return CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_the_hall_as_json_has_the_promised_shape(here: Here) -> None:
    hall = document(here)
    names = ["v", "epoch", "seq", "at", "edition", "sittings", "themes", "stoliki", "topics", "issues", "counts", "summaries", "rounds"]
    assert list(hall) == names
    assert hall["edition"] == {"id": 1, "name": "Toruński Kongres Dialogu 2024", "days": ["2024-09-10", "2024-09-11"]}
    assert hall["sittings"][0] == {
        "id": 1, "title": "Uroczysta inauguracja", "format": "plenary", "state": "planned", "starts_at": "2024-09-10T10:00",
    }  # fmt: skip
    assert hall["sittings"][1]["starts_at"] is None
    assert list(hall["stoliki"][0]) == ["id", "number", "sitting_id", "theme_id", "theme", "headcount"]
    assert list(hall["topics"][0]) == ["id", "theme_id", "title", "state", "origin", "revision", "on"]
    assert hall["counts"] == {"stoliki": 11, "issues": 0, "hands": 0}


def test_an_issue_leaves_with_its_hands_and_a_withdrawn_one_does_not(here: Here) -> None:
    shown, parked, hidden = here.issue(3, "Autobus po 20:00"), here.issue(3, "Na potem", parked=True), here.issue(3, "Tajne")
    here.say("moderator", 3, "tally.count", stolik_id=3, issue_id=shown, count=7)
    here.say("moderator", 3, "issue.withdraw", stolik_id=3, issue_id=hidden)
    hall = document(here)
    assert [(one["id"], one["parked"], one["tally"]) for one in hall["issues"]] == [(shown, False, 7), (parked, True, None)]
    names = ["id", "stolik_id", "topic_id", "kind", "text", "revision", "state", "parked", "late", "source", "tally"]
    assert list(hall["issues"][0]) == names
    assert hall["counts"] == {"stoliki": 11, "issues": 2, "hands": 7}


def test_no_public_file_names_what_was_withdrawn(here: Here) -> None:
    hidden = here.issue(3, "Nazwisko sąsiada")
    topic = here.say("organiser", None, "topic.push", stolik_id=3, title="Ukryte zagadnienie", after=None)
    here.say("moderator", 3, "issue.withdraw", stolik_id=3, issue_id=hidden)
    here.say("organiser", None, "topic.withdraw", stolik_id=3, topic_id=topic)
    for name in ("hall.json", "issues.csv", "topics.csv", "stoliki.csv", "journal.csv"):
        text = here.get(f"/export/{name}").text
        assert not [word for word in (hidden, "Nazwisko", topic, "Ukryte") if word in text], name
    cells = {str(cell) for name in ("issues", "topics", "stoliki", "journal") for row in sheet(here, name) for cell in row}
    assert not [cell for cell in cells if "Nazwisko" in cell or "Ukryte" in cell or hidden in cell]


def test_a_topic_off_every_list_stays_while_something_visible_was_said_under_it(here: Here) -> None:
    topic = document(here)["topics"][0]
    here.issue(1, "Schody na bulwar", topic_id=topic["id"])
    here.say("organiser", None, "topic.withdraw", stolik_id=1, topic_id=topic["id"])
    hall = document(here)
    kept = next(one for one in hall["topics"] if one["id"] == topic["id"])
    assert (kept["state"], kept["on"]) == ("withdrawn", [])
    others = [one["on"] for one in hall["topics"] if one["theme_id"] == topic["theme_id"] and one["on"]]
    assert [on[0]["place"] for on in others] == list(range(1, len(others) + 1))


def test_csv_opens_in_an_office_and_runs_nothing(here: Here) -> None:
    for text in NASTY:
        here.issue(3, text)
    raw = here.get("/export/issues.csv").content
    assert raw.count(b"\r\n") == len(NASTY) + 1
    texts = [row["text"] for row in csv_rows(here, "issues")]
    assert texts == ["'" + text if text[0] in "=+-@＝" else text for text in NASTY]


def test_xlsx_keeps_every_text_as_it_was_typed_and_has_no_formula(here: Here) -> None:
    for text in NASTY:
        here.issue(3, text)
    head, *rows = sheet(here, "issues")
    columns = ["id", "stolik", "theme", "topic", "kind", "text", "revision", "parked", "late", "source", "hands"]
    assert head == [*columns, "typed_at", "seq", "merged"]
    assert [row[5] for row in rows] == NASTY
    assert not formulas(here.get("/export/hall.xlsx").content)


def formulas(raw: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        return [name for name in book.namelist() if name.endswith(".xml") and b"<f>" in book.read(name)]


def test_the_journal_tells_the_visible_history_and_no_seat(here: Here) -> None:
    issue = here.issue(3, "Brak ławek")
    here.say("moderator", 3, "tally.count", stolik_id=3, issue_id=issue, count=4)
    here.say("moderator", 3, "headcount.count", stolik_id=3, count=9)
    rows = csv_rows(here, "journal")
    assert [(row["kind"], row["stolik"], row["text"]) for row in rows[-3:]] == [
        ("issue.record", "3", "Brak ławek"), ("tally.count", "3", "4: Brak ławek"), ("headcount.count", "3", "9"),
    ]  # fmt: skip
    assert not [row for row in rows if row["kind"].startswith(("seat.", "edition.", "stolik."))]


def test_the_archive_has_every_entry_and_no_hash(here: Here) -> None:
    here.issue(3, "Brak ławek")
    lines = here.get("/export/journal.jsonl").text.splitlines()
    entries = [json.loads(line) for line in lines]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert any(entry["kind"] == "seat.take" for entry in entries)
    assert not [line for line in lines if "_hash" in line]


@pytest.mark.parametrize("file", FILES)
def test_only_organisers_take_files_home(here: Here, file: str) -> None:
    assert here.get(f"/export/{file}").status_code == 200
    assert here.get(f"/export/{file}", "moderator", 3).status_code == 403
    assert here.get(f"/export/{file}", "themer").status_code == (200 if file == "hall.json" else 403)
    nobody = here.hall.stranger().client.get(f"/export/{file}")
    assert nobody.status_code == 401 if file.endswith((".json", ".jsonl")) else nobody.headers["location"] == "/join"


def test_what_was_merged_leaves_with_the_issue_it_is_part_of_and_goes_where_that_goes(here: Here) -> None:
    stays, joined, first = (here.issue(3, text) for text in ("Za mało ławek", "Brak ławek przy szkole", "Ławki!"))
    for one, into in ((first, joined), (joined, stays)):
        here.say("moderator", 3, "issue.merge", stolik_id=3, issue_id=one, into_id=into)
    (issue,) = document(here)["issues"]
    assert issue["id"] == stays
    assert [(one["id"], one["text"]) for one in issue["merged"]] == [(first, "Ławki!"), (joined, "Brak ławek przy szkole")]
    assert [row["merged"] for row in csv_rows(here, "issues")] == ["Ławki!\nBrak ławek przy szkole"]
    assert {row["subject"] for row in csv_rows(here, "journal") if row["kind"] == "issue.record"} == {stays, joined, first}
    here.say("moderator", 3, "issue.withdraw", stolik_id=3, issue_id=stays)
    assert "przy szkole" not in "".join(here.get(f"/export/{name}").text for name in ("hall.json", "issues.csv", "journal.csv"))
