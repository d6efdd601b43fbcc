"""The checklist: each line looks at the real thing, and says what to do."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running import Person, RunningHall, hear, running

LINE = re.compile(r'<li id="check-(\w+)" data-look="(\w+)">.*?<p>(.*?)</p>', re.DOTALL)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with running(Path(tmp_path_factory.mktemp("checklist")) / "hall") as found:
        yield found


def looked_at(organiser: Person) -> dict[str, tuple[str, str]]:
    """name -> (look, words), as they stand on the page now."""
    page = organiser.client.get("/desk/checklist").text
    return {name: (look, re.sub(r"<[^>]+>", "", said)) for name, look, said in LINE.findall(page)}


def tell(person: Person, **said: Any) -> int:
    headers = {"Origin": person.url, "X-Stoliki": "1"}
    return person.client.post("/presence", json=said, headers=headers).status_code


def test_a_hall_that_nobody_has_prepared_says_what_to_do(hall: RunningHall) -> None:
    found = looked_at(hall.sit("organiser"))
    assert len(found) == 13
    assert found["cards"] == ("alarm", "Nie wydrukowano kart. Wydrukuj je i rozłóż na stolikach.")
    assert found["today"][0] == "wait"
    assert found["backup"][0] == "alarm"
    assert "STOLIKI_BACKUP_DIR" in found["backup"][1]
    assert found["network"][0] == "alarm"
    assert found["programme"][0] == found["topics"][0] == found["disk"][0] == "fine"


def test_a_tablet_is_seen_while_its_page_is_open_and_its_seat_is_taken(hall: RunningHall) -> None:
    organiser, moderator = hall.sit("organiser"), hall.sit("moderator", 5)
    assert "5" not in looked_at(organiser)["seats"][1].partition("Wolne stoliki:")[2].split(".")[0].replace(" ", "").split(",")
    with moderator.live("stolik-5") as ear:
        hear(ear, "welcome")
        assert "Słychać stoliki: 1 z 11" in looked_at(organiser)["tablets"][1]


@pytest.mark.parametrize(
    ("said", "line", "look", "words"),
    [
        ({"ahead_ms": 400, "trip_ms": 12}, "clocks", "fine", "Największa różnica: 0 s"),
        ({"ahead_ms": -600_000, "trip_ms": 12}, "clocks", "wait", "Stoliki: 3"),
        ({"battery": 0.12, "charging": False}, "batteries", "alarm", "Podłącz do prądu stoliki: 3"),
        ({"battery": 0.12, "charging": True}, "batteries", "fine", "Najsłabsza: 12 %"),
        ({"ahead_ms": 0, "trip_ms": 2500}, "way", "alarm", "Przenieś bliżej nadajnika stoliki: 3"),
    ],
)
def test_what_a_tablet_tells_of_itself_becomes_a_line(hall: RunningHall, said: dict[str, Any], line: str, look: str, words: str) -> None:
    hall_before = hall.sit("moderator", 3)
    assert tell(hall_before, **said) == 200
    found = looked_at(hall.sit("organiser"))[line]
    assert found[0] == look
    assert words in found[1]


def test_a_device_tells_only_what_it_was_asked_and_only_from_our_own_page(hall: RunningHall) -> None:
    moderator = hall.sit("moderator", 4)
    assert tell(moderator, name="Jan") == 400
    assert tell(moderator, battery=7) == 400
    assert tell(hall.stranger(), battery=0.5) == 401
    foreign = {"Origin": "http://evil.example", "X-Stoliki": "1"}
    assert moderator.client.post("/presence", json={}, headers=foreign).status_code == 403


def test_cards_that_were_printed_before_a_new_code_was_made_are_not_enough(hall: RunningHall) -> None:
    organiser = hall.sit("organiser")
    headers = {"Origin": organiser.url, "X-Stoliki": "1"}
    assert organiser.client.post("/desk/seats/printed", content=organiser.url, headers=headers).status_code == 200
    assert looked_at(organiser)["cards"][0] == "fine"


def test_every_line_says_what_to_do_unless_all_is_well(hall: RunningHall) -> None:
    page = hall.sit("organiser").client.get("/desk/checklist", params={"lang": "en"}).text
    found = LINE.findall(page)
    assert all("<b>" in said for _, look, said in found if look != "fine")
    assert not [said for _, look, said in found if look == "fine" and "<b>" in said]
