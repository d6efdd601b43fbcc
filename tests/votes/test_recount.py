"""stoliki recount: what somebody changed in the tables is found; what files tell of a round; a closed year leaves no key."""

import csv
import io
from pathlib import Path

from python_calamine import CalamineWorkbook
from sqlalchemy import text
from typer.testing import CliRunner
from uuid_utils.compat import uuid7

from app.__main__ import command_line
from app.live.seat import HOUSE
from app.main import House
from app.votes.rounds import sealing
from tests.running import RunningHall
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
        (a, "1", "3", "2", "1", "", "2", "0.3", "true", "20"), (c, "2", "2", "0", "0", "2", "0", "0.2", "", "20"),
        (b, "3", "1", "1", "0", "", "1", "0.1", "true", "20"),
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


def test_a_key_that_outlived_its_seal_is_gone_after_the_next_start(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id = hall.open()
    hall.close(round_id)
    assert hall.organiser.say("round.seal", round_id=round_id)["status"] == "recorded"
    hall.hall.house.recorder.keys.make(round_id)
    House(hall.hall.house.settings).close()
    assert not (hall.hall.house.settings.home / "round-keys" / round_id).exists()
