"""issue.merge and issue.split: what was given to two comes together, and apart again, and nobody counts twice."""

from tests.running import RunningHall, hear
from tests.votes.voting import OTHER, STOLIK, Voting, cast, voting


def merge(hall: Voting, one: str, into: str, verb: str = "merge") -> str:
    said = hall.moderator.say(f"issue.{verb}", stolik_id=STOLIK, issue_id=one, into_id=into)
    return str(said.get("code", said["status"]))


def test_issue_merge_unites_ballots_and_issue_split_gives_back_what_was(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, c, _ = hall.issues
    round_id, anna = hall.open(), hall.resident()
    cast(anna, round_id, {a: 2, b: 1})
    cast(hall.resident(), round_id, {b: 2})
    before = hall.dots(round_id)
    assert merge(hall, b, a) == "recorded"
    line = hall.result(round_id).lines[0]
    assert (line.id, line.members, line.dots, line.voters) == (a, tuple(sorted([a, b])), {"phones": 4}, {"phones": 2})
    assert len(hall.result(round_id).lines) == 3
    assert cast(anna, round_id, {a: 1, b: 1, c: 1})["status"] == "recorded", "a page that has not heard of it yet"
    assert hall.dots(round_id) == {a: 4, c: 1}
    assert merge(hall, b, a, "split") == "recorded"
    assert hall.dots(round_id) == {a: 1, b: 3, c: 1}
    cast(anna, round_id, {a: 2, b: 1})
    assert hall.dots(round_id) == before


def test_issue_merge_leaves_a_counted_number_between_the_larger_and_the_sum_until_it_is_counted_again(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, *_ = hall.issues
    round_id = hall.open()
    for issue_id, count in ((a, 7), (b, 5)):
        for where in (round_id, None):
            hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=issue_id, round_id=where, count=count)
    merge(hall, b, a)
    line = hall.result(round_id).lines[0]
    assert (line.hands, line.hands.exact if line.hands else None, line.low, line.high) == ((7, 12), False, 7, 12)
    assert shown(hall) == {a: 7}, "on the screens at least so many"
    for where in (round_id, None):
        assert hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=a, round_id=where, count=9)["status"] == "recorded"
    assert hall.result(round_id).lines[0].hands == (9, 9)
    assert shown(hall) == {a: 9}
    merge(hall, b, a, "split")
    assert [line.hands for line in hall.result(round_id).lines[:2]] == [(7, 7), (5, 5)]
    assert shown(hall) == {a: 7, b: 5}
    merge(hall, b, a)
    assert shown(hall) == {a: 9}, "what was counted for both is still known"
    merge(hall, b, a, "split")
    for where in (round_id, None):
        assert hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=a, round_id=where, count=12)["status"] == "recorded"
    merge(hall, b, a)
    assert (shown(hall), hall.result(round_id).lines[0].hands) == ({a: 12}, (12, 17)), "one of them was counted again since"


def shown(hall: Voting) -> dict[str, int]:
    return {one["id"]: one["tally"] for one in hall.organiser.client.get("/export/hall.json").json()["issues"] if one["tally"] is not None}


def test_issue_merge_is_refused_where_it_makes_no_sense_and_a_merged_issue_is_only_split(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, c, _ = hall.issues
    far = hall.organiser.record("Przy innym stoliku", OTHER)["id"]
    assert merge(hall, a, a) == "invalid"
    assert merge(hall, a, far) == "wrong_stolik"
    assert merge(hall, a, "00000000-0000-7000-8000-000000000000") == "unknown_reference"
    assert merge(hall, b, a, "split") == "stale"
    assert merge(hall, b, a) == "recorded"
    assert merge(hall, b, c) == "stale"
    assert merge(hall, c, b) == "stale", "into what stands for itself only"
    assert merge(hall, b, c, "split") == "stale"
    mine = {"stolik_id": STOLIK, "issue_id": b}
    assert [hall.moderator.say(f"issue.{verb}", **mine)["code"] for verb in ("withdraw", "restore")] == ["stale"] * 2
    assert hall.moderator.say("issue.undo", **mine, seen={}, back={"state": "live"})["code"] == "stale"
    assert merge(hall, a, c) == "recorded"
    texts = {one["text"] for one in hall.organiser.client.get("/export/hall.json").json()["issues"]}
    assert texts == {"Ciemno przy szkole", "Rowery po chodniku", "Przy innym stoliku"}


def test_a_merge_is_heard_at_the_stolik_and_on_the_map(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, *_ = hall.issues
    with hall.moderator.live(f"stolik-{STOLIK}") as tablet, hall.organiser.live("map") as screen:
        hear(tablet, "welcome"), hear(screen, "welcome")
        merge(hall, b, a)
        html, data = hear(tablet, "push")["html"], hear(screen, "push")["data"]
    assert f'id="issue-{a}"' in html
    assert 'data-state="merged"' in html
    assert data["withdrawn"] == [b]
