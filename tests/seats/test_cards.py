"""The rules of a card: once, in its hours, with a person's word; what happens when it comes again, and when a tablet is lost."""

import json
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from websockets.exceptions import ConnectionClosed

from app.main import House
from app.seats.at_desk import loud_alarms, waiting_devices
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.issuing import open_seats
from app.seats.queries import cards, seat
from app.settings import Settings
from tests.running import Person, RunningHall, hear, running

HOUR = 3_600_000


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with running(tmp_path_factory.mktemp("cards") / "hall") as found:
        yield found


@pytest.fixture(scope="module")
def organiser(hall: RunningHall) -> Person:
    return hall.sit("organiser")


def allow(organiser: Person, stolik: int, **rules: Any) -> None:
    """Each test has a stolik of its own."""
    wanted = {"again": False, "approval": False, "opens_at": None, "closes_at": None} | rules
    assert organiser.say("seat.allow", seat_ids=[f"moderator-{stolik}"], **wanted)["status"] == "recorded"


def joins(person: Person, code: str) -> httpx.Response:
    return person.client.post("/join", data={"code": code}, headers={"Origin": person.url})


def devices_at(hall: RunningHall, seat_id: str) -> list[str]:
    with hall.house.db.read() as db:
        found = db.exec_driver_sql("SELECT token_hash FROM seating WHERE seat_id = ? AND released_at IS NULL ORDER BY taken_at", (seat_id,))
        return [row[0] for row in found]


def ask_desk(organiser: Person, deed: str, **fields: str) -> httpx.Response:
    return organiser.client.post(f"/desk/seats/{deed}", data=fields, headers={"Origin": organiser.url, "X-Stoliki": "1"})


def test_a_card_that_works_once_seats_one_device_and_a_replay_raises_an_alarm_at_the_desk(hall: RunningHall, organiser: Person) -> None:
    allow(organiser, 1)
    code, first, thief = hall.code("moderator", 1), hall.stranger(), hall.stranger()
    assert joins(first, code).status_code == 303
    with organiser.live("desk") as desk:
        hear(desk, "welcome")
        answer = joins(thief, code)
        assert (answer.status_code, "set-cookie" in answer.headers) == (409, False)
        assert "Podejdź do organizatorów" in answer.text
        assert "karta użyta drugi raz" in hear(desk, "push")["html"]
    assert thief.client.get("/stoliki/1").status_code == 303
    assert first.record("siedzę dalej", 1)["status"] == "recorded"
    assert "karta użyta drugi raz" in organiser.client.get("/desk").text
    with hall.house.db.read() as db:
        (alarm,) = [one for one in loud_alarms(db) if one.seat_id == "moderator-1"]
    assert organiser.say("seat.hush", seat_id="moderator-1", alarm_id=alarm.id)["status"] == "recorded"
    assert "karta użyta drugi raz" not in organiser.client.get("/desk").text


def test_who_sits_there_may_scan_the_card_again_and_gets_another_cookie(hall: RunningHall, organiser: Person) -> None:
    allow(organiser, 2)
    person, code = hall.stranger(), hall.code("moderator", 2)
    assert joins(person, code).status_code == 303
    before = dict(person.client.cookies)
    assert joins(person, code).status_code == 303
    after = dict(person.client.cookies)
    assert set(before) == set(after)
    assert before != after
    assert httpx.get(f"{hall.url}/stoliki/2", cookies=before).status_code == 303
    assert person.record("nowe ciasteczko", 2)["status"] == "recorded"
    assert len(devices_at(hall, "moderator-2")) == 1


def test_two_devices_at_the_same_moment_get_one_seat(hall: RunningHall, organiser: Person) -> None:
    allow(organiser, 3)
    code, people = hall.code("moderator", 3), [hall.stranger() for _ in range(6)]
    with ThreadPoolExecutor(len(people)) as pool:
        answers = [answer.status_code for answer in pool.map(lambda person: joins(person, code), people)]
    assert sorted(answers) == [303] + [409] * 5


