"""stoliki recount: what somebody changed in the tables is found; what files tell of a round; a closed year leaves no key."""

import csv
import io
import json
import shutil
import sqlite3
from pathlib import Path

from python_calamine import CalamineWorkbook
from sqlalchemy import text
from typer.testing import CliRunner
from uuid_utils.compat import uuid7

from app.__main__ import command_line
from app.cli.closing import closed, plan
from app.live.seat import HOUSE
from app.main import House
from app.settings import Settings
from app.votes.rounds import sealing
from tests.running import RunningHall, furnished
from tests.votes.voting import STOLIK, Voting, cast, voting


def recounted(hall: Voting) -> tuple[int, str]:
    done = CliRunner().invoke(command_line(["recount"]), ["recount", "--data", str(hall.hall.house.settings.data)])
    return done.exit_code, done.output


def test_recount_agrees_with_an_honest_hall_and_names_what_was_changed_behind_its_back(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, *_ = hall.issues
    round_id = hall.open(title="Ławki czy kosze")
    cast(hall.moderator, round_id, {a: 2, b: 1})
    hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=b, round_id=round_id, count=4)
    hall.close(round_id)
    code, said = recounted(hall)
    assert (code, "Ławki czy kosze: kart 1, kropek 3, policzonych ręcznie 4" in said, "Równe" in said) == (0, True, True)
    for table, column, value, was in (("ballot_dot", "choice_id", a, 2), ("counted", "members", b, 4)):
        change, back = (f"UPDATE {table} SET count = {count} WHERE {column} = '{value}'" for count in (9, was))
        with hall.hall.house.db.write() as db:
            db.execute(text(change))
        code, said = recounted(hall)
        assert (code, "Różnice:" in said, round_id in said) == (1, True, True)
        with hall.hall.house.db.write() as db:
            db.execute(text(back))
    assert recounted(hall)[0] == 0


HONEST = "SELECT 1"


def test_recount_finds_whatever_was_changed_in_tables_or_journal_and_says_it_in_words(fresh_hall: RunningHall, tmp_path: Path) -> None:
    """Also what is in no sum: two ballots that changed places, a threshold nobody reached anyway, an entry that is gone with its rows."""
    hall = voting(fresh_hall)
    a, b, c, _ = hall.issues
    round_id = hall.open(threshold=80)
    for issue_id in (a, b, a):
        assert cast(hall.moderator, round_id, {issue_id: 1})["status"] == "recorded"
    hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=b, round_id=round_id, count=4)
    hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=b, round_id=None, count=4)
    hall.moderator.say("issue.merge", stolik_id=STOLIK, issue_id=c, into_id=a)
    hall.close(round_id)
    with hall.hall.house.db.read() as db:
        one, other = db.exec_driver_sql(f"SELECT voter FROM ballot_dot WHERE choice_id IN ('{a}', '{b}') GROUP BY choice_id").scalars()
        [seq] = db.exec_driver_sql("SELECT max(seq) FROM entry WHERE kind = 'ballot.cast'").scalars()
        last = json.loads(db.exec_driver_sql(f"SELECT payload FROM entry WHERE seq = {seq}").scalar_one())["voter"]
    swap = "UPDATE ballot_dot SET voter = CASE voter WHEN '{0}' THEN '{2}' ELSE '{1}' END WHERE voter = '{0}' OR voter = '{1}'"
    rows = f"""UPDATE round SET threshold = 90, title = 'Inna', nth = 7; UPDATE round_stolik SET headcount = 3; DELETE FROM choice
        WHERE choice_id = '{b}'; UPDATE ballot SET late = 1 WHERE voter = '{one}'; UPDATE tally SET count = 9 WHERE issue_id = '{b}';
        UPDATE counted SET count = 5 WHERE round_id = ''"""
    gone = f"DELETE FROM ballot WHERE voter = '{last}'; DELETE FROM ballot_dot WHERE voter = '{last}'"
    tampered = {
        rows: ("'threshold': 90", "Inna", "'nth': 7", "round_stolik", "choice", "'late': True", "tally", "counted"),
        f"{swap.format(one, other, 'x')}; {swap.format('x', other, other)}": ("ballot_dot",),
        gone: ("ballots: zapisane 2, z dziennika 3", f"{a}: zapisane 1, z dziennika 2", "ballot_dot"),
        f"{gone}; DELETE FROM entry WHERE seq = {seq}": (f"entry {seq}",),
        f"UPDATE issue SET merged_into = '{b}' WHERE id = '{c}'": (f"issue {c}",),
        f"UPDATE issue SET state = 'merged', merged_into = '{c}' WHERE id = '{a}'": (f"issue {a}",),
        f"UPDATE entry SET payload = replace(payload, ':1}}', ':2}}') WHERE seq = {seq}": (f"{a}: zapisane 2, z dziennika 3",),
        f"UPDATE entry SET payload = '{{' WHERE seq = {seq}": (f"wpis {seq} ballot.cast",),
        "UPDATE entry SET kind = 'ballot.forge' WHERE kind = 'ballot.cast'": ("ballot.forge",),
        "DELETE FROM entry WHERE kind = 'round.open'": ("ballot.cast",),
        HONEST: ("Równe",),
    }
    told = {words: after(hall, words, tmp_path) for words in tampered}
    assert not [(mark, told[words]) for words, marks in tampered.items() for mark in marks if mark not in told[words]]


