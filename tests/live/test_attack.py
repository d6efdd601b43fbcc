"""What a stranger, a wrong seat or a hostile tablet may try. Each of these was tried before it was mended."""

import io
import json
import re
import socket
import time
import zipfile
from contextlib import suppress
from itertools import product
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from uuid_utils.compat import uuid7
from websockets.exceptions import ConnectionClosed

from app.live.seat import HOUSE, Seat
from app.seats.codes import fingerprint
from app.seats.commands import ReleaseSeat
from app.seats.doorkeeper import Doorkeeper
from tests.running import Person, RunningHall, hear

KEEPER = "app.seats.doorkeeper.seat_of_token"
MODERATORS, DESK = {"organiser", "moderator 4"}, {"organiser", "themer"}
SAYINGS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "issue.record": ({"stolik_id": 4, "topic_id": None, "issue_kind": "idea", "text": "a"}, MODERATORS),
    "issue.reword": ({"stolik_id": 4, "issue_id": "", "text": "b", "revision": 1}, MODERATORS),
    "issue.sort": ({"stolik_id": 4, "issue_id": "", "topic_id": None}, MODERATORS | DESK),
    "issue.classify": ({"stolik_id": 4, "issue_id": "", "issue_kind": "tool"}, MODERATORS),
    "issue.park": ({"stolik_id": 4, "issue_id": "", "parked": True}, MODERATORS),
    "issue.withdraw": ({"stolik_id": 4, "issue_id": ""}, MODERATORS),
    "issue.restore": ({"stolik_id": 4, "issue_id": ""}, MODERATORS),
    "tally.count": ({"stolik_id": 4, "issue_id": "", "count": 3, "round_id": None}, MODERATORS),
    "headcount.count": ({"stolik_id": 4, "count": 9}, MODERATORS),
    "topic.push": ({"stolik_id": 4, "title": "t", "after": None}, DESK),
    "sitting.open": ({"sitting_id": 2}, {"organiser"}),
    "stolik.open": ({"sitting_id": 2, "theme_id": 1}, {"organiser"}),
}
OURS_ALONE: dict[str, dict[str, Any]] = {
    "seat.take": {"seat_id": "organiser-1", "token_hash": "0" * 64},
}
SEATS = {"organiser": None, "themer": None, "projector": None, "moderator 4": 4, "moderator 5": 5}


def seated(hall: RunningHall, name: str) -> Person:
    return hall.sit(name.partition(" ")[0], SEATS[name])


def raw(hall: RunningHall, request: bytes, seconds: float = 3.0) -> bytes:
    """What the server says to these bytes; b"" when it closed without a word. Raises TimeoutError when it only waits."""
    line = socket.create_connection(("127.0.0.1", port_of(hall)), timeout=seconds)
    with suppress(ConnectionError), line:
        line.sendall(request)
        return line.recv(4096)
    return b""


def port_of(hall: RunningHall) -> int:
    return int(hall.url.rpartition(":")[2])


@pytest.mark.parametrize("name", SEATS)
def test_every_kind_is_said_by_the_roles_of_the_table_alone(house_hall: RunningHall, name: str) -> None:
    issue_id = str(uuid7())
    about = house_hall.sit("moderator", 4).record("o czym mowa", 4, id=issue_id)
    assert about["status"] == "recorded"
    person = seated(house_hall, name)
    for kind, (fields, roles) in SAYINGS.items():
        answer = person.say(kind, **fields | ({"issue_id": issue_id} if "issue_id" in fields else {}))
        assert (answer["status"] == "recorded") == (name in roles), (kind, answer)
        assert name in roles or answer["code"] == ("wrong_stolik" if name == "moderator 5" and "moderator 4" in roles else "forbidden")
    for kind, fields in OURS_ALONE.items():
        assert person.say(kind, **fields)["code"] == "forbidden", kind


def test_a_seat_is_released_by_no_moderator(house_hall: RunningHall) -> None:
    answer = house_hall.sit("moderator", 4).say("seat.release", seat_id="organiser-1", token_hash="0" * 64)
    assert answer["code"] == "forbidden"


