"""The desk's page of votes: what comes late is told at once, though the journal knows nothing of it."""

import pytest
from uuid_utils.compat import uuid7

from tests.running import RunningHall, hear
from tests.votes.voting import STOLIK, voting


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
