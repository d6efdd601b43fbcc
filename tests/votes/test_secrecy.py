"""Nothing that is kept or given away ties a ballot to a person, a phone or a moment; and what answers a retry goes with the seal."""

import json
import sqlite3
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from uuid_utils.compat import uuid7

from app.live.backup import back_up
from app.live.keys import Keys, signed
from app.votes.secrecy import NOBODY
from tests.running import Person, RunningHall
from tests.votes.voting import STOLIK, Voting, cast, voting


def said(issue_id: str, round_id: str) -> dict[str, Any]:
    return {"id": str(uuid7()), "kind": "ballot.cast", "age_ms": 7, "round_id": round_id, "stolik_id": STOLIK, "dots": {issue_id: 1}}


def rows(hall: Voting, words: str) -> list[Any]:
    with hall.hall.house.db.read() as db:
        return list(db.exec_driver_sql(words).all())


def key_file(hall: Voting, round_id: str) -> Path:
    return hall.hall.house.settings.home / "round-keys" / round_id


def test_the_entry_of_a_ballot_keeps_no_seat_no_id_of_the_client_and_no_time(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id, anna = hall.open(), hall.resident()
    ballot = said(hall.issues[0], round_id)
    seq = anna.post([ballot]).json()["answers"][0]["seq"]
    [opened] = rows(hall, f"SELECT recorded_at FROM entry WHERE command_id = '{round_id}'")
    [entry] = rows(hall, f"SELECT * FROM entry WHERE seq = {seq}")
    assert (entry.seat_id, entry.at, entry.recorded_at) == ("", opened.recorded_at, opened.recorded_at)
    assert entry.command_id != ballot["id"]
    assert "voter" in json.loads(entry.payload)
    everything = dumped(hall)
    assert ballot["id"] not in everything
    whoever = next(name for name in anna.client.cookies).rpartition("_")[2]
    assert everything.count(whoever) == everything_but_ballots(hall, whoever), "the seat itself is known, from when it came in"


def dumped(hall: Voting) -> str:
    """Every row of every table."""
    with sqlite3.connect(hall.hall.house.settings.home / "stoliki.db") as db:
        return "\n".join(db.iterdump())


def everything_but_ballots(hall: Voting, words: str) -> int:
    lines = [line for line in dumped(hall).splitlines() if not line.startswith(('INSERT INTO "ballot', 'INSERT INTO "receipt'))]
    return sum(line.count(words) for line in lines if "'ballot.cast'" not in line)


def test_no_file_that_leaves_the_house_ties_a_ballot_to_anybody(fresh_hall: RunningHall) -> None:
    hall = voting(fresh_hall)
    a, b, *_ = hall.issues
    round_id, people = hall.open(), [hall.resident() for _ in range(3)]
    for person, dots in zip(people, ({b: 2}, {a: 1}, {a: 2, b: 1}), strict=True):
        assert cast(person, round_id, dots)["status"] == "recorded"
    assert "2" not in ballots(hall.organiser), "not while it is open"
    assert json.loads(hall.organiser.client.get("/export/hall.json").content)["rounds"][0]["results"] is None
    hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=a, round_id=round_id, count=8)
    assert '"8: ' not in hall.organiser.client.get("/export/journal.csv").text, "organisers see no totals, either"
    assert '"count":8' not in hall.organiser.client.get("/export/journal.jsonl").text
    hall.close(round_id)
    told = [line.split(";") for line in ballots(hall.organiser).splitlines()]
    assert sorted(line[3] for line in told[1:]) == [line[3] for line in told[1:]], "sorted by what they say"
    assert {line[3] for line in told[1:]} == {f'"{a}:1"', f'"{" ".join(sorted([f"{a}:2", f"{b}:1"]))}"', f'"{b}:2"'}
    voters = [row.voter for row in rows(hall, "SELECT voter FROM ballot UNION SELECT holder FROM ballot")]
    files = ("hall.json", "hall.xlsx", "journal.csv", "journal.jsonl", "ballots.csv", "rounds.csv", "acts.csv")
    found = {name: hall.organiser.client.get(f"/export/{name}").content for name in files}
    assert not [name for name, content in found.items() if any(voter.encode() in content for voter in voters)]
    entries = [json.loads(line) for line in found["journal.jsonl"].splitlines()]
    assert [entry["payload"] for entry in entries if entry["kind"] == "ballot.cast"] == [{"round_id": round_id, "stolik_id": STOLIK}] * 3


def ballots(organiser: Person) -> str:
    return organiser.client.get("/export/ballots.csv").text.removeprefix("\ufeff")


