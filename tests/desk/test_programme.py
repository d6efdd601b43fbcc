"""The plan of an edition at the desk: one page to edit it, live on every desk; an empty house begins with its edition."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from uuid_utils.compat import uuid7

from app.live.seat import HOUSE
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.commands import OpenSeat
from app.seats.usher import seatless
from tests.architecture.test_fragments import TYPED_IN, squeezed
from tests.hall.test_pages import blocks
from tests.live.test_disk import until
from tests.running import RunningHall, hear, running

PART = re.compile(r"data-say-all=\'([^\']+)\'")


def test_every_change_is_pushed_as_the_block_that_the_page_has(house_hall: RunningHall) -> None:
    organiser, other = house_hall.sit("organiser"), house_hall.sit("organiser")
    plan = {"title": "Warsztat <mapa>", "format": "workshop", "day": "2024-09-11", "starts_at": "09:00", "ends_at": None, "room": "Sala 2"}
    acts = [
        ("edition.name", {"edition_id": 1, "name": "Kongres", "venue": "Jordanki", "days": ["2024-09-10", "2024-09-11"], "language": "pl"}),
        ("theme.push", {"edition_id": 1, "name": "Woda & zieleń"}),
        ("sitting.push", {"edition_id": 1} | plan),
        ("unit.push", {"edition_id": 1, "name": "Wydział Wody"}),
        ("stolik.open", {"sitting_id": 2, "theme_id": 12}),
        ("stolik.withdraw", {"stolik_id": 3}),
    ]
    pushed: dict[str, str] = {}
    with other.live("desk") as socket:
        hear(socket, "welcome")
        for kind, fields in acts:
            seq = organiser.say(kind, **fields)["seq"]
            while True:
                push = hear(socket, "push", 20)
                pushed |= {target: html for target, html in blocks(push["html"]).items() if target.startswith("#plan-")}
                if push["seq"] >= seq:
                    break
    page = squeezed(other.client.get("/desk/programme").text)
    assert set(pushed) == {f"#plan-{part}-1" for part in ("year", "themes", "sittings", "tables", "units", "gone")}
    for target, html in pushed.items():
        assert squeezed(html).strip() in page, target
        assert not TYPED_IN.search(html), target
    assert "Warsztat &lt;mapa&gt;" in page
    assert "Woda &amp; zieleń" in page


@pytest.mark.parametrize(("channel", "page", "target"), [("stolik-3", "/stoliki/3", "#named"), ("hall", "/hall", "#hall-row-3")])
def test_a_theme_that_is_named_again_is_so_at_its_stolik_and_in_the_hall(
    house_hall: RunningHall, channel: str, page: str, target: str
) -> None:
    organiser = house_hall.sit("organiser")
    with organiser.live(channel) as socket:
        hear(socket, "welcome")
        organiser.say("theme.name", theme_id=3, number=3, name="Drogi i chodniki", colour=8, working=False)
        pushed = squeezed(blocks(hear(socket, "push", 20)["html"])[target]).strip()
    assert 'data-theme="8"' in pushed
    assert "Drogi i chodniki" in pushed
    assert pushed in squeezed(organiser.client.get(page).text)


def test_opening_a_sitting_pushes_no_plan(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    with organiser.live("desk,hall") as socket:
        hear(socket, "welcome")
        organiser.say("sitting.close", sitting_id=2)
        assert "#plan-" not in hear(socket, "push")["html"]


def test_a_stolik_opened_at_the_desk_gets_a_card(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    with organiser.live("desk") as socket:
        hear(socket, "welcome")
        organiser.say("stolik.open", sitting_id=2, theme_id=1, stolik_id=70)
        organiser.say("stolik.open", sitting_id=2, theme_id=2)
        organiser.say("edition.copy", from_edition_id=1, name="Kongres 2025", venue="", days=["2025-09-09"])
        hear(socket, "push")
    until(lambda: not stoliki_without_seats(house_hall))
    assert house_hall.sit("moderator", 12).record("Tu też siedzą ludzie", 70)["status"] == "recorded"


def test_one_button_gives_every_theme_its_stolik_and_says_so_once(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    organiser.say("theme.push", edition_id=1, name="Energia")
    organiser.say("theme.push", edition_id=1, name="Woda")
    every = [json.loads(unescape(one)) for one in PART.findall(organiser.client.get("/desk/programme").text)]
    openings = next(one for one in every if len(one) == 2)
    assert [fields["number"] for _, fields in openings] == [12, 13]
    assert {organiser.say(kind, **fields)["status"] for kind, fields in openings} == {"recorded"}
    assert {organiser.say(kind, **fields)["code"] for kind, fields in openings} == {"stale"}


def test_a_lost_secret_stops_no_push(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    house_hall.house.settings.secret_file.write_bytes(b"")
    with organiser.live("desk") as socket:
        hear(socket, "welcome")
        organiser.say("stolik.open", sitting_id=2, theme_id=1)
        while "#plan-tables-1" not in blocks(hear(socket, "push", 20).get("html", "")):
            pass  # the alarms of the desk come in a push of their own


def stoliki_without_seats(hall: RunningHall) -> list[int]:
    with hall.house.db.read() as db:
        return seatless(db)


def test_another_edition_is_planned_while_this_one_is_on(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    organiser.say("edition.copy", from_edition_id=1, name="Kongres 2025", venue="", days=["2025-09-09"])
    page = organiser.client.get("/desk/programme?edition=2").text
    assert "Kongres 2025" in page
    assert 'id="plan-themes-2"' in page
    assert "nie bieżąca" in page
    assert organiser.client.get("/desk/programme").text.count('id="plan-themes-1"') == 1
    listed = organiser.client.get("/desk/editions").text
    assert listed.count('data-say="edition.choose"') == 1
    assert organiser.client.get("/desk/editions/copy?edition=1").text.count('name="topics"') == 60
    assert organiser.client.get("/desk/editions/copy?edition=77").status_code == 303


def test_an_empty_house_leads_its_organiser_to_the_first_edition(tmp_path: Path) -> None:
    data = tmp_path / "hall"
    data.mkdir()
    with running(data) as hall:
        code = code_of(read_secret(hall.house.settings.secret_file), "organiser-1", 1)
        first = {"seat_id": "organiser-1", "edition_id": None, "role": "organiser", "stolik_id": None, "label": "Organizator"}
        opened = OpenSeat.model_validate(first | {"id": str(uuid7()), "generation": 1, "code_hash": fingerprint(code)})
        assert hall.house.recorder.record_now(HOUSE, 1, [opened])[0].refusal is None
        person = hall.stranger()
        person.client.post("/join", data={"code": code}, headers={"Origin": hall.url})
        assert [person.client.get(page).headers["location"] for page in ("/desk", "/desk/programme")] == ["/desk/editions"] * 2
        assert "Zacznij od edycji" in person.client.get("/desk/editions").text
        person.say("edition.open", edition={"name": "Pierwszy Kongres", "venue": "", "days": ["2025-09-09"]})
        assert "Pierwszy Kongres" in person.client.get("/desk/programme").text
        assert person.client.get("/desk").status_code == 200


def test_a_themer_does_not_plan(house_hall: RunningHall) -> None:
    themer = house_hall.sit("themer")
    assert [themer.client.get(page).status_code for page in ("/desk/programme", "/desk/editions", "/desk/editions/copy")] == [403] * 3
