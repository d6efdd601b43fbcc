"""ballot.cast: what is taken, what is refused and why, and that nothing is counted twice."""

from typing import Any

from uuid_utils.compat import uuid7

from app.live.pace import Pace
from app.seats.codes import read_secret
from app.seats.issuing import token_code
from tests.running import RunningHall
from tests.votes.voting import OTHER, STOLIK, Voting, cast, voting

NOBODY = "00000000-0000-7000-8000-000000000000"


def test_ballot_cast_is_counted_with_its_method_and_a_next_one_takes_its_place(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, *_ = hall.issues
    round_id, anna, ben = hall.open(), hall.resident(), hall.resident()
    assert cast(anna, round_id, {a: 2, b: 1})["status"] == "recorded"
    assert cast(ben, round_id, {a: 1})["status"] == "recorded"
    assert cast(hall.moderator, round_id, {b: 2})["status"] == "recorded"
    assert cast(hall.moderator, round_id, {b: 2})["status"] == "recorded", "the tablet was passed on"
    assert cast(anna, round_id, {b: 1})["status"] == "recorded"
    found = hall.result(round_id)
    assert hall.dots(round_id) == {a: 1, b: 5}
    assert found.ballots == {"tablet": 2, "phones": 2}
    assert (found.people, found.turnout) == (10, 40.0)
    best = next(line for line in found.lines if line.id == b)
    assert (best.dots, best.voters, best.place, best.per_person) == ({"tablet": 4, "phones": 1}, {"tablet": 2, "phones": 1}, 1, 0.5)


def test_ballot_cast_again_by_the_same_id_is_answered_the_same_and_brings_nothing_old_back(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, *_ = hall.issues
    round_id, anna = hall.open(), hall.resident()
    first = {"id": str(uuid7()), "kind": "ballot.cast", "age_ms": 0, "round_id": round_id, "stolik_id": STOLIK, "dots": {a: 2}}
    second = first | {"id": str(uuid7()), "dots": {b: 2}}
    told = anna.post([first, second, first, first | {"age_ms": 5000}]).json()["answers"]
    assert [one["seq"] for one in told[2:]] == [told[0]["seq"]] * 2
    assert anna.post([first]).json()["answers"][0]["seq"] == told[0]["seq"]
    assert hall.dots(round_id) == {b: 2}
    assert anna.post([first | {"dots": {b: 1}}]).json()["answers"][0]["code"] == "id_reuse"
    turn = first | {"id": str(uuid7())}
    assert [hall.moderator.post([turn]).json()["answers"][0]["status"] for _ in range(3)] == ["recorded"] * 3
    assert hall.result(round_id).ballots == {"tablet": 1, "phones": 1}


def test_ballot_cast_with_dots_that_nobody_has_is_refused(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id, anna = hall.open(), hall.resident()
    wrong: list[Any] = [[2, 2], [3], [0], [-1], [11], ["2"], [1.5], [None]]
    told = [cast(anna, round_id, dict(zip(hall.issues, dots, strict=False)))["code"] for dots in wrong]
    assert told == ["over_budget"] * 2 + ["invalid"] * 6
    assert hall.result(round_id).ballots == {"tablet": 0, "phones": 0}


def test_ballot_cast_is_refused_where_it_does_not_belong(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, anna = hall.issues[0], hall.resident()
    round_id = hall.open(methods=["phones"])
    later = hall.moderator.record("Powiedziane po otwarciu", STOLIK)["id"]
    assert cast(anna, round_id, {later: 1})["code"] == "not_found", "it waits for the next round"
    assert cast(anna, round_id, {NOBODY: 1})["code"] == "not_found"
    assert cast(anna, NOBODY, {a: 1})["code"] == "unknown_reference"
    assert cast(anna, round_id, {a: 1}, stolik_id=OTHER)["code"] == "wrong_stolik"
    assert cast(anna, round_id, {a: 1}, stolik_id=None)["code"] == "wrong_stolik"
    assert cast(hall.moderator, round_id, {a: 1})["code"] == "forbidden", "no tablet is passed in this round"
    assert cast(hall.organiser, round_id, {a: 1})["code"] == "forbidden"
    assert cast(anna, round_id, {a: 1})["status"] == "recorded"
    hall.close(round_id)
    assert cast(anna, round_id, {a: 1})["code"] == "round_closed"


def test_ballots_never_outnumber_people_and_people_never_fall_below_ballots(house_hall: RunningHall) -> None:
    hall = voting(house_hall, people=2)
    a = hall.issues[0]
    round_id, anna = hall.open(), hall.resident()
    assert cast(anna, round_id, {a: 1})["status"] == "recorded"
    assert cast(hall.moderator, round_id, {a: 1})["status"] == "recorded"
    assert cast(hall.resident(), round_id, {a: 1})["code"] == "over_budget"
    assert cast(anna, round_id, {a: 2})["status"] == "recorded", "hers is there already"
    refused = hall.moderator.say("headcount.count", stolik_id=STOLIK, count=1)
    assert (refused["code"], "2" in refused["message"]) == ("over_budget", True)
    assert hall.moderator.say("headcount.recount", stolik_id=STOLIK, count=1, seen=2)["code"] == "over_budget"
    assert hall.moderator.say("headcount.count", stolik_id=STOLIK, count=3)["status"] == "recorded"
    assert cast(hall.resident(), round_id, {a: 1})["status"] == "recorded"
    hall.close(round_id)
    assert hall.moderator.say("headcount.count", stolik_id=STOLIK, count=1)["status"] == "recorded", "they went home"
    assert hall.result(round_id).turnout == 100.0, "the round remembers how many there were"


def test_people_of_the_hall_never_fall_below_its_ballots_wherever_these_were_cast(house_hall: RunningHall) -> None:
    """In a vote on topics a phone may say no stolik: then the hall's people count."""
    hall = voting(house_hall, people=2)
    assert hall.organiser.say("headcount.count", stolik_id=OTHER, count=1)["status"] == "recorded"
    round_id = hall.open(about="topics", stolik_ids=[STOLIK, OTHER], dots=1, most=1)
    people = [hall.resident() for _ in range(4)]
    told = [cast(one, round_id, {}, stolik_id=None).get("code") for one in people]
    assert told == [None, None, None, "over_budget"]
    refused = hall.moderator.say("headcount.count", stolik_id=STOLIK, count=1)
    assert (refused["code"], "2" in refused["message"]) == ("over_budget", True)
    assert hall.moderator.say("headcount.count", stolik_id=STOLIK, count=3)["status"] == "recorded"
    assert hall.organiser.say("headcount.count", stolik_id=OTHER, count=0)["status"] == "recorded", "somebody changed tables"
    assert hall.whole(round_id).turnout == 100.0


def test_ballot_cast_with_a_token_counts_once_whatever_the_phone(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, *_ = hall.issues
    codes = tokens(hall)
    round_id, anna, ben = hall.open(token=True), hall.resident(), hall.resident()
    assert cast(anna, round_id, {a: 1})["code"] == "unknown_code"
    assert cast(anna, round_id, {a: 1}, token="AAAA-AAAA")["code"] == "unknown_code"
    assert cast(anna, round_id, {a: 1}, token=codes[0])["status"] == "recorded"
    assert cast(ben, round_id, {a: 1}, token=codes[0].lower())["code"] == "used"
    assert cast(anna, round_id, {b: 1}, token=codes[0])["status"] == "recorded"
    assert cast(anna, round_id, {b: 1}, token=codes[1])["status"] == "recorded", "two people, two slips, one phone"
    assert hall.dots(round_id) == {b: 2}


def test_a_token_that_let_somebody_in_votes_for_them_alone(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    code, anna = tokens(hall)[0], house_hall.stranger()
    assert anna.client.post("/join", data={"code": code}, headers={"Origin": anna.url}).status_code == 303
    round_id = hall.open(token=True)
    assert cast(hall.resident(), round_id, {hall.issues[0]: 1}, token=code)["code"] == "used"
    assert cast(anna, round_id, {hall.issues[0]: 1})["status"] == "recorded", "and nobody has to type it again"


def tokens(hall: Voting) -> list[str]:
    """The codes of a batch of paper tokens, as they are printed."""
    headers = {"Origin": hall.organiser.url, "X-Stoliki": "1"}
    made = hall.organiser.client.post("/desk/seats/tokens", data={"count": "30"}, headers=headers).json()
    secret = read_secret(hall.hall.house.settings.secret_file)
    return [token_code(secret, made["batch"], nth) for nth in (1, 2)]


def test_a_full_hall_of_phones_costs_each_of_them_nothing() -> None:
    pace = Pace(200, 10)
    assert not any(pace.over(f"participant-{nth}") for nth in range(25_000))
