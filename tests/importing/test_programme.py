"""What a file says becomes the programme: whatever the format, the language of its heads, and however often it comes."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.__main__ import command_line
from app.cli.running import locked
from app.editions.queries import sittings, themes, units
from app.importing.apart import read_apart
from app.importing.planning import Target
from app.importing.preview import Preview, previewed, spoken
from app.importing.template import template_file
from app.importing.wording import told
from app.live import journal
from app.live.seat import HOUSE
from app.main import House
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.queries import seat_with_code
from app.settings import Settings
from app.stoliki.queries import stoliki
from app.topics.queries import topic_list
from tests.importing.files import GOOD, HEAD, Rows, calendar, csv_of, flat, ods, schedule, talk, xlsx
from tests.running import replays

DAY = ("2027-09-10",)
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of an empty house, made once: its migrations take longer than an import."""
    data = tmp_path_factory.mktemp("nothing") / "data"
    House(Settings(data=data)).close()
    return data


@pytest.fixture
def house(nothing: Path, tmp_path: Path) -> Any:
    """Empty; when the test is over its journal rebuilds the same tables."""
    made = House(Settings(data=shutil.copytree(nothing, tmp_path / "data")))
    yield made
    replays(made.db, tmp_path)
    made.close()


def look(house: House, content: bytes, target: Target = Target(name="Kongres 2027", days=DAY), chosen: Any = None) -> Preview:
    with house.db.read() as db:
        return previewed(db, read_apart(content, 8 * MIB), target, chosen)


