"""Residents come in with the room's six figures while the room is open, or with a paper token, once; guessing either ends with waiting."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.papers.tokens import NoBatch, tokens_data
from app.seats.codes import read_secret
from app.seats.figures import room_code
from app.seats.issuing import token_code
from app.seats.queries import open_room
from tests.running import Person, RunningHall, running


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with running(tmp_path_factory.mktemp("residents") / "hall") as found:
        yield found


def joins(hall: RunningHall, code: str, person: Person | None = None) -> httpx.Response:
    return (person or hall.stranger()).client.post("/join", data={"code": code}, headers={"Origin": hall.url})


def edition_of(hall: RunningHall) -> int:
    with hall.house.db.read() as db:
        return int(db.exec_driver_sql("SELECT id FROM edition").scalar_one())


def figures(hall: RunningHall, minutes_from_now: float = 0) -> str:
    """What stands on the screen then."""
    with hall.house.db.read() as db:
        room = open_room(db)
    return room_code(read_secret(hall.house.settings.secret_file), room, time.time_ns() // 1_000_000 + int(minutes_from_now * 60_000)).code


def test_the_rooms_figures_let_residents_in_only_while_the_room_is_open(hall: RunningHall) -> None:
    organiser, screen, edition_id = hall.sit("organiser"), hall.sit("projector"), edition_of(hall)
    assert screen.client.get("/room/code").json() == {"open": False}
    assert organiser.say("room.open", edition_id=edition_id, minutes=5)["status"] == "recorded"
    shown = screen.client.get("/room/code").json()
    assert 0 < shown["seconds"] <= 300
    resident = hall.stranger()
    answer = joins(hall, f"{shown['code'][:3]} {shown['code'][3:]}", resident)
    assert (answer.status_code, answer.headers["location"]) == (303, "/participant")
    assert "Jesteś w sali" in resident.client.get("/participant").text
    assert resident.client.get("/map").status_code == 200
    assert resident.client.get("/hall").status_code == 403
    assert resident.record("wcinam się", 3)["code"] == "forbidden"
    before = dict(resident.client.cookies)
    joins(hall, shown["code"], resident)
    assert set(before) == set(resident.client.cookies)
    assert before != dict(resident.client.cookies)
    assert joins(hall, figures(hall, 60)).status_code == 401
    assert organiser.say("room.close", edition_id=edition_id)["status"] == "recorded"
    assert joins(hall, shown["code"]).status_code == 401
    assert resident.client.get("/participant").status_code == 200
    with hall.house.db.read() as db:
        told = " ".join(row[0] for row in db.exec_driver_sql("SELECT payload FROM entry"))
    assert shown["code"] not in told


def test_the_figures_change_with_time_and_the_last_ones_still_work_for_a_while(hall: RunningHall) -> None:
    hall.sit("organiser").say("room.open", edition_id=edition_of(hall), minutes=1)
    with hall.house.db.read() as db:
        room = open_room(db)
    secret = read_secret(hall.house.settings.secret_file)
    assert room
    at = [room_code(secret, room, room.opened_at + turn * 60_000) for turn in range(50)]
    assert len({one.code for one in at}) > 45
    assert {len(one.code) for one in at} == {6}
    assert at[0].seconds == 60


def test_only_screens_and_organisers_are_shown_the_figures(hall: RunningHall) -> None:
    for role, stolik, status in (("moderator", 3, 403), ("themer", None, 403), ("projector", None, 200), ("organiser", None, 200)):
        person = hall.sit(role, stolik)
        assert person.client.get("/room/code").status_code == person.client.get("/room").status_code == status, role


def test_a_paper_token_lets_one_person_in_once_and_is_not_printed_again(hall: RunningHall) -> None:
    organiser, secret = hall.sit("organiser"), read_secret(hall.house.settings.secret_file)
    headers = {"Origin": hall.url, "X-Stoliki": "1"}
    assert organiser.client.post("/desk/seats/tokens", data={"count": "30"}, headers=headers).json() == {"batch": 1, "size": 30}
    for nonsense in ("0", "601", "x", "", "-1"):
        assert organiser.client.post("/desk/seats/tokens", data={"count": nonsense}, headers=headers).status_code == 400
    code = token_code(secret, 1, 7)
    assert joins(hall, code.lower()).headers["location"] == "/participant"
    used = joins(hall, code)
    assert (used.status_code, "był już użyty" in used.text) == (409, True)
    assert joins(hall, token_code(secret, 1, 31)).status_code == 401
    with hall.house.db.read() as db:
        for lang in ("pl", "en", "uk"):
            paper = tokens_data(db, hall.house.settings.secret_file, hall.url, lang, 1)
            assert len(paper["tokens"]) == 29
            assert paper["lang"] == lang
        with pytest.raises(NoBatch):
            tokens_data(db, hall.house.settings.secret_file, hall.url, "pl", 2)
    pdf = organiser.client.get("/desk/papers/tokens.pdf?batch=1&lang=uk")
    assert pdf.content.startswith(b"%PDF")
    assert organiser.client.get("/desk/papers/tokens.pdf?batch=9").status_code == 404
    assert "1/30" in organiser.client.get("/desk/seats").text


def test_nobody_guesses_the_rooms_figures(tmp_path: Path) -> None:
    with running(tmp_path / "hall", failed_joins=8) as hall:
        hall.sit("organiser").say("room.open", edition_id=edition_of(hall), minutes=60)
        right = figures(hall)
        wrong = [f"{n:06}" for n in range(12) if f"{n:06}" != right][:10]
        assert [joins(hall, code).status_code for code in wrong] == [401] * 8 + [429] * 2
        assert joins(hall, right).status_code == 429
        assert joins(hall, hall.code("moderator", 3)).status_code == 303


def test_guesses_from_many_addresses_end_too_and_a_flood_from_one_is_not_looked_at(tmp_path: Path) -> None:
    with running(tmp_path / "hall", failed_joins=2, failed_joins_in_all=5) as hall:
        hall.sit("organiser").say("room.open", edition_id=edition_of(hall), minutes=60)
        right = figures(hall)
        people = [httpx.Client(base_url=hall.url, transport=httpx.HTTPTransport(local_address=f"127.0.0.{n}")) for n in range(2, 8)]
        for person in people[:5]:
            assert person.post("/join", data={"code": "WRONG000"}).status_code == 401
        assert people[5].post("/join", data={"code": right}).status_code == 429
        for _ in range(20):
            people[0].post("/join", data={"code": "WRONG000"})
        assert people[0].post("/join", data={"code": hall.code("moderator", 3)}).status_code == 429
        assert people[5].post("/join", data={"code": hall.code("moderator", 3)}).status_code == 303
        for person in people:
            person.close()


def test_more_residents_than_a_hall_can_take_at_once_wait_a_moment(tmp_path: Path) -> None:
    with running(tmp_path / "hall", entries=3) as hall:
        hall.sit("organiser").say("room.open", edition_id=edition_of(hall), minutes=60)
        right = figures(hall)
        assert [joins(hall, right).status_code for _ in range(5)] == [303, 303, 303, 429, 429]