@pytest.mark.parametrize(
    ("name", "channel"), product(("projector", "moderator 5"), ("stolik-4", "stolik-05", "stolik-5,stolik-4", "*", ""))
)
def test_no_channel_is_heard_by_another_spelling(house_hall: RunningHall, name: str, channel: str) -> None:
    person = seated(house_hall, name)
    with person.live(channel) as ear, pytest.raises(ConnectionClosed) as closed:
        ear.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403
    assert person.client.get("/live", params={"channels": channel, "wait": 0}).status_code == 403


def test_a_channel_that_does_not_exist_is_nobodys(house_hall: RunningHall) -> None:
    assert house_hall.sit("themer").client.get("/live?channels=no-such-channel&wait=0").status_code == 403


def test_what_was_withdrawn_never_reaches_projector_other_tables_or_files(house_hall: RunningHall) -> None:
    moderator, screen, organiser = house_hall.sit("moderator", 4), house_hall.sit("projector"), house_hall.sit("organiser")
    said: dict[str, Any] = {"stolik_id": 4, "issue_id": str(uuid7())}
    moderator.record("pomyłka", 4, id=said["issue_id"])
    assert moderator.say("issue.withdraw", **said)["status"] == "recorded"
    with screen.live("map,hall") as ear:
        hear(ear, "welcome")
        last = moderator.say("issue.reword", **said, text="NIEJAWNE", revision=1)["seq"]
        while (push := hear(ear, "push"))["seq"] < last or push["channel"] != "map":
            assert "NIEJAWNE" not in json.dumps(push)
        assert "NIEJAWNE" not in json.dumps(push)
    pages = [(screen, "/map"), (screen, "/hall"), (house_hall.sit("moderator", 5), "/stoliki/5"), (organiser, "/desk")]
    files = [(organiser, f"/export/{name}") for name in ("hall.json", "issues.csv", "topics.csv", "stoliki.csv", "journal.csv")]
    for person, path in pages + files:
        assert "NIEJAWNE" not in person.client.get(path).text, path


def test_the_name_of_a_withdrawn_topic_never_reaches_the_map(house_hall: RunningHall) -> None:
    organiser, topic_id = house_hall.sit("organiser"), str(uuid7())
    organiser.say("topic.push", id=topic_id, stolik_id=4, title="jawne", after=None)
    organiser.say("topic.withdraw", stolik_id=4, topic_id=topic_id)
    with house_hall.sit("projector").live("map") as ear:
        hear(ear, "welcome")
        last = organiser.say("topic.name", stolik_id=4, topic_id=topic_id, title="NIEJAWNE", revision=1)["seq"]
        while (push := hear(ear, "push"))["seq"] < last:
            pass
        assert "NIEJAWNE" not in json.dumps(push)


MARKUP = ["<script>x()</script>", '"><img src=x onerror=x()>', "</script><b>", '<hx-partial hx-target="body">', "<!--", "{{7*7}}"]


