"""What was counted is remembered: for one house and not for its copy, and for nobody after something has changed."""

import shutil
import time
from pathlib import Path

from app.live.db import Database
from app.votes import remembered
from app.votes.remembered import place_of, result_of
from app.votes.standing import standing
from app.votes.turnout import ballots_now
from tests.running import RunningHall
from tests.votes.voting import STOLIK, Voting, cast, voting

PATIENCE = 20.0


def voted(house_hall: RunningHall, ballots: int = 2) -> tuple[Voting, str]:
    """A round that is over, in which so many voted for the first issue."""
    hall = voting(house_hall)
    round_id = hall.open()
    for _ in range(ballots):
        assert cast(hall.resident(), round_id, {hall.issues[0]: 2})["status"] == "recorded"
    hall.close(round_id)
    return hall, round_id


def copied(hall: Voting, folder: Path) -> Database:
    """The same house at another place: epoch, rounds and journal are the same."""
    assert hall.hall.house.db.checkpoint()
    shutil.copy(hall.hall.house.settings.home / "stoliki.db", folder / "copy.db")
    return Database(f"sqlite:///{folder}/copy.db")


def test_a_copy_of_a_house_has_results_of_its_own(house_hall: RunningHall, tmp_path: Path) -> None:
    hall, round_id = voted(house_hall)
    copy = copied(hall, tmp_path)
    with copy.write() as db:
        db.exec_driver_sql("DELETE FROM ballot WHERE round_id = ?", (round_id,))
        db.exec_driver_sql("DELETE FROM ballot_dot WHERE round_id = ?", (round_id,))
    with hall.hall.house.db.read() as here, copy.read() as there:
        told = [sum(result_of(db, round_id, STOLIK).ballots.values()) for db in (here, there, here)]
        cast_ = [ballots_now(db, round_id).get(STOLIK, 0) for db in (here, there, here)]
        stood = [{one.votes for one in standing(db, 1).get(hall.issues[0], [])} for db in (here, there, here)]
    copy.close()
    assert (told, cast_) == ([2, 0, 2], [2, 0, 2])
    assert stood[0] == stood[2] != stood[1]


def test_what_came_out_is_counted_before_anybody_asks(house_hall: RunningHall) -> None:
    hall, round_id = voted(house_hall)
    with hall.hall.house.db.read() as db:
        place = place_of(db, round_id)
    deadline = time.monotonic() + PATIENCE
    while (place, None) not in remembered.RESULTS:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_merge_after_the_close_changes_what_is_remembered(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, _, _ = hall.issues
    round_id = hall.open()
    assert cast(hall.resident(), round_id, {a: 1, b: 2})["status"] == "recorded"
    hall.close(round_id)

    def dots() -> dict[str, int]:
        with hall.hall.house.db.read() as db:
            return {line.id: line.low for line in result_of(db, round_id, STOLIK).lines if line.low}

    assert dots() == {a: 1, b: 2}
    hall.moderator.say("issue.merge", stolik_id=STOLIK, issue_id=a, into_id=b)
    assert dots() == {b: 2}
    hall.moderator.say("issue.split", stolik_id=STOLIK, issue_id=a, into_id=b)
    assert dots() == {a: 1, b: 2}
