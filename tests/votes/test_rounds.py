"""round.*: how a vote is opened, closed, decided about and sealed; and what is counted by hand in it."""

from typing import Any

import pytest
from uuid_utils.compat import uuid7

from app.votes import queries
from app.votes.remembered import result_of
from tests.running import RunningHall
from tests.votes.voting import OTHER, STOLIK, Voting, cast, voting

NOBODY = "00000000-0000-7000-8000-000000000000"
CLASH: list[tuple[dict[str, Any], str]] = [
    ({"most": 3, "dots": 2}, "invalid"), ({"rule": "hand", "dots": 2, "most": 1}, "invalid"), ({"dots": 11}, "invalid"),
    ({"rule": "scale", "dots": 1, "most": 1}, "invalid"), ({"theme_id": 1}, "invalid"), ({"stolik_ids": [STOLIK, 987_654]}, "not_found"),
    ({"stolik_ids": []}, "invalid"), ({"methods": []}, "invalid"), ({"methods": ["shouting"]}, "invalid"), ({"only": [NOBODY]}, "invalid"),
    ({"stolik_ids": [OTHER]}, "invalid"), ({"threshold": 0}, "invalid"), ({"only": []}, "invalid"),
]  # fmt: skip


def test_round_open_refuses_rules_that_contradict_each_other(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    usual = {"title": "R", "stolik_ids": [STOLIK], "about": "issues", "rule": "dots", "dots": 3, "most": 2, "methods": ["counted"]}
    told = [hall.organiser.say("round.open", **usual | rules).get("code") for rules, _ in CLASH]
    assert told == [code for _, code in CLASH]
    assert hall.moderator.say("round.open", **usual)["code"] == "forbidden"
    hall.open()
    assert hall.organiser.say("round.open", **usual)["code"] == "stale", "one vote at a stolik at a time"


def test_round_open_fixes_what_is_voted_on(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    hall.moderator.say("issue.park", stolik_id=STOLIK, issue_id=hall.issues[3], parked=True)
    round_id = hall.open()
    hall.moderator.record("Za późno na tę rundę", STOLIK)
    assert [line.id for line in hall.result(round_id).lines] == hall.issues[:3]
    hall.close(round_id)
    again = hall.open(only=hall.issues[1:2])
    assert [line.id for line in hall.result(again).lines] == hall.issues[1:2]


def test_a_round_on_topics_goes_through_the_whole_hall(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    listed = hall.organiser.client.get("/export/hall.json").json()["topics"]
    here = [one["id"] for one in listed if any(place["stolik_id"] == STOLIK for place in one["on"])]
    theme = next(one["theme_id"] for one in listed if one["id"] == here[0])
    assert hall.organiser.say("headcount.count", stolik_id=OTHER, count=2)["status"] == "recorded"
    round_id = hall.open(about="topics", theme_id=theme, stolik_ids=[STOLIK, OTHER])
    assert cast(hall.resident(), round_id, {here[0]: 2}, stolik_id=OTHER)["status"] == "recorded"
    assert cast(hall.resident(), round_id, {here[0]: 1, here[1]: 1}, stolik_id=None)["status"] == "recorded"
    assert hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=here[1], count=5, round_id=round_id)["status"] == "recorded"
    whole = {line.id: (line.low, line.per_person) for line in hall.whole(round_id).lines}
    assert whole[here[0]] == (3, 0.25)
    assert whole[here[1]] == (6, 0.5)
    assert hall.whole(round_id).people == 12
    assert {line.id: line.low for line in hall.result(round_id).lines}[here[1]] == 5, "at this stolik only hands were counted"


def test_tally_count_in_a_round_keeps_to_the_round_and_both_numbers_stay(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, *_ = hall.issues
    round_id = hall.open()
    mine = {"stolik_id": STOLIK, "issue_id": a, "round_id": round_id}
    assert hall.moderator.say("tally.count", **mine, count=4)["status"] == "recorded"
    assert hall.moderator.say("tally.count", **mine, count=6)["status"] == "recorded"
    assert hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=b, round_id=None, count=9)["status"] == "recorded"
    assert hall.moderator.say("tally.recount", **mine, count=1, seen=4)["code"] == "stale"
    assert hall.moderator.say("tally.recount", **mine, count=4, seen=6)["status"] == "recorded"
    later = hall.moderator.record("Powiedziane po otwarciu", STOLIK)["id"]
    assert hall.moderator.say("tally.count", **mine | {"issue_id": later}, count=1)["code"] == "not_found"
    assert hall.moderator.say("tally.count", **mine | {"round_id": NOBODY}, count=1)["code"] == "unknown_reference"
    assert {line.id: line.low for line in hall.result(round_id).lines if line.hands} == {a: 4}
    hall.close(round_id)
    told = [row.split(";") for row in hall.organiser.client.get("/export/journal.csv").text.splitlines()]
    assert [row[7] for row in told if row[2] == '"tally.count"' and row[5] == f'"{a}"'] == ['"4: Za mało ławek"', '"6: Za mało ławek"']
    assert hall.moderator.say("tally.count", **mine, count=5)["code"] == "round_closed"
    assert hall.organiser.say("tally.count", **mine, count=5)["status"] == "recorded", "an organiser may, until the seal"


def test_a_count_that_is_taken_back_after_the_close_leaves_the_result_that_was_remembered(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, *_ = hall.issues
    round_id = hall.open()
    hall.close(round_id)
    mine = {"stolik_id": STOLIK, "round_id": round_id}
    for issue_id in (a, b):
        assert hall.organiser.say("tally.count", **mine, issue_id=issue_id, count=4)["status"] == "recorded"
    assert remembered(hall, round_id) == {a: 4, b: 4}
    assert hall.organiser.say("tally.recount", **mine, issue_id=a, count=None, seen=4)["status"] == "recorded"
    assert remembered(hall, round_id) == {b: 4}


def remembered(hall: Voting, round_id: str) -> dict[str, int]:
    """As pages and screens tell it."""
    with hall.hall.house.db.read() as db:
        return {line.id: line.low for line in result_of(db, round_id, STOLIK).lines if line.low}


def test_more_stickers_than_people_have_are_taken_and_told(house_hall: RunningHall, caplog: pytest.LogCaptureFixture) -> None:
    hall = voting(house_hall, people=3)
    round_id = hall.open(methods=["counted"])
    for issue_id, count, over in zip(hall.issues, (5, 4, 1), ([], [], [STOLIK]), strict=False):
        said = hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=issue_id, round_id=round_id, count=count)
        assert (said["status"], hall.result(round_id).over) == ("recorded", over)
    assert caplog.text.count("more was counted than 3 people have") == 1


def test_what_was_counted_again_after_a_merge_is_not_added_to_what_it_replaces(
    house_hall: RunningHall, caplog: pytest.LogCaptureFixture
) -> None:
    hall = voting(house_hall, people=3)
    a, b, *_ = hall.issues
    round_id = hall.open(methods=["counted"])
    mine = {"stolik_id": STOLIK, "round_id": round_id}
    for issue_id in (a, b):
        assert hall.moderator.say("tally.count", **mine, issue_id=issue_id, count=3)["status"] == "recorded"
    assert hall.moderator.say("issue.merge", stolik_id=STOLIK, issue_id=b, into_id=a)["status"] == "recorded"
    assert hall.moderator.say("tally.count", **mine, issue_id=a, count=4)["status"] == "recorded"
    assert (hall.result(round_id).over, "more was counted" in caplog.text) == ([], False)


def test_round_close_keeps_late_ballots_out_until_an_organiser_admits_them(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a = hall.issues[0]
    round_id, anna = hall.open(), hall.resident()
    late = {"id": str(uuid7()), "kind": "ballot.cast", "age_ms": 60_000, "round_id": round_id, "stolik_id": STOLIK, "dots": {a: 1}}
    hall.close(round_id)
    assert cast(anna, round_id, {a: 1})["code"] == "round_closed", "typed after the close"
    assert late_of(hall, round_id) == 0
    for _ in range(2):
        refused = anna.post([late]).json()["answers"][0]
        assert (refused["code"], "jeszcze przyjąć" in refused["message"]) == ("round_closed", True)
    assert late_of(hall, round_id) == 1, "the same one twice is one"
    assert hall.organiser.say("round.seal", round_id=round_id)["code"] == "stale", "somebody has to decide first"
    assert hall.organiser.say("round.admit", round_id=round_id)["status"] == "recorded"
    assert anna.post([late]).json()["answers"][0]["status"] == "recorded"
    assert (late_of(hall, round_id), hall.dots(round_id), hall.result(round_id).late) == (0, {a: 1}, 1)
    assert hall.organiser.say("round.seal", round_id=round_id)["status"] == "recorded"
    assert anna.post([late]).json()["answers"][0]["code"] == "round_closed"
    assert hall.dots(round_id) == {a: 1}


def test_one_phone_that_sends_ballot_after_ballot_came_late_once(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id, anna, ben = hall.open(), hall.resident(), hall.resident()
    hall.close(round_id)
    late = {"kind": "ballot.cast", "age_ms": 60_000, "round_id": round_id, "stolik_id": STOLIK, "dots": {hall.issues[0]: 1}}
    hers = [late | {"id": str(uuid7())} for _ in range(5)]
    assert {one["code"] for one in anna.post(hers).json()["answers"]} == {"round_closed"}
    assert ben.post([late | {"id": str(uuid7())}]).json()["answers"][0]["code"] == "round_closed"
    assert late_of(hall, round_id) == 2, "as many as people"
    assert hall.organiser.say("round.admit", round_id=round_id)["status"] == "recorded"
    assert anna.post(hers[2:3]).json()["answers"][0]["status"] == "recorded"
    assert (late_of(hall, round_id), hall.dots(round_id)) == (1, {hall.issues[0]: 1})


def late_of(hall: Any, round_id: str) -> int:
    with hall.hall.house.db.read() as db:
        return queries.late_of(db, round_id)


def test_round_refuse_leaves_late_ballots_out_and_then_it_can_be_sealed(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id, anna = hall.open(), hall.resident()
    hall.close(round_id)
    assert anna.say("ballot.cast", round_id=round_id, stolik_id=STOLIK, dots={}, age_ms=60_000)["code"] == "round_closed"
    assert [hall.organiser.say(f"round.{verb}", round_id=round_id)["status"] for verb in ("refuse", "seal")] == ["recorded"] * 2
    assert hall.organiser.say("round.admit", round_id=round_id)["code"] == "stale"
    assert hall.moderator.say("round.close", round_id=round_id)["code"] == "forbidden"


def test_round_settle_breaks_a_tie_and_nothing_else(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, c, _ = hall.issues
    round_id = hall.open()
    assert cast(hall.resident(), round_id, {a: 1, b: 1, c: 1})["status"] == "recorded"
    assert cast(hall.resident(), round_id, {c: 1})["status"] == "recorded"
    tie = {"round_id": round_id, "stolik_id": STOLIK, "reason": "Rzut monetą przy stoliku"}
    assert hall.organiser.say("round.settle", **tie, choices=[b, a])["code"] == "stale", "it is still open"
    hall.close(round_id)
    assert {line.id: (line.place, line.tied) for line in hall.result(round_id).lines}[a] == (2, True)
    assert hall.organiser.say("round.settle", **tie, choices=[b, c])["code"] == "stale"
    assert hall.organiser.say("round.settle", **tie, choices=[b, a])["status"] == "recorded"
    found = hall.result(round_id)
    assert {line.id: (line.place, line.tied) for line in found.lines if line.low} == {c: (1, False), b: (2, True), a: (3, True)}
    assert found.ties == [{"choices": [b, a], "reason": "Rzut monetą przy stoliku"}]


def test_a_broken_tie_is_no_more_when_a_count_or_a_merge_has_ended_the_tie(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, c, _ = hall.issues
    round_id = hall.open()
    assert cast(hall.resident(), round_id, {a: 1, b: 1})["status"] == "recorded"
    hall.close(round_id)
    settle = {"round_id": round_id, "stolik_id": STOLIK, "choices": [b, a], "reason": "Rzut monetą"}
    assert hall.organiser.say("round.settle", **settle)["status"] == "recorded"
    assert where(hall, round_id) == {b: 1, a: 2}
    count = {"stolik_id": STOLIK, "issue_id": b, "round_id": round_id}
    assert hall.organiser.say("tally.count", **count, count=3)["status"] == "recorded"
    assert (where(hall, round_id), hall.result(round_id).ties) == ({b: 1, a: 2}, []), "a is second, not third"
    assert hall.organiser.say("tally.recount", **count, count=None, seen=3)["status"] == "recorded"
    assert [tie["choices"] for tie in hall.result(round_id).ties] == [[b, a]], "they tie again, and people have decided that"
    merge = {"stolik_id": STOLIK, "issue_id": b, "into_id": c}
    assert hall.moderator.say("issue.merge", **merge)["status"] == "recorded"
    assert (where(hall, round_id)[a], hall.result(round_id).ties) == (1, []), "what is left of the tie is another tie"


def test_a_tie_of_three_of_which_two_were_put_in_order_leaves_the_third_behind_them(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, c, d = hall.issues
    round_id = hall.open()
    assert cast(hall.resident(), round_id, {a: 1, b: 1, c: 1})["status"] == "recorded"
    hall.close(round_id)
    tie = {"round_id": round_id, "stolik_id": STOLIK, "reason": "Losowanie"}
    for choices, places in (([b, c], [1, 2, 3]), ([c, a], [1, 2, 3]), ([b, a, c], [1, 2, 3])):
        assert hall.organiser.say("round.settle", **tie, choices=choices)["status"] == "recorded"
        found = where(hall, round_id)
        assert sorted(found[one] for one in (a, b, c)) == places
        assert [found[one] for one in choices] == places[: len(choices)], "the newest decision stands, and it alone"
    for nonsense in ([a, a], [d, d], [a, d], [NOBODY, a]):
        assert hall.organiser.say("round.settle", **tie, choices=nonsense)["code"] == "stale"


def test_what_got_nothing_does_not_tie(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id = hall.open()
    hall.close(round_id)
    tie = {"round_id": round_id, "stolik_id": STOLIK, "reason": "Losowanie", "choices": hall.issues[:2]}
    assert hall.organiser.say("round.settle", **tie)["code"] == "stale"


def where(hall: Voting, round_id: str) -> dict[str, int]:
    """The places of what got anything."""
    return {line.id: line.place for line in hall.result(round_id).lines if line.low}


def test_the_scale_knows_unclear_and_a_threshold_of_a_panel(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, *_ = hall.issues
    round_id = hall.open(rule="scale", dots=1, most=1, methods=["tablet"], threshold=80)
    for grade in (5, 5, 4, 4, 0):
        assert cast(hall.moderator, round_id, {a: grade, b: 3})["status"] == "recorded"
    assert cast(hall.moderator, round_id, {a: 6})["code"] == "invalid"
    line, other, *_ = hall.result(round_id).lines
    assert (line.agree, line.grades, line.share, line.reached) == (4, {0: 1, 4: 2, 5: 2}, 80.0, True)
    assert (other.share, other.reached) == (0.0, False)


def test_on_the_scale_the_first_place_is_where_most_agree_not_where_grades_add_up(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, c, d = hall.issues
    round_id = hall.open(rule="scale", dots=1, most=1, methods=["tablet"])
    for grades in ({a: 3, b: 5, c: 4, d: 4}, {a: 3, b: 5, c: 2, d: 0}, {a: 3, c: 5, d: 5}, {a: 3}):
        assert cast(hall.moderator, round_id, grades)["status"] == "recorded"
    hall.close(round_id)
    told = {line.id: (line.place, line.tied, line.share) for line in hall.result(round_id).lines}
    assert told == {b: (1, False, 100.0), c: (2, True, 66.7), d: (2, True, 66.7), a: (4, False, 0.0)}
    settle = {"round_id": round_id, "stolik_id": STOLIK, "reason": "Więcej niejasnych"}
    assert hall.organiser.say("round.settle", **settle, choices=[c, d])["status"] == "recorded", "the sums of grades are not the same"
    assert [line.place for line in hall.result(round_id).lines] == [4, 1, 2, 3]


def test_hands_and_ballots_of_one_round_stand_side_by_side(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a = hall.issues[0]
    round_id = hall.open(rule="hand", dots=1, most=1, threshold=50)
    assert cast(hall.resident(), round_id, {a: 1})["status"] == "recorded"
    assert hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=a, round_id=round_id, count=4)["status"] == "recorded"
    line = hall.result(round_id).lines[0]
    assert (line.dots, line.hands, line.low, line.high) == ({"phones": 1}, (4, 4), 5, 5)
    assert (line.share, line.reached) == (50.0, True)


def test_counted_stickers_reach_a_threshold_as_far_as_anybody_can_tell(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, c, _ = hall.issues

    def told(most: int, *counts: int) -> dict[str, tuple[float | None, bool | None]]:
        round_id = hall.open(dots=2, most=most, methods=["counted"], threshold=60)
        for issue_id, count in zip(hall.issues, counts, strict=False):
            hall.moderator.say("tally.count", stolik_id=STOLIK, round_id=round_id, issue_id=issue_id, count=count)
        hall.close(round_id)
        return {line.id: (line.share, line.reached) for line in hall.result(round_id).lines if line.hands}

    assert told(1, 6, 5) == {a: (60.0, True), b: (50.0, False)}, "a sticker each is a person each"
    assert told(2, 12, 7, 5) == {a: (None, True), b: (None, None), c: (None, False)}, "two may be of one person"


def test_where_hands_were_counted_what_only_phones_chose_is_measured_by_everybody_too(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, *_ = hall.issues
    round_id = hall.open(rule="hand", dots=1, most=1, threshold=50)
    assert [cast(hall.resident(), round_id, {b: 1})["status"] for _ in range(4)] == ["recorded"] * 4
    assert {line.id: line.share for line in hall.result(round_id).lines}[b] == 100.0, "of those who voted"
    assert hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=a, round_id=round_id, count=6)["status"] == "recorded"
    told = {line.id: (line.share, line.reached) for line in hall.result(round_id).lines}
    assert (told[a], told[b]) == ((60.0, True), (40.0, False))


def test_round_withdraw_takes_a_mistake_off_every_file_and_round_restore_brings_it_back(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id = hall.open(title="Pomyłka")
    assert hall.organiser.say("round.withdraw", round_id=round_id)["code"] == "stale"
    hall.close(round_id)
    assert hall.organiser.say("round.withdraw", round_id=round_id)["status"] == "recorded"
    assert "Pomyłka" not in hall.organiser.client.get("/export/hall.json").text + hall.organiser.client.get("/export/rounds.csv").text
    assert hall.organiser.say("round.restore", round_id=round_id)["status"] == "recorded"
    assert hall.organiser.client.get("/export/hall.json").json()["rounds"][-1]["title"] == "Pomyłka"