def test_a_card_outside_its_hours_seats_nobody(hall: RunningHall, organiser: Person) -> None:
    now = time.time_ns() // 1_000_000
    code, person = hall.code("moderator", 4), hall.stranger()
    allow(organiser, 4, opens_at=now + HOUR, closes_at=now + 2 * HOUR)
    early = joins(person, code)
    assert (early.status_code, "jeszcze nie działa" in early.text) == (403, True)
    allow(organiser, 4, opens_at=now - 2 * HOUR, closes_at=now - HOUR)
    late = joins(person, code)
    assert (late.status_code, "już nie działa" in late.text) == (403, True)
    allow(organiser, 4, opens_at=now - HOUR, closes_at=now + HOUR)
    assert joins(person, code).status_code == 303
    assert (
        organiser.say("seat.allow", seat_ids=["moderator-4"], again=True, approval=False, opens_at=now, closes_at=now)["code"] == "invalid"
    )
    assert (
        organiser.say("seat.allow", seat_ids=["nobody-4"], again=True, approval=False, opens_at=None, closes_at=None)["code"] == "not_found"
    )


def test_a_device_waits_until_it_is_let_in_and_gets_another_cookie_then(hall: RunningHall, organiser: Person) -> None:
    allow(organiser, 5, approval=True)
    person, other = hall.stranger(), hall.stranger()
    with organiser.live("desk") as desk:
        hear(desk, "welcome")
        answer = joins(person, hall.code("moderator", 5))
        assert (answer.status_code, answer.headers["location"]) == (303, "/join/waiting")
        assert "ktoś czeka na wpuszczenie" in hear(desk, "push")["html"]
    assert joins(person, hall.code("moderator", 5)).headers["location"] == "/join/waiting"
    assert joins(other, hall.code("moderator", 5)).status_code == 409
    assert "Poczekaj na wpuszczenie" in person.client.get("/join/waiting").text
    assert person.client.get("/stoliki/5").status_code == 303
    waiting = dict(person.client.cookies)
    enters = {"headers": {"Origin": hall.url}}
    assert person.client.post("/join/enter", **enters).status_code == 403  # type: ignore[arg-type]
    with hall.house.db.read() as db:
        (asks,) = waiting_devices(db)
    assert organiser.say("seat.admit", seat_id="moderator-5", token_hash=asks.token_hash)["status"] == "recorded"
    assert organiser.say("seat.admit", seat_id="moderator-5", token_hash=asks.token_hash)["code"] == "stale"
    assert person.client.get("/join/waiting/state").json() == {"state": "admitted"}
    assert person.client.post("/join/enter").status_code == 403
    entered = person.client.post("/join/enter", **enters)  # type: ignore[arg-type]
    assert (entered.status_code, entered.headers["location"]) == (303, "/stoliki/5")
    assert not set(waiting.values()) & set(person.client.cookies.values())
    assert person.record("wpuszczona", 5)["status"] == "recorded"
    again = httpx.post(f"{hall.url}/join/enter", cookies=waiting, headers={"Origin": hall.url})
    assert again.status_code == 403


def test_who_is_not_let_in_is_told_and_the_card_is_good_again(hall: RunningHall, organiser: Person) -> None:
    allow(organiser, 6, approval=True)
    person = hall.stranger()
    joins(person, hall.code("moderator", 6))
    with hall.house.db.read() as db:
        (asks,) = waiting_devices(db)
    assert organiser.say("seat.refuse", seat_id="moderator-6", token_hash=asks.token_hash)["status"] == "recorded"
    assert "Podejdź do organizatorów" in person.client.get("/join/waiting").text
    assert joins(hall.stranger(), hall.code("moderator", 6)).headers["location"] == "/join/waiting"


def test_a_release_from_the_desk_closes_the_open_page_within_a_second(hall: RunningHall, organiser: Person) -> None:
    moderator = hall.sit("moderator", 7)
    (device,) = devices_at(hall, "moderator-7")
    assert device in organiser.client.get("/desk/seats").text
    with moderator.live("stolik-7") as page:
        hear(page, "welcome")
        assert organiser.say("seat.release", seat_id="moderator-7", token_hash=device)["status"] == "recorded"
        with pytest.raises(ConnectionClosed) as gone:
            hear(page, "never", seconds=1.0)
    assert gone.value.rcvd
    assert gone.value.rcvd.code == 4401
    assert moderator.post([]).status_code == 401