def take(house: House, content: bytes, chosen: Any = None) -> Preview:
    """Previewed and confirmed."""
    preview = look(house, content, chosen=chosen)
    assert not preview.plan.problems, [told(preview.book, one, "pl") for one in preview.plan.problems]
    commands, _by_house = spoken(preview, read_secret(house.settings.secret_file))
    answers = house.recorder.record_now(HOUSE, time.time_ns() // 1_000_000, commands, whole=True)
    assert not [one.refusal.message for one in answers if one.refusal]
    return preview


def lists(house: House) -> dict[int, tuple[str, list[str]]]:
    """Number -> theme, topics."""
    with house.db.read() as db:
        edition_id = int(db.exec_driver_sql("SELECT id FROM edition WHERE current").scalar_one())
        return {one.number: (one.theme, [row.title for row in topic_list(db, one.id)]) for one in stoliki(db, edition_id)}


def programme(house: House) -> list[tuple[Any, ...]]:
    with house.db.read() as db:
        return [(one.title, one.format, one.day, one.starts_at, one.ends_at, one.room) for one in sittings(db, 1)]


TOLD = {21: ("Zieleń i parki", ["Drzewa przy ulicach", "Ławki w cieniu"]), 22: ("Ruch pieszy", ["Światła"])}
FORMATS = {
    "xlsx": lambda: flat(GOOD),
    "ods": lambda: ods(GOOD),
    "csv, comma, utf-8": lambda: csv_of(GOOD, ","),
    "csv, semicolon, utf-8 with its mark": lambda: csv_of(GOOD, ";", "utf-8-sig"),
    "csv, semicolon, cp1250": lambda: csv_of(GOOD, ";", "cp1250"),
    "csv, semicolon, iso 8859-2": lambda: csv_of(GOOD, ";", "iso-8859-2"),
    "csv, tab, utf-16": lambda: csv_of(GOOD, "\t", "utf-16"),
    "a title above, a blank row, columns moved": lambda: flat([["Program 2027"], [], *[[row[2], "", row[1], row[0]] for row in GOOD]]),
    "english": lambda: csv_of([["Table no.", "Theme", "Topic"], *GOOD[1:]], ","),
    "ukrainian": lambda: csv_of([["Номер столика", "Тема столика", "Тема"], *GOOD[1:]], ","),
    "the number once, blank below": lambda: flat([HEAD, GOOD[1], ["", "", "Ławki w cieniu"], GOOD[3]]),
    "sheets": lambda: xlsx(
        ("Tematy", [["Numer", "Nazwa"], [1, "Zieleń i parki"], [2, "Ruch pieszy"]]),
        ("Stoliki", [["Nr", "Temat"], [21, "zielen i parki"], [22, 2]]),
        ("Zagadnienia", [["Temat", "Tytuł"], *[row[1:] for row in GOOD[1:]]]),
    ),
}


@pytest.mark.parametrize("how", FORMATS)
def test_the_same_programme_comes_from(how: str, house: House) -> None:
    take(house, FORMATS[how]())
    assert lists(house) == TOLD
    with house.db.read() as db:
        assert seat_with_code(db, fingerprint(code_of(read_secret(house.settings.secret_file), "moderator-1", 1))) is not None


@pytest.mark.parametrize("lang", ["pl", "en", "uk"])
def test_the_template_can_be_loaded_as_it_is(lang: str, house: House) -> None:
    take(house, template_file(lang))
    assert lists(house) == {1: ("Zieleń i parki", ["Drzewa przy ulicach", "Ławki i cień"]), 2: ("Ruch pieszy", ["Przejścia dla pieszych"])}
    assert programme(house)[1] == ("Stoliki tematyczne", "tables", "2025-09-10", "11:00", "13:00", "Hol")
    with house.db.read() as db:
        assert [one.name for one in units(db, 1)] == ["Miejski Zarząd Dróg"]
        assert [(one.number, one.colour) for one in themes(db, 1)] == [(1, 2), (2, 4)]


def test_a_calendar_and_a_schedule_become_sittings(house: House) -> None:
    take(house, schedule([talk("Otwarcie"), talk("Warsztat: seniorzy", type="Workshop", start="12:00", duration="0:45", room="Sala 2")]))
    assert programme(house) == [
        ("Otwarcie", "plenary", "2027-09-10", "10:00", "11:30", "Aula"),
        ("Warsztat: seniorzy", "workshop", "2027-09-10", "12:00", "12:45", "Sala 2"),
    ]
    take(house, calendar(
        "SUMMARY:Otwarcie\r\nDTSTART;TZID=Europe/Warsaw:20270910T100000\r\nDTEND;TZID=Europe/Warsaw:20270910T113000\r\nLOCATION:Rynek\r\n",
        "SUMMARY:Stoliki wieczorne\r\nDTSTART:20270911T150000Z\r\nDURATION:PT1H\r\n",
    ))  # fmt: skip
    assert programme(house) == [
        ("Otwarcie", "plenary", "2027-09-10", "10:00", "11:30", "Rynek"),
        ("Warsztat: seniorzy", "workshop", "2027-09-10", "12:00", "12:45", "Sala 2"),
        ("Stoliki wieczorne", "tables", "2027-09-11", "17:00", "18:00", None),
    ]


def test_again_it_changes_what_changed_and_doubles_nothing(house: House) -> None:
    take(house, flat(GOOD))
    with house.db.read() as db:
        seq = journal.latest(db)
    assert not look(house, flat(GOOD)).plan.changes()
    newer: Rows = [HEAD, [21, "Zieleń miejska", "drzewa przy ulicach"], [21, "Zieleń miejska", "Cień"], [23, "Ruch pieszy", "Światła"]]
    plan = take(house, flat(newer)).plan
    counts = {part: tuple(plan.count(part, change) for change in ("new", "changed", "same")) for part in ("theme", "stolik", "topic")}
    assert counts == {"theme": (0, 1, 1), "stolik": (1, 0, 1), "topic": (2, 1, 0)}
    assert lists(house) == {
        21: ("Zieleń miejska", ["drzewa przy ulicach", "Ławki w cieniu", "Cień"]), 22: ("Ruch pieszy", ["Światła"]),
        23: ("Ruch pieszy", ["Światła"]),
    }  # fmt: skip
    with house.db.read() as db:
        assert journal.latest(db) == seq + 6  # theme, stolik, its card, a title, a new topic, an old one on a second list


def test_the_same_file_in_another_empty_house_gives_the_same_ids(house: House, nothing: Path, tmp_path: Path) -> None:
    other = House(Settings(data=shutil.copytree(nothing, tmp_path / "other")))
    for one in (house, other):
        take(one, flat(GOOD))
    ids = []
    for one in (house, other):
        with one.db.read() as db:
            ids.append([(row.id, row.title) for row in db.exec_driver_sql("SELECT id, title FROM topic ORDER BY id")])
    other.close()
    assert ids[0] == ids[1]


def test_what_a_column_means_is_remembered_and_can_be_forgotten(house: House) -> None:
    odd = csv_of([["Stół", "O czym", "Zagadnienie"], *GOOD[1:]])
    assert look(house, odd).plan.problems
    take(house, odd, chosen={(0, 0): "stolik", (0, 1): "theme"})
    assert not look(house, odd).plan.problems
    take(house, csv_of([["Stół", "O czym", "Zagadnienie"], [24, "Ruch pieszy", "Pasy"]]), chosen={(0, 2): ""})
    assert lists(house)[24] == ("Ruch pieszy", [])
    assert not look(house, csv_of([["Stół", "O czym", "Zagadnienie"], [25, "Ruch pieszy", "Pasy"]])).plan.count("topic", "new")


def says(*words: str) -> Result:
    """The command `stoliki import`."""
    return CliRunner().invoke(command_line(["import"]), ["import", *words])


def test_the_command_line_tries_writes_and_refuses(nothing: Path, tmp_path: Path) -> None:
    data, good, bad = shutil.copytree(nothing, tmp_path / "data"), tmp_path / "kongres_2027.csv", tmp_path / "bad.csv"
    good.write_bytes(csv_of(GOOD))
    bad.write_bytes(csv_of([*GOOD, ["dwa", "Ruch", "x"]]))
    words = ("--data", str(data), "--day", DAY[0])
    tried, refused, missing = says(str(good), *words, "--dry-run"), says(str(bad), *words), says(str(tmp_path / "none.csv"), *words)
    assert (tried.exit_code, "to była próba" in tried.stdout) == (0, True), tried.output
    assert (refused.exit_code, missing.exit_code) == (1, 1)
    assert "wiersz 5, kolumna A: „dwa” to nie jest numer" in refused.stderr
    assert "Nie mogę przeczytać" in missing.stderr
    written = says(str(good), *words)
    assert (written.exit_code, "kongres 2027" in written.stdout, "Zapisano." in written.stdout) == (0, True, True), written.output
    lock = locked(data)
    beside = says(str(good), *words)
    os.close(lock)
    assert (beside.exit_code, "już działa serwer" in beside.stderr) == (1, True)
    house = House(Settings(data=data))
    assert lists(house) == TOLD
    house.close()