def test_no_text_becomes_markup_on_any_page(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    for text in MARKUP:
        assert organiser.record(text, 4)["status"] == "recorded"
        assert organiser.say("topic.push", stolik_id=4, title=text, after=None)["status"] == "recorded"
    for path in ("/map", "/hall", "/desk?stolik=4", "/stoliki/4"):
        page = organiser.client.get(path).text
        assert not [text for text in MARKUP if "<" in text and text in page], path
    assert "{{7*7}}" in organiser.client.get("/stoliki/4").text


def test_a_text_of_noncharacters_leaves_a_workbook_that_opens(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    for text in ("a\uffffb", "a\ufffeb", "\u202eabc", "=1+1", "_x000D_", "a\u2028b"):
        assert organiser.record(text, 4)["status"] == "recorded", text
    book = zipfile.ZipFile(io.BytesIO(organiser.client.get("/export/hall.xlsx").content))
    for name in [one for one in book.namelist() if one.endswith(".xml")]:
        ElementTree.fromstring(book.read(name))
        assert b"<f>" not in book.read(name)


@pytest.mark.parametrize("number", ["-1", "0", "99"])
def test_a_stolik_that_is_not_there_is_404_for_a_seat_and_join_for_a_stranger(house_hall: RunningHall, number: str) -> None:
    assert house_hall.sit("organiser").client.get(f"/stoliki/{number}").status_code == 404
    assert house_hall.stranger().client.get(f"/stoliki/{number}").status_code == 303


@pytest.mark.parametrize("number", ["9" * 30, "trzy"])
def test_an_address_that_is_no_stolik_is_404_too(house_hall: RunningHall, number: str) -> None:
    assert house_hall.sit("organiser").client.get(f"/stoliki/{number}").status_code == 404


def test_a_host_that_is_no_host_is_a_foreign_origin(house_hall: RunningHall) -> None:
    said = raw(house_hall, b"POST /commands HTTP/1.1\r\nHost: [\r\nOrigin: http://x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    assert re.match(rb"HTTP/1.1 40[03] ", said)


def test_a_binary_frame_ends_its_sender_alone(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 4)
    with moderator.live("stolik-4") as mine, moderator.live("stolik-4") as other:
        hear(mine, "welcome")
        hear(other, "welcome")
        mine.send(b"\x00\x01")
        with pytest.raises(ConnectionClosed):
            hear(mine, "never")
        moderator.record("dalej", 4)
        assert hear(other, "push")["channel"] == "stolik-4"


def test_an_id_beyond_all_numbers_does_not_spoil_the_answer_of_its_neighbours(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 4)
    content = b'{"v":1,"epoch":"%s","commands":[{"id":1e999,"kind":"x"}]}' % moderator.epoch.encode()
    answer = moderator.post([], content=content)
    assert answer.status_code == 400 or "Infinity" not in answer.text


def test_a_stranger_with_a_thousand_cookies_costs_next_to_nothing(house_hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(KEEPER, lambda *words: asked.append(words))
    flood = "; ".join(f"stoliki_{port_of(house_hall)}_{n}=x{n}" for n in range(1000))
    assert httpx.get(house_hall.url + "/live?channels=map&wait=0", headers={"Cookie": flood}).status_code == 401
    assert len(asked) <= 64


def test_a_cookie_of_another_port_is_no_seat(house_hall: RunningHall) -> None:
    (token,) = house_hall.sit("moderator", 4).client.cookies.values()
    port = port_of(house_hall)
    for name in (f"stoliki_{port + 1}_moderator-4", "stoliki_moderator-4"):
        answer = httpx.get(house_hall.url + "/live?channels=map&wait=0", headers={"Cookie": f"{name}={token}"})
        assert answer.status_code == 401


def test_a_seat_that_is_released_while_it_is_read_is_not_remembered(house_hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper, answers = Doorkeeper(house_hall.house.db, 1), [Seat("moderator-4", "moderator", 4), None]

    def read_then_released(*_: object) -> Seat | None:
        keeper.forget({"moderator-4"})
        return answers.pop(0) if answers else None

    monkeypatch.setattr(KEEPER, read_then_released)
    keeper.knows("t")
    assert not keeper.knows("t")


def test_a_command_after_its_device_was_released_is_refused(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 4)
    assert moderator.record("przed", 4)["status"] == "recorded"
    released = ReleaseSeat(id=str(uuid7()), seat_id="moderator-4", token_hash=fingerprint(next(iter(moderator.client.cookies.values()))))
    house_hall.house.recorder.record_now(HOUSE, time.time_ns() // 1_000_000, [released])
    answer = moderator.post([{"id": str(uuid7()), "kind": "headcount.count", "stolik_id": 4, "count": 1}])
    assert answer.status_code == 401 or answer.json()["answers"][0]["code"] == "forbidden"


def test_a_head_of_a_megabyte_is_turned_away(house_hall: RunningHall) -> None:
    assert raw(house_hall, b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 1_000_000) is not None


MISSING = {
    "a tally of an issue": ("tally.count", {"issue_id": str(uuid7()), "count": 4, "round_id": None}),
    "a reword of an issue": ("issue.reword", {"issue_id": str(uuid7()), "text": "x", "revision": 1}),
}


@pytest.mark.parametrize("name", MISSING)
def test_a_thing_that_another_tablet_may_still_bring_is_an_unknown_reference(house_hall: RunningHall, name: str) -> None:
    kind, fields = MISSING[name]
    assert house_hall.sit("moderator", 4).say(kind, stolik_id=4, **fields)["code"] == "unknown_reference"
