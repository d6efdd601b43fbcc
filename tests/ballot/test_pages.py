"""What the pages of a vote say, and what they keep to themselves."""

import json
import re
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection

from tests.running import RunningHall, hear
from tests.votes.voting import STOLIK, cast, voting

STATIC = Path(__file__).parents[2] / "app" / "static"
NEWER_THAN_ES2017 = re.compile(
    r"\?\.|\?\?|\.\.\.|catch \{|\*\*|\bfor await\b|#\w+\s*[=(]|\.at\(|replaceChildren|\.flat\(|AbortSignal|structuredClone"
)


def voted(screen: ClientConnection) -> dict[str, Any]:
    """The first picture of a vote that shows a ballot; what the hall is told is gathered for a tenth of a second."""
    while True:
        found: dict[str, Any] = hear(screen, "push").get("data", {}).get("vote", {})
        if found.get("ballots"):
            return found


def test_a_phone_is_told_what_it_can_vote_on_and_nothing_of_other_stoliki(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a, b, c, d = hall.issues
    other = house_hall.sit("moderator", 4)
    hidden = other.record("Tylko przy czwartym", 4)["id"]
    phone = hall.resident()
    assert phone.client.get("/vote/now").json()["stoliki"] == []
    round_id = hall.open(stolik_ids=[3, 4])
    hall.moderator.say("issue.withdraw", stolik_id=STOLIK, issue_id=d)
    hall.moderator.say("issue.merge", stolik_id=STOLIK, issue_id=c, into_id=b)
    late = hall.moderator.record("Powiedziane później", STOLIK)["id"]
    told = phone.client.get("/vote/now?stolik=3").json()
    assert [one["number"] for one in told["stoliki"]] == [3, 4]
    slip = told["slip"]
    assert (slip["id"], slip["stolik_id"], slip["dots"], slip["most"]) == (round_id, STOLIK, 3, 2)
    assert [one["id"] for one in slip["choices"]] == [a, b]
    assert not {hidden, late} & set(re.findall(r"[0-9a-f-]{36}", str(told)))


def test_a_round_without_phones_is_not_offered_to_phones(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    hall.open(methods=["tablet"])
    assert hall.resident().client.get("/vote/now?stolik=3").json()["slip"] is None


def test_who_scans_a_table_without_a_seat_types_the_code_and_is_not_asked_for_the_stolik(house_hall: RunningHall) -> None:
    answer = house_hall.stranger().client.get("/vote?stolik=3")
    assert (answer.status_code, answer.headers["location"]) == (303, "/join?stolik=3")
    assert house_hall.stranger().client.get("/vote?stolik=<x>").headers["location"] == "/join"


def test_turnout_is_told_while_a_round_is_open_and_totals_are_not(house_hall: RunningHall) -> None:
    hall = voting(house_hall, people=4)
    a, _, _, _ = hall.issues
    projector = house_hall.sit("projector")
    round_id = hall.open(title="Runda pierwsza")
    hall.moderator.say("tally.count", stolik_id=STOLIK, issue_id=a, round_id=round_id, count=3)
    with hall.moderator.live(f"stolik-{STOLIK}") as tablet, projector.live("map,hall") as screen:
        hear(tablet, "welcome"), hear(screen, "welcome")
        cast(hall.resident(), round_id, {a: 2})
        pushed, shown = hear(tablet, "push"), voted(screen)
    assert 'data-ballots="1" data-people="4"' in pushed["html"]
    assert a not in pushed["html"]
    assert (shown["ballots"], shown["people"], shown["lines"]) == (1, 4, None)
    for page in (f"/stoliki/{STOLIK}/vote", "/desk/rounds"):
        assert 'class="round-lines"' not in hall.organiser.client.get(page).text
    hall.close(round_id)
    assert 'class="round-lines"' in hall.moderator.client.get(f"/stoliki/{STOLIK}/vote").text
    page = projector.client.get("/map?scene=vote").text
    assert f'"id": "{a}"' in page.partition('id="map-vote">')[2].partition("</script>")[0]


def test_a_round_that_shows_totals_at_once_shows_them_at_the_stolik_and_at_the_desk(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    round_id = hall.open(open_totals=True)
    cast(hall.resident(), round_id, {hall.issues[0]: 1})
    assert 'class="round-lines"' in hall.moderator.client.get(f"/stoliki/{STOLIK}/vote").text
    assert 'class="round-lines"' in hall.organiser.client.get("/desk/rounds").text
    screen = house_hall.sit("projector").client.get("/map").text.partition('id="map-vote">')[2].partition("</script>")[0]
    assert json.loads(screen)["lines"] is None, "the hall's screens wait for the close, whatever the round says"


def test_a_recount_shows_the_number_before_and_who_typed_it(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    a = hall.issues[0]
    said = {"stolik_id": STOLIK, "issue_id": a, "round_id": hall.open()}
    hall.moderator.say("tally.count", **said, count=5)
    with hall.moderator.live(f"stolik-{STOLIK},count-{STOLIK}") as tablet:
        hear(tablet, "welcome")
        hall.moderator.say("tally.count", **said, count=7)
        html = hear(tablet, "push")["html"]
    assert re.search(rf'id="counted-{a}"[^>]*><b>7</b>', html)
    assert re.search(r"przedtem\s+5 \(<time[^>]*></time>, Stolik 3\)", html)
    assert "przedtem" in hall.moderator.client.get(f"/stoliki/{STOLIK}/vote").text


def test_what_is_pushed_at_a_vote_is_what_the_pages_carry(house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    with hall.moderator.live(f"stolik-{STOLIK}") as ear:
        hear(ear, "welcome")
        hall.open(title="O co chodzi?")
        html = hear(ear, "push")["html"]
    pages = "".join(hall.moderator.client.get(f"/stoliki/{STOLIK}{path}").text for path in ("", "/ballot", "/vote"))
    parts = re.findall(r"<hx-partial hx-target=\"([^\"]+)\"[^>]*>(.*?)</hx-partial>", html, re.DOTALL)
    assert {target for target, _ in parts} == {"#vote", "#paper", "#vote-mark"}
    squeezed = re.sub(r"\s+", "", pages)
    assert all(re.sub(r"\s+", "", part) in squeezed for _, part in parts)


def test_nothing_that_old_phones_cannot_read_is_sent_to_them() -> None:
    for name in ("vote", "slip", "uuid7"):
        code = re.sub(r"//.*|/\*.*?\*/", "", (STATIC / "js" / f"{name}.js").read_text(encoding="utf-8"))
        code = re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL)
        assert not NEWER_THAN_ES2017.search(code), (name, NEWER_THAN_ES2017.search(code))
    sheet = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / "ballot.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"@layer|oklch|light-dark|:has\(|@container|inset|-inline|-block", sheet)


def test_a_place_grows_by_what_a_round_gave_and_only_when_it_is_over(house_hall: RunningHall) -> None:
    hall = voting(house_hall, people=4)
    listed = hall.organiser.client.get("/export/hall.json").json()["topics"]
    first, second = sorted(one["id"] for one in listed if one["on"] and one["on"][0]["stolik_id"] == STOLIK)[:2]
    _, b = (str(hall.moderator.record(text, STOLIK, topic_id=topic)["id"]) for text, topic in (("Raz", first), ("Dwa", second)))
    projector = house_hall.sit("projector")

    def radius(island: dict[str, Any], topic: str) -> float:
        return next(float(row[6]) for row in island["places"] if row[0] == topic)

    def island() -> dict[str, Any]:
        page = projector.client.get("/map").text
        found: dict[str, Any] = json.loads(page.partition('id="map-data">')[2].partition("</script>")[0])
        return found

    round_id = hall.open(most=3)
    before = island()
    cast(hall.resident(), round_id, {b: 3})
    cast(hall.resident(), round_id, {b: 3})
    assert island()["places"] == before["places"]
    with projector.live("map") as ear:
        hear(ear, "welcome")
        hall.close(round_id)
        pushed = hear(ear, "push")["data"]
    assert radius(pushed, second) > radius(pushed, first)
    assert pushed["places"] == island()["places"]
    assert {row[0]: row[10] for row in pushed["places"]}[second] == 0, "hands are what was counted as hands"
    hall.organiser.say("round.withdraw", round_id=round_id)
    assert island()["places"] == before["places"]
    assert radius(before, first) == radius(before, second)


def test_the_sheets_for_tables_open_the_vote_and_no_seat(house_hall: RunningHall) -> None:
    page = house_hall.sit("organiser").client.get("/desk/rounds/cards").text
    assert len(re.findall(r"/vote\?stolik=\d+</p>", page)) == 11
    assert house_hall.code("moderator", 3) not in page.replace(" ", "")
