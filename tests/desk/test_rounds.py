"""The desk's page of votes: what comes late is told at once, though the journal knows nothing of it."""

import json
import re
from html import unescape

import pytest
from uuid_utils.compat import uuid7

from tests.running import RunningHall, hear
from tests.votes.voting import OTHER, STOLIK, voting


def test_a_ballot_that_comes_late_is_told_to_the_desk_at_once(house_hall: RunningHall) -> None:
    votes = voting(house_hall)
    round_id = votes.open(methods=["tablet"])
    votes.close(round_id)
    late = {"id": str(uuid7()), "kind": "ballot.cast", "age_ms": 60_000, "round_id": round_id, "stolik_id": STOLIK}
    late |= {"dots": {votes.issues[0]: 1}, "token": None}
    page = "/desk/rounds"
    assert "Po zamknięciu dotarł" not in votes.organiser.client.get(page).text
    with votes.organiser.live("hall,desk") as desk, votes.organiser.live("hall") as hall:
        hear(desk, "welcome"), hear(hall, "welcome")
        assert votes.moderator.post([late]).json()["answers"][0]["code"] == "round_closed"
        hear(desk, "heal", 20)
        with pytest.raises(TimeoutError):
            hear(hall, "heal", 1)
        assert "Po zamknięciu dotarł 1 głos" in votes.organiser.client.get(page).text
        votes.organiser.say("round.admit", round_id=round_id)
        assert f'id="round-{round_id}"' in hear(desk, "push", 20)["html"]
        assert votes.moderator.post([late]).json()["answers"][0]["status"] == "recorded"
        while (told := hear(desk, "push", 20))["channel"] != "desk":
            pass
        assert '<b class="figure">1</b>' in told["html"]


def test_a_round_that_was_closed_by_mistake_is_repeated_by_the_same_rules(house_hall: RunningHall) -> None:
    votes = voting(house_hall)
    rules = {"rule": "dots", "dots": 4, "most": 3, "methods": ["counted", "phones"], "token": True, "threshold": 80}
    round_id = votes.open(title="T" * 200, stolik_ids=[STOLIK, OTHER], **rules)
    votes.close(round_id)
    page = votes.organiser.client.get("/desk/rounds").text
    found = re.search(rf"id=\"round-again-{round_id}\"[^>]*data-fields='([^']*)'", page)
    assert found
    said = votes.organiser.say("round.open", **json.loads(unescape(found.group(1))))
    assert said["status"] == "recorded", said
    again = next(one for one in votes.organiser.client.get("/export/hall.json").json()["rounds"] if one["id"] == said["id"])
    assert {name: again[name] for name in rules} == rules
    assert again["title"] == "T" * 196 + " (2)"
    assert {one["stolik_id"] for one in again["results"] or [] if one["stolik_id"]} <= {STOLIK, OTHER}