def test_the_key_is_in_no_database_and_no_backup_and_goes_with_the_seal(house_hall: RunningHall, tmp_path: Path) -> None:
    hall = voting(house_hall)
    round_id, anna = hall.open(), hall.resident()
    ballot = said(hall.issues[0], round_id)
    assert anna.post([ballot]).json()["answers"][0]["status"] == "recorded"
    key = key_file(hall, round_id)
    secret = key.read_bytes()
    assert (key.stat().st_mode & 0o777, len(secret)) == (0o600, 32)
    made = back_up(hall.hall.house.settings.home, tmp_path).file
    with zipfile.ZipFile(made) as packed:
        assert not [name for name in packed.namelist() if round_id in name or secret in packed.read(name)]
    hall.close(round_id)
    receipts = f"SELECT * FROM receipt WHERE round_id = '{round_id}'"
    assert len(rows(hall, receipts)) == 1
    assert hall.organiser.say("round.seal", round_id=round_id)["status"] == "recorded"
    assert (key.exists(), rows(hall, receipts)) == (False, [])
    assert anna.post([ballot]).json()["answers"][0]["code"] == "round_closed"
    counted = hall.organiser.say("tally.count", stolik_id=STOLIK, issue_id=hall.issues[0], round_id=round_id, count=1)
    assert counted["code"] == "round_closed"
    assert hall.dots(round_id) == {hall.issues[0]: 1}


def test_the_seal_takes_the_order_in_which_people_voted_and_changes_no_number(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id, anna = hall.open(), hall.resident()
    for issue_id in hall.issues:
        assert cast(anna, round_id, {issue_id: 1})["status"] == "recorded"
        assert cast(hall.moderator, round_id, {issue_id: 2})["status"] == "recorded"
    hall.close(round_id)
    before = hall.result(round_id)
    entries = f"SELECT seq, payload FROM entry WHERE kind = 'ballot.cast' AND subject = '{round_id}' ORDER BY seq"
    told = [json.loads(row.payload) for row in rows(hall, entries)]
    assert len({one["voter"] for one in told}) == 5
    assert hall.organiser.say("round.seal", round_id=round_id)["status"] == "recorded"
    now = [json.loads(row.payload) for row in rows(hall, entries)]
    assert [one["voter"] for one in now] == sorted(one["voter"] for one in told)
    last = {one["voter"]: one["dots"] for one in told}
    assert all(one["dots"] == last[one["voter"]] for one in now), "what anna said first is nowhere any more"
    held = {row.holder for row in rows(hall, f"SELECT holder FROM ballot WHERE round_id = '{round_id}'")} | {one["holder"] for one in now}
    assert held == {NOBODY}, "nor does anything say that four were cast at one tablet"
    after = hall.result(round_id)
    assert (after.lines, after.ballots) == (before.lines, before.ballots)


def test_ballots_stand_in_no_order_of_their_coming_and_the_files_forget_it_with_the_seal(house_hall: RunningHall) -> None:
    """Not even where a row lies in the file may tell whose turn it was; a first word that was taken back is in no byte any more."""
    hall = voting(house_hall)
    round_id, anna = hall.open(), hall.resident()
    assert cast(anna, round_id, {hall.issues[0]: 2})["status"] == "recorded"
    [first] = [row.payload for row in rows(hall, f"SELECT payload FROM entry WHERE kind = 'ballot.cast' AND subject = '{round_id}'")]
    assert cast(anna, round_id, {hall.issues[1]: 1})["status"] == "recorded"
    for _ in range(7):
        assert cast(hall.moderator, round_id, {hall.issues[0]: 1})["status"] == "recorded"
    for table in ("ballot", "ballot_dot"):
        lying = [row.voter for row in rows(hall, f"SELECT * FROM {table}") if row.round_id == round_id]
        assert (len(lying), lying) == (8, sorted(lying))
    [receipt, *_] = [row.id for row in rows(hall, f"SELECT id FROM receipt WHERE round_id = '{round_id}'")]
    hall.close(round_id)
    assert {words.encode() in on_disk(hall) for words in (first, receipt)} == {True}
    assert hall.organiser.say("round.seal", round_id=round_id)["status"] == "recorded"
    settled(lambda: not any(words.encode() in on_disk(hall) for words in (first, receipt)))


def on_disk(hall: Voting) -> bytes:
    """Every byte of the database's files."""
    return b"".join(file.read_bytes() for file in hall.hall.house.settings.home.glob("stoliki.db*"))


def settled(done: Callable[[], bool]) -> None:
    """What follows a commit in the recorder's own time."""
    deadline = time.monotonic() + 20
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_round_whose_key_is_lost_takes_no_ballot_for_nobody_could_tell_who_has_voted(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id, anna = hall.open(), hall.resident()
    assert cast(anna, round_id, {hall.issues[0]: 1})["status"] == "recorded"
    hall.hall.house.recorder.keys.destroy(round_id)
    refused = cast(anna, round_id, {hall.issues[0]: 1})
    assert (refused["code"], "Klucz" in refused["message"]) == ("round_closed", True)
    assert hall.result(round_id).ballots == {"tablet": 0, "phones": 1}


def test_keys_are_made_once_kept_over_a_restart_and_overwritten_before_they_go(tmp_path: Path) -> None:
    first = Keys(tmp_path / "keys").make("one")
    keys = Keys(tmp_path / "keys")
    assert keys.of("one") == keys.make("one") == first
    assert signed(first, "a", "b") != signed(first, "ab")
    keys.destroy("one")
    keys.destroy("one")
    assert (keys.of("one"), list((tmp_path / "keys").iterdir())) == (None, [])
