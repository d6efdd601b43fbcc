"""The desk: two desks see each other, a push never touches what is being typed, codes are for organisers alone."""

import json
import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from tests.hall.test_pages import blocks, page_of
from tests.running import RunningHall, hear

LIVE = re.compile(r'<div id="(desk-topics|desk-sittings)" data-live>')


def titles(page: str) -> list[str]:
    """The topics of the list, in order."""
    return [
        unescape(one) for one in re.findall(r'<li id="desk-topic-[^"]+" class="topic-line" data-topic="[^"]+" data-title="([^"]*)"', page)
    ]


def test_a_new_topic_is_pushed_as_the_block_that_the_page_has(house_hall: RunningHall) -> None:
    organiser, themer = house_hall.sit("organiser"), house_hall.sit("themer")
    with themer.live("hall,stolik-3") as socket:
        hear(socket, "welcome")
        organiser.say("topic.push", stolik_id=3, title="Chodniki <przy> szkole", after=None)
        pushed = blocks(hear(socket, "push")["html"])
    page = page_of(themer, "/desk", stolik="3")
    assert pushed["#desk-topics"].strip() in page
    assert titles(page)[0] == "Chodniki <przy> szkole"


def test_up_and_down_say_where_the_topic_goes(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    page = page_of(organiser, "/desk", stolik="3")
    before = titles(page)
    fields = re.search(r'id="up-[^"]+" class="button" aria-label="[^"]*"\s+data-say="topic.sort" data-fields=\'([^\']+)\'', page)
    assert fields
    organiser.post([{"id": "0198f3c2-7d10-7c3e-9a41-0c6f2b1d8e55", "kind": "topic.sort"} | json.loads(fields.group(1))])
    assert titles(page_of(organiser, "/desk", stolik="3")) == [before[1], before[0], *before[2:]]


def test_a_withdrawn_topic_waits_on_the_desk_to_be_restored(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    topic = organiser.say("topic.push", stolik_id=3, title="Na chwilę", after=None)["id"]
    organiser.say("topic.withdraw", stolik_id=3, topic_id=topic)
    page = page_of(organiser, "/desk", stolik="3")
    assert "Na chwilę" not in titles(page)
    assert f'id="desk-gone-{topic}"' in page
    organiser.say("topic.restore", stolik_id=3, topic_id=topic)
    assert titles(page_of(organiser, "/desk", stolik="3"))[0] == "Na chwilę"


def test_a_sitting_opened_at_one_desk_shows_at_the_other(house_hall: RunningHall) -> None:
    organiser, themer = house_hall.sit("organiser"), house_hall.sit("themer")
    with themer.live("hall,stolik-1") as socket:
        hear(socket, "welcome")
        organiser.say("sitting.open", sitting_id=4)
        pushed = blocks(hear(socket, "push")["html"])
    assert 'id="desk-sitting-4" class="sitting" data-state="open"' in pushed["#desk-sittings"]
    assert pushed["#desk-sittings"].strip() in page_of(themer, "/desk")


def test_nothing_to_type_in_stands_in_a_live_block(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    page = page_of(organiser, "/desk", stolik="3")
    assert len(LIVE.findall(page)) == 2
    with organiser.live("hall,stolik-3") as socket:
        hear(socket, "welcome")
        organiser.say("topic.push", stolik_id=3, title="Nowe", after=None)
        assert not re.search(r"<(input|textarea|select)", hear(socket, "push")["html"])


@pytest.mark.parametrize("asked", ["3", "99", "x", "", "3' OR 1=1"])
def test_an_unknown_number_gives_the_first_stolik(house_hall: RunningHall, asked: str) -> None:
    page = page_of(house_hall.sit("organiser"), "/desk", stolik=asked)
    assert f'data-channels="hall,stolik-{3 if asked == "3" else 1},desk"' in page


def test_the_desk_is_for_organisers_and_the_theme_team_and_the_codes_for_organisers_alone(house_hall: RunningHall) -> None:
    assert house_hall.sit("moderator", 3).client.get("/desk").status_code == 403
    themer = house_hall.sit("themer").client
    assert themer.get("/desk").status_code == 200
    assert "/export/" not in themer.get("/desk").text
    assert themer.get("/desk/seats").status_code == 403
    assert house_hall.stranger().client.get("/desk/seats").headers["location"] == "/join"


def test_every_card_has_a_code_that_opens_its_seat(house_hall: RunningHall) -> None:
    answer = house_hall.sit("organiser").client.get("/desk/seats")
    links = re.findall(r'<a href="([^"]+/join#[0-9A-Z]{8})">', answer.text)
    assert len(links) == 3 + 11
    assert answer.headers["cache-control"] == "no-store"
    for link in links:
        assert house_hall.stranger().client.post("/join", data={"code": urlsplit(link).fragment}).status_code == 303


def test_the_cards_carry_the_address_under_which_the_organiser_came(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    assert "działa tylko na tym komputerze" in page_of(organiser, "/desk/seats")
    elsewhere = organiser.client.get("/desk/seats", headers={"Host": "10.0.0.7:8000"}).text
    assert "http://10.0.0.7:8000/join#" in elsewhere
    assert "działa tylko na tym komputerze" not in elsewhere


def test_no_page_of_ours_has_an_inline_style_or_script(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser").client
    for path in ("/desk", "/desk/seats", "/hall", "/join", "/?lang=uk"):
        html = organiser.get(path).text
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", html), path


def test_join_says_what_was_wrong_and_keeps_no_code_in_the_page(house_hall: RunningHall) -> None:
    answer = house_hall.stranger().client.post("/join", data={"code": "ZZZZ ZZZZ"}, headers={"Origin": house_hall.url})
    assert answer.status_code == 401
    assert "Nie znam tego kodu" in answer.text
    assert "ZZZZ" not in answer.text


def test_a_browser_with_two_seats_chooses_its_screen(house_hall: RunningHall) -> None:
    person = house_hall.sit("organiser")
    person.client.post("/join", data={"code": house_hall.code("moderator", 3)}, headers={"Origin": house_hall.url})
    page = page_of(person, "/")
    assert 'href="/desk"' in page
    assert 'href="/stoliki/3"' in page


def test_a_wrong_code_is_told_after_the_page_was_seen_and_to_nobody_else(house_hall: RunningHall) -> None:
    person, other = house_hall.stranger().client, house_hall.stranger().client
    person.get("/join")
    assert "Nie znam tego kodu" in person.post("/join", data={"code": "ZZZZ0000"}).text
    assert "Nie znam tego kodu" not in other.get("/join").text


def test_the_screens_of_one_browser_are_not_shown_to_another(house_hall: RunningHall) -> None:
    person = house_hall.sit("organiser")
    person.client.post("/join", data={"code": house_hall.code("moderator", 3)}, headers={"Origin": house_hall.url})
    assert "moderator-3" in page_of(person, "/")
    assert "moderator-3" not in page_of(house_hall.stranger(), "/")