def test_a_lost_tablet_is_replaced_and_what_it_had_not_sent_stays_its_own(hall: RunningHall, organiser: Person) -> None:
    allow(organiser, 8)
    lost, old = hall.sit("moderator", 8), hall.code("moderator", 8)
    with lost.live("stolik-8") as page:
        hear(page, "welcome")
        told = ask_desk(organiser, "replace", seat_id="moderator-8").json()
        with pytest.raises(ConnectionClosed):
            hear(page, "never", seconds=1.0)
    assert "<svg" in told["qr"]
    assert told["url"].endswith("#" + told["code"].replace(" ", ""))
    fresh = hall.stranger()
    assert joins(fresh, told["code"]).status_code == 303
    assert joins(hall.stranger(), old).status_code == 401
    assert told["code"] in organiser.client.get("/desk/seats").text
    assert lost.post([]).status_code == 401
    found = ask_desk(organiser, "replace", seat_id="moderator-8", keep="1").json()
    assert joins(lost, found["code"]).status_code == 303
    assert lost.record("pisane bez sieci", 8, age_ms=60_000)["status"] == "recorded"
    assert fresh.record("oba tablety piszą", 8)["status"] == "recorded"


def test_the_journal_names_the_organiser_who_gave_a_new_code_and_holds_no_code(hall: RunningHall, organiser: Person) -> None:
    told = ask_desk(organiser, "replace", seat_id="moderator-9").json()
    with hall.house.db.read() as db:
        entry = db.exec_driver_sql("SELECT seat_id, payload FROM entry WHERE kind = 'seat.replace' ORDER BY seq DESC").first()
    assert entry
    assert entry.seat_id == "organiser-1"
    assert told["code"].replace(" ", "") not in entry.payload
    assert json.loads(entry.payload)["code_hash"] == fingerprint(told["code"].replace(" ", ""))


def test_the_desk_makes_seats_for_the_office_and_the_theme_team(hall: RunningHall, organiser: Person) -> None:
    for role, screen in (("clerk", "/desk/paper"), ("themer", "/desk"), ("projector", "/map?screen=projector-2")):
        told = ask_desk(organiser, "open", role=role).json()
        assert joins(hall.stranger(), told["code"]).headers["location"] == screen
    assert ask_desk(organiser, "open", role="moderator").status_code == 400
    assert ask_desk(organiser, "replace", seat_id="nobody").status_code == 404


def test_only_organisers_from_our_own_pages_ask_for_codes(hall: RunningHall, organiser: Person) -> None:
    moderator = hall.sit("moderator", 10)
    for deed in ("replace", "open", "invite", "tokens"):
        assert ask_desk(moderator, deed, seat_id="moderator-10").status_code == 403
        foreign = {"Origin": "http://evil.example", "X-Stoliki": "1"}
        assert organiser.client.post(f"/desk/seats/{deed}", headers=foreign).status_code == 403
        assert organiser.client.post(f"/desk/seats/{deed}", headers={"Origin": hall.url}).status_code == 403
    assert moderator.say("seat.release", seat_id="moderator-10", token_hash="0" * 64)["code"] == "forbidden"
    assert organiser.say("seat.replace", seat_id="moderator-10", generation=2, code_hash="0" * 64, keep=True)["code"] == "forbidden"


def test_a_stolik_that_is_opened_gets_a_card_with_the_rules_of_the_others(hall: RunningHall) -> None:
    secret = read_secret(hall.house.settings.secret_file)
    with hall.house.db.read() as db:
        assert open_seats(db, secret, [1, 2]) == []
        row = next(one for one in cards(db) if one.id == "moderator-11")
        assert row.code_hash == fingerprint(code_of(secret, "moderator-11", 1))
        assert db.execute(seat.select().where(seat.c.id == "moderator-11")).one().again


def test_an_older_database_keeps_its_seats_and_their_cards_may_be_used_again(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", "migrations")
    engine = create_engine(f"sqlite:///{tmp_path / 'stoliki.db'}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.exec_driver_sql("INSERT INTO edition VALUES (1, 'Kongres', 'Toruń', '[]', 'pl', 1)")
        connection.exec_driver_sql("INSERT INTO seat VALUES ('organiser-1', 1, 'organiser', NULL, 'Organizator', 1, 'x')")
        connection.exec_driver_sql("INSERT INTO seating VALUES ('t', 'organiser-1', 5, NULL)")
    engine.dispose()
    House(Settings(data=tmp_path)).close()
    kept = sqlite3.connect(tmp_path / "stoliki.db")
    assert kept.execute("SELECT id, again, approval, opens_at FROM seat").fetchall() == [("organiser-1", 1, 0, None)]
    assert kept.execute("SELECT token_hash, seat_id, generation, taken_at FROM seating").fetchall() == [("t", "organiser-1", 1, 5)]
    assert kept.execute("PRAGMA foreign_key_check").fetchall() == []
    kept.close()
