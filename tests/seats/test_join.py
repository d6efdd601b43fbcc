"""Joining with a card: the code becomes a cookie, the database keeps only hashes."""

import stat
import threading
import time
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from app.seats.codes import CROCKFORD, code_of, read_code
from tests.running import RunningHall, hear, running


def join(hall: RunningHall, code: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{hall.url}/join", data={"code": code}, headers=headers)


@pytest.mark.parametrize(
    ("role", "stolik", "screen"),
    [("moderator", 3, "/stoliki/3"), ("organiser", None, "/desk"), ("projector", None, "/map"), ("themer", None, "/desk")],
)
def test_a_code_is_answered_with_303_to_the_seats_screen_and_a_cookie(
    house_hall: RunningHall, role: str, stolik: int | None, screen: str
) -> None:
    answer = join(house_hall, house_hall.code(role, stolik), Origin=house_hall.url)
    assert (answer.status_code, answer.headers["location"]) == (303, screen)
    cookie = answer.headers["set-cookie"].lower()
    assert str(house_hall.house.settings.port) in cookie.partition("=")[0]
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_code_may_be_typed_the_way_people_do(house_hall: RunningHall) -> None:
    code = house_hall.code("moderator", 3)
    typed = f" {code[:4].lower()}-{code[4:].lower()} ".replace("0", "o").replace("1", "l")
    assert join(house_hall, typed).status_code == 303
    assert read_code(typed) == code


def test_codes_are_eight_crockford_characters_made_of_secret_seat_and_generation() -> None:
    code = code_of(b"s" * 32, "moderator-3", 1)
    assert len(code) == 8
    assert set(code) <= set(CROCKFORD)
    assert code == code_of(b"s" * 32, "moderator-3", 1)
    assert (
        len({code, code_of(b"s" * 32, "moderator-3", 2), code_of(b"s" * 32, "moderator-4", 1), code_of(b"t" * 32, "moderator-3", 1)}) == 4
    )


def test_a_wrong_code_gets_no_cookie_and_a_reason_and_the_next_visitor_does_not_see_it(house_hall: RunningHall) -> None:
    httpx.get(f"{house_hall.url}/join")
    answer = join(house_hall, "WRONG000")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "Nie znam tego kodu" in answer.text
    assert "Nie znam tego kodu" not in httpx.get(f"{house_hall.url}/join").text


def test_a_foreign_page_cannot_seat_anybody(house_hall: RunningHall) -> None:
    assert join(house_hall, house_hall.code("moderator", 3), Origin="http://evil.example").status_code == 403


def test_guessing_has_to_wait_but_a_right_code_never_counts(tmp_path: Path) -> None:
    with running(tmp_path / "hall", failed_joins=20) as hall:
        for _ in range(25):
            assert join(hall, hall.code("moderator", 3)).status_code == 303
        statuses = [join(hall, "WRONG000").status_code for _ in range(25)]
        assert statuses[:20] == [401] * 20
        assert statuses[20:] == [429] * 5
        assert join(hall, hall.code("moderator", 3)).status_code == 303


def test_the_database_holds_no_code_and_no_cookie(house_hall: RunningHall) -> None:
    moderator, code = house_hall.sit("moderator", 3), house_hall.code("moderator", 3)
    data = house_hall.house.settings.data
    kept = b"".join(file.read_bytes() for file in data.glob("stoliki.db*"))
    assert code.encode() not in kept
    assert not [value for value in moderator.client.cookies.values() if value.encode() in kept]
    assert stat.S_IMODE((data / "seats.secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("page", ["/stoliki/3", "/map", "/desk", "/hall", "/desk/seats"])
def test_without_a_seat_a_page_answers_303_to_join(house_hall: RunningHall, page: str) -> None:
    answer = httpx.get(house_hall.url + page)
    assert (answer.status_code, answer.headers["location"]) == (303, "/join")


@pytest.mark.parametrize("page", ["/", "/join", "/healthz", "/readyz", "/static/css/base.css"])
def test_what_is_public_needs_no_seat(house_hall: RunningHall, page: str) -> None:
    assert httpx.get(house_hall.url + page).status_code == 200


def test_without_a_seat_json_answers_401(house_hall: RunningHall) -> None:
    assert httpx.get(f"{house_hall.url}/export/hall.json").status_code == 401


@pytest.mark.parametrize(
    ("role", "stolik", "page"),
    [("moderator", 3, "/stoliki/4"), ("moderator", 3, "/desk"), ("projector", None, "/stoliki/3"), ("moderator", 3, "/export/hall.xlsx")],
)
def test_another_seats_page_is_403(house_hall: RunningHall, role: str, stolik: int | None, page: str) -> None:
    assert house_hall.sit(role, stolik).client.get(page).status_code == 403


def test_a_released_seat_may_neither_write_nor_read(house_hall: RunningHall) -> None:
    moderator, organiser = house_hall.sit("moderator", 3), house_hall.sit("organiser")
    with house_hall.house.db.read() as db:
        token_hash = db.exec_driver_sql("SELECT token_hash FROM seating WHERE seat_id = 'moderator-3'").scalar()
    house_hall.release("moderator-3", token_hash)
    assert organiser.record("dalej", 3)["status"] == "recorded"
    assert moderator.post([]).status_code == 401


def test_a_released_seats_open_page_is_closed_within_a_second(house_hall: RunningHall) -> None:
    moderator, organiser = house_hall.sit("moderator", 3), house_hall.sit("organiser")
    with house_hall.house.db.read() as db:
        token_hash = db.exec_driver_sql("SELECT token_hash FROM seating WHERE seat_id = 'moderator-3'").scalar()
    with moderator.live("stolik-3") as page, organiser.live("stolik-3") as other:
        hear(page, "welcome")
        house_hall.release("moderator-3", token_hash)
        with pytest.raises(ConnectionClosed) as gone:
            hear(page, "never", seconds=1.0)
        assert gone.value.rcvd
        assert gone.value.rcvd.code == 4401
        assert hear(other, "beat")


def test_a_form_of_65_kib_is_turned_away(house_hall: RunningHall) -> None:
    assert httpx.post(f"{house_hall.url}/join", data={"code": "x" * 65 * 1024}).status_code == 413


def test_an_address_that_leads_nowhere_says_so_on_a_page(house_hall: RunningHall) -> None:
    answer = house_hall.sit("organiser").client.get("/stoliki/99")
    assert answer.status_code == 404
    assert "Nie ma takiej strony" in answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert httpx.get(f"{house_hall.url}/static/nothing.js").status_code == 404


def test_a_released_seat_does_not_end_the_long_poll_of_another(house_hall: RunningHall) -> None:
    moderator, other = house_hall.sit("moderator", 3), house_hall.sit("moderator", 4)
    with house_hall.house.db.read() as db:
        token_hash = db.exec_driver_sql("SELECT token_hash FROM seating WHERE seat_id = 'moderator-3'").scalar()
    assert moderator.record("siedzi", 3)["status"] == "recorded"
    releasing = threading.Timer(0.3, house_hall.release, ("moderator-3", token_hash))
    releasing.start()
    began = time.monotonic()
    other.client.get("/live?channels=stolik-4&wait=3")
    assert time.monotonic() - began >= 2.5
    releasing.join()
    assert moderator.post([]).status_code == 401
