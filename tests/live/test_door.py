"""POST /commands: each kind of bad input has its status or its refusal, and harms nobody else."""

import json
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from app.live import journal
from tests.running import RunningHall


def issue(text: str, **fields: Any) -> dict[str, Any]:
    said = {
        "id": str(uuid7()),
        "kind": "issue.record",
        "age_ms": 0,
        "stolik_id": 3,
        "topic_id": None,
        "issue_kind": "problem",
        "text": text,
    }
    return said | fields


def without(command: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in command.items() if name != field}


BAD = {
    "an unknown kind": (issue("x", kind="issue.shout"), "unknown_kind"),
    "a kind that is no text": (issue("x", kind=["issue.record"]), "unknown_kind"),
    "a missing field": (without(issue("x"), "issue_kind"), "invalid"),
    "a field too many": (issue("x", colour="red"), "invalid"),
    "a number that is text": (issue("x", stolik_id="3"), "invalid"),
    "an issue kind that is none": (issue("x", issue_kind="rumour"), "invalid"),
    "an id that is no UUID": (issue("x", id="seven"), "invalid"),
    "no id": (without(issue("x"), "id"), "invalid"),
    "an empty text": (issue("\u0000 \n"), "invalid"),
    "a text of 4,001 letters": (issue("ż" * 4001), "too_long"),
    "a lone surrogate": (issue("zły \ud83d znak"), "bad_text"),
    "another stolik": (issue("x", stolik_id=4), "wrong_stolik"),
    "a topic nobody knows": (issue("x", topic_id=str(uuid7())), "unknown_reference"),
    "an organiser's command": (issue("x") and {"id": str(uuid7()), "kind": "sitting.close", "sitting_id": 2}, "forbidden"),
    "the server's own command": ({"id": str(uuid7()), "kind": "seat.take", "seat_id": "organiser-1", "token_hash": "0" * 64}, "forbidden"),
    "no command at all": ("hello", "invalid"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_command_is_refused_by_its_code_and_its_neighbours_are_recorded(house_hall: RunningHall, name: str) -> None:
    command, code = BAD[name]
    moderator = house_hall.sit("moderator", 3)
    answer = moderator.post([issue("przed"), command, issue("po")])
    assert answer.status_code == 200
    assert answer.headers["X-Stoliki"] == "1"
    first, bad, last = answer.json()["answers"]
    assert (first["status"], last["status"]) == ("recorded", "recorded")
    assert (bad["status"], bad["code"]) == ("refused", code)
    assert bad["message"]
    with house_hall.house.db.read() as db:
        assert [entry.seq for entry in journal.since(db, 0)] == list(range(1, last["seq"] + 1))


def test_a_refusal_speaks_the_language_of_the_seat(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    polish = moderator.record("ż" * 4001, 3)["message"]
    moderator.client.cookies.set("lang", "en")
    assert "4000" in polish
    assert moderator.record("ż" * 4001, 3)["message"] != polish


def test_control_characters_are_dropped_and_text_is_composed(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    moderator.record("Z\u0000ielen\u0301\r\n\ttak", 3)
    organiser = house_hall.sit("organiser")
    assert organiser.client.get("/export/hall.json").json()["issues"][0]["text"] == "Zieleń\n\ttak"


def test_the_same_id_again_gives_the_same_answer_and_one_effect(house_hall: RunningHall) -> None:
    moderator, command = house_hall.sit("moderator", 3), issue("raz")
    first = moderator.post([command, command]).json()["answers"]
    again = moderator.post([command | {"age_ms": 60_000}]).json()["answers"]
    assert {answer["seq"] for answer in first + again} == {first[0]["seq"]}
    assert len(house_hall.sit("organiser").client.get("/export/hall.json").json()["issues"]) == 1


def test_the_same_id_with_other_content_is_refused(house_hall: RunningHall) -> None:
    moderator, command = house_hall.sit("moderator", 3), issue("raz")
    moderator.post([command])
    assert moderator.post([command | {"text": "dwa"}]).json()["answers"][0]["code"] == "id_reuse"


def test_a_refused_id_is_judged_afresh(house_hall: RunningHall) -> None:
    moderator, command = house_hall.sit("moderator", 3), issue("ż" * 4001)
    assert moderator.post([command]).json()["answers"][0]["code"] == "too_long"
    assert moderator.post([command | {"text": "krócej"}]).json()["answers"][0]["status"] == "recorded"


def test_what_was_typed_before_the_sitting_closed_is_taken_late_and_what_was_typed_after_is_refused(house_hall: RunningHall) -> None:
    moderator, organiser = house_hall.sit("moderator", 3), house_hall.sit("organiser")
    assert organiser.say("sitting.close", sitting_id=2)["status"] == "recorded"
    assert moderator.record("po zamknięciu", 3)["code"] == "sitting_closed"
    assert moderator.record("przed zamknięciem", 3, age_ms=60_000)["status"] == "recorded"
    assert organiser.client.get("/export/hall.json").json()["issues"][0]["late"] is True


@pytest.mark.parametrize("age", [-5_000_000_000, 1e300, 315_360_000_000])
def test_a_clock_ten_years_off_is_clamped(house_hall: RunningHall, age: float) -> None:
    moderator = house_hall.sit("moderator", 3)
    answer = moderator.record("dawno", 3, age_ms=age)
    with house_hall.house.db.read() as db:
        entry = journal.since(db, answer["seq"] - 1)[0]
    assert 0 <= entry.recorded_at - entry.at <= 72 * 3600 * 1000


def test_no_seat_is_401(house_hall: RunningHall) -> None:
    assert house_hall.stranger().post([issue("x")]).status_code == 401


def test_two_seats_in_one_browser_must_say_which(house_hall: RunningHall) -> None:
    browser = house_hall.sit("moderator", 3)
    browser.client.post("/join", data={"code": house_hall.code("moderator", 4)}, headers={"Origin": house_hall.url})
    assert browser.post([issue("x")]).status_code == 401
    browser.seat_id = "moderator-4"
    assert browser.post([issue("x", stolik_id=4)]).json()["answers"][0]["status"] == "recorded"


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://127.0.0.1"])
def test_a_missing_or_foreign_origin_is_403(house_hall: RunningHall, origin: str | None) -> None:
    assert house_hall.sit("moderator", 3).post([issue("x")], headers={"Origin": origin}).status_code == 403


MALFORMED: dict[str, dict[str, Any]] = {
    "not JSON": {"content": b"{"},
    "not UTF-8": {"content": b'{"v":1,"epoch":"\xff"}'},
    "a list": {"content": b"[]"},
    "NaN": {"content": b'{"v":NaN}'},
    "nested without end": {"content": b"[" * 60_000},
    "another version": {"envelope": {"v": 2}},
    "commands that are no list": {"envelope": {"commands": {}}},
    "no X-Stoliki header": {"headers": {"X-Stoliki": None}},
    "a form": {"headers": {"Content-Type": "application/x-www-form-urlencoded"}},
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_envelope_is_400(house_hall: RunningHall, name: str) -> None:
    moderator = house_hall.sit("moderator", 3)
    answer = moderator.post([], **MALFORMED[name])
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert moderator.record("dalej", 3)["status"] == "recorded"


def test_another_epoch_is_409_and_names_ours(house_hall: RunningHall) -> None:
    answer = house_hall.sit("moderator", 3).post([issue("x")], envelope={"epoch": "00000000"})
    assert (answer.status_code, answer.json()["epoch"]) == (409, house_hall.house.epoch)


def test_a_body_of_65_kib_and_a_batch_of_51_are_413(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    assert moderator.post([], content=b" " * 65 * 1024).status_code == 413
    assert moderator.post([issue("x") for _ in range(51)]).status_code == 413
    assert len(moderator.post([issue("x") for _ in range(50)]).json()["answers"]) == 50


def test_more_than_200_commands_in_ten_seconds_are_429_for_this_seat_alone(house_hall: RunningHall) -> None:
    hasty, calm = house_hall.sit("moderator", 3), house_hall.sit("moderator", 4)
    for _ in range(4):
        assert hasty.post([issue("x") for _ in range(50)]).status_code == 200
    answer = hasty.post([issue("x")])
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert calm.record("spokojnie", 4)["status"] == "recorded"


def test_an_answer_is_json_that_names_every_command_once(house_hall: RunningHall) -> None:
    commands = [issue(f"numer {n}") for n in range(20)]
    answer = json.loads(house_hall.sit("moderator", 3).post(commands).content)
    assert [one["id"] for one in answer["answers"]] == [one["id"] for one in commands]
    assert answer["v"] == 1