def after(hall: Voting, words: str, tmp_path: Path) -> str:
    """What recount says of a copy of the hall in which somebody said this to the database; it ends with 1 if anything differs."""
    data = tmp_path / "tampered"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    with sqlite3.connect(hall.hall.house.settings.home / "stoliki.db") as honest, sqlite3.connect(data / "stoliki.db") as db:
        honest.backup(db)
        db.executescript(words)
    done = CliRunner().invoke(command_line(["recount"]), ["recount", "--data", str(data)])
    assert done.exit_code == (0 if words == HONEST else 1), (words, done.exception)
    assert isinstance(done.exception, SystemExit | None), words
    return done.output + done.stderr


def test_files_have_one_row_for_each_issue_and_round_with_its_methods(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, c, d = hall.issues
    round_id = hall.open(title="=Runda", threshold=50)
    cast(hall.moderator, round_id, {a: 2, b: 1})
    cast(hall.resident(), round_id, {a: 1})
    hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=c, round_id=round_id, count=2)
    hall.moderator.say("issue.withdraw", stolik_id=STOLIK, issue_id=d)
    assert "Runda" not in hall.organiser.client.get("/export/rounds.csv").text, "nothing before the close"
    hall.close(round_id)
    raw = hall.organiser.client.get("/export/rounds.csv").content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(raw, newline=""), delimiter=";") if row["title"] == "'=Runda"]
    wanted = ("id", "place", "total_least", "dots_tablet", "dots_phones", "counted_least", "voters", "per_person", "reached", "turnout")
    assert [tuple(row[name] for name in wanted) for row in rows] == [
        (a, "1", "3", "2", "1", "", "2", "0.3", "false", "20"), (c, "2", "2", "0", "0", "2", "0", "0.2", "false", "20"),
        (b, "3", "1", "1", "0", "", "1", "0.1", "false", "20"),
    ]  # fmt: skip
    book = CalamineWorkbook.from_filelike(io.BytesIO(hall.organiser.client.get("/export/hall.xlsx").content))
    assert [row[6] for row in book.get_sheet_by_name("rounds").to_python() if row[1] == "=Runda"] == [a, c, b]


def test_a_closed_year_leaves_no_round_unsealed_and_no_key(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id = hall.open()
    cast(hall.moderator, round_id, {hall.issues[0]: 1})
    house = hall.hall.house
    with house.db.read() as db:
        said = sealing(db, 1, lambda: str(uuid7()))
    assert not [one.refusal for one in house.recorder.record_now(HOUSE, 1_900_000_000_000, said) if one.refusal]
    assert list(Path(house.settings.home / "round-keys").iterdir()) == []


def test_a_key_of_a_round_that_only_a_replaced_database_knew_goes_with_the_year(tmp_path: Path) -> None:
    shutil.copytree(furnished(), tmp_path / "hall")
    house = House(Settings(data=tmp_path / "hall"))
    house.recorder.keys.make(str(uuid7()))
    closed(house, plan(house, None))
    assert list(Path(house.settings.home / "round-keys").iterdir()) == []
    house.close()


def test_a_key_that_outlived_its_seal_is_gone_after_the_next_start(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id = hall.open()
    hall.close(round_id)
    assert hall.organiser.say("round.seal", round_id=round_id)["status"] == "recorded"
    hall.hall.house.recorder.keys.make(round_id)
    House(hall.hall.house.settings).close()
    assert not (hall.hall.house.settings.home / "round-keys" / round_id).exists()
