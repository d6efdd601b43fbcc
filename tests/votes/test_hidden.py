"""Before the totals may be seen nobody hears, sees or gets them but who counted them: not an organiser, not the theme team."""

import re
from typing import Any

from websockets.sync.client import ClientConnection

from tests.running import Person, RunningHall, hear
from tests.votes.voting import STOLIK, Voting, cast, voting

COUNTED = 9876
TOLD = re.compile(rf"(?<![\w.-]){COUNTED}(?![\w-])")  # the number itself, not a part of an id, an address or a time
EXPORTS = ("hall.json", "rounds.csv", "ballots.csv", "journal.csv", "journal.jsonl", "acts.csv", "stoliki.csv", "issues.csv")
TABLE = f"/stoliki/{STOLIK}"
PAGES = ("/desk", "/desk/rounds", "/desk/acts", "/desk/tablets", "/hall", "/map", "/map?scene=vote", TABLE, f"{TABLE}/vote")


def counted(hall: Voting, round_id: str) -> dict[str, Any]:
    return hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=hall.issues[0], round_id=round_id, count=COUNTED)


def said_to(person: Person, ballot: str) -> list[str]:
    """The pages and files in which the count or the ballot stands."""
    found = {page: person.client.get(page).text for page in (*PAGES, *(f"/export/{name}" for name in EXPORTS))}
    return [page for page, text in found.items() if TOLD.search(text) or ballot in text]


def test_no_page_and_no_file_tells_an_organiser_or_the_theme_team_a_total_before_the_close(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id, themer = hall.open(), house_hall.sit("themer")
    assert counted(hall, round_id)["status"] == "recorded"
    assert cast(hall.resident(), round_id, {hall.issues[0]: 2, hall.issues[1]: 1})["status"] == "recorded"
    assert TOLD.search(hall.moderator.client.get(f"{TABLE}/vote").text), "who counted sees it"
    ballot = f"{hall.issues[0]}:2"
    assert (said_to(hall.organiser, ballot), said_to(themer, ballot)) == ([], [])
    hall.close(round_id)
    told = said_to(hall.organiser, ballot)
    assert {f"{TABLE}/vote", "/desk/rounds", "/export/hall.json", "/export/ballots.csv", "/export/rounds.csv"} <= {*told}


def test_no_channel_tells_an_organiser_or_the_theme_team_a_count_before_the_close(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id, themer = hall.open(), house_hall.sit("themer")
    with hall.organiser.live(f"stolik-{STOLIK},hall,map,desk") as desk, themer.live(f"stolik-{STOLIK},hall,map") as team:
        with hall.moderator.live(f"stolik-{STOLIK},count-{STOLIK}") as tablet:
            hear(desk, "welcome"), hear(team, "welcome"), hear(tablet, "welcome")
            assert counted(hall, round_id)["status"] == "recorded"
            assert TOLD.search(until(tablet, "counted-"))
            hall.moderator.record("Znak, że poprzednie już powiedziano", STOLIK)
            for ear in (desk, team):
                assert not TOLD.search(until(ear, "Znak"))
    hall.close(round_id)
    with hall.organiser.live(f"stolik-{STOLIK}") as desk:
        hear(desk, "welcome")
        again = {"stolik_id": STOLIK, "issue_id": hall.issues[0], "round_id": round_id, "count": 5}
        assert hall.organiser.say("tally.count", **again)["status"] == "recorded"
        assert "<b>5</b>" in until(desk, f"counted-{hall.issues[0]}"), "after the close everybody may"


def until(ear: ClientConnection, mark: str) -> str:
    """All that is pushed, up to what has the mark in it."""
    heard = str(hear(ear, "push", 20))
    while mark not in heard:
        heard += str(hear(ear, "push", 20))
    return heard
