"""Foreign pages, fixed cookies, ways up the tree, database words in every field. What tests/live/test_attack.py and
tests/torture/test_hostile_* try already is not tried again."""

import re
import socket
import time
from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.live.commands import KINDS
from tests.architecture.rights import NOWHERE, OWN, person_edition, routes, sample, seated
from tests.attack.payloads import FILES, SQL, UP
from tests.running import RunningHall, running

FOREIGN = ["https://evil.example", "null", "http://127.0.0.1:1", "{url}.evil.example", "http://evil.example#{url}", ""]
ASKED = ("stolik", "lang", "paper", "address", "since", "seat", "epoch", "version", "edition", "edition_id", "day", "name", "q", "batch")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with running(tmp_path_factory.mktemp("attacked") / "hall", commands_per_seat=100_000, failed_joins=8) as found:
        yield found


def addresses(hall: RunningHall, *methods: str) -> list[str]:
    found = [one.partition(" ")[2] for one in sorted(routes(hall)) if one.startswith(methods)]
    return [re.sub(r"\{[^}]*\}", "1", path) for path in found]


def test_no_page_of_somebody_else_writes_anywhere(hall: RunningHall) -> None:
    """Every address that changes anything, with an organiser's cookie, from six origins: 403, or nobody is known at all."""
    unsafe = addresses(hall, "POST", "PUT", "PATCH", "DELETE")
    assert len(unsafe) >= 5
    person = seated(hall, "organiser")
    for path, origin in product(unsafe, FOREIGN):
        headers = {"X-Stoliki": "1", "Origin": origin.format(url=hall.url), "Content-Type": "application/x-www-form-urlencoded"}
        answer = person.client.post(path, headers=headers, content=b"code=XXXX&seat_id=organiser-1")
        tells_nothing = answer.status_code == 303 and answer.headers["location"] == "/join"
        unknown_code = path == "/join" and origin == "" and answer.status_code == 401
        assert answer.status_code == 403 or tells_nothing or unknown_code, (path, origin, answer.status_code)
        assert "set-cookie" not in answer.headers, path


def test_no_page_of_somebody_else_hears_anything(hall: RunningHall) -> None:
    person = seated(hall, "organiser")
    cookies = "; ".join(f"{name}={value}" for name, value in person.client.cookies.items())
    for origin in [*FOREIGN[:-1], None]:
        said = origin.format(url=hall.url) if origin else None
        with pytest.raises(InvalidStatus) as turned:
            connect(f"ws{hall.url[4:]}/live?channels=hall", origin=said, additional_headers={"Cookie": cookies})  # type: ignore[arg-type]
        assert turned.value.response.status_code == 403, origin


@pytest.fixture(scope="module")
def answers(hall: RunningHall) -> dict[str, httpx.Response]:
    """What every address says to an organiser whose browser was sent there by somebody else, with database words in everything
    that can be asked for: from address to address each field has others of them."""
    person, found = seated(hall, "organiser"), {}
    for nth, path in enumerate(addresses(hall, "GET")):
        asked = {name: SQL[(nth + one) % len(SQL)] for one, name in enumerate(ASKED)}
        found[path] = person.client.get(path, params=asked | {"wait": "0"}, headers={"Origin": "https://evil.example"})
    return found


def test_no_answer_lets_another_origin_read_it_or_frame_it(answers: dict[str, httpx.Response]) -> None:
    for path, answer in answers.items():
        assert not [name for name in answer.headers if name.startswith("access-control-")], path
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff", path


def test_a_cookie_that_was_planted_is_never_the_one_a_seat_gets(hall: RunningHall) -> None:
    planted, port = "A" * 43, hall.house.settings.port
    person = hall.stranger()
    person.client.cookies.set(f"stoliki_{port}_themer-1", planted)
    assert person.client.get("/desk").status_code == 303
    joined = person.client.post("/join", data={"code": hall.code("themer")}, headers={"Origin": hall.url})
    fresh = cookie_of(joined)
    assert fresh != planted
    assert len(fresh) == 43
    assert httpx.get(f"{hall.url}/desk", cookies={f"stoliki_{port}_themer-1": planted}).status_code == 303


def test_joining_again_gives_another_cookie_with_all_its_flags(hall: RunningHall) -> None:
    person, tokens = hall.stranger(), []
    for _ in range(2):
        joined = person.client.post("/join", data={"code": hall.code("themer")}, headers={"Origin": hall.url})
        tokens.append(cookie_of(joined))
        flags = joined.headers["set-cookie"].lower()
        assert "httponly" in flags
        assert "samesite=lax" in flags
        assert "domain=" not in flags
    assert tokens[0] != tokens[1]


def cookie_of(joined: httpx.Response) -> str:
    assert joined.status_code == 303, joined.text
    return joined.headers["set-cookie"].partition(";")[0].partition("=")[2]


def test_codes_cannot_be_tried_without_end(hall: RunningHall) -> None:
    person = hall.stranger()
    said = [person.client.post("/join", data={"code": f"ZZZZ{n:04d}"}, headers={"Origin": hall.url}).status_code for n in range(12)]
    assert said[0] == 401
    assert said[-1] == 429


def test_no_way_leads_up_the_tree(hall: RunningHall) -> None:
    """Said byte by byte: a client would tidy the path up."""
    organiser = seated(hall, "organiser")
    cookies = "; ".join(f"{name}={value}" for name, value in organiser.client.cookies.items()).encode()
    secret = hall.house.settings.secret_file.read_bytes()
    for start, up, file in product(("/static", "/export", "/desk/papers"), UP, FILES):
        path = f"{start}/{'/'.join([up] * 4)}/{file}".encode()
        said = answered(hall, b"GET %s HTTP/1.1\r\nHost: x\r\nCookie: %s\r\nConnection: close\r\n\r\n" % (path, cookies))
        assert re.match(rb"HTTP/1\.1 (40[0-9]|30[0-9]) ", said), (path, said[:80])
        for inside in (secret, b"SQLite format", b"[project]", b"create_app", b"root:"):
            assert inside not in said, path


def answered(hall: RunningHall, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", hall.house.settings.port), timeout=5) as line:
        line.sendall(request)
        said = b""
        while part := line.recv(65536):
            said += part
    return said


def schema(hall: RunningHall) -> list[str]:
    with hall.house.db.read() as db:
        return list(db.execute(text("SELECT name || coalesce(sql, '') FROM sqlite_master ORDER BY 1")).scalars())


def test_words_of_a_database_are_words_in_every_field_of_every_command(hall: RunningHall) -> None:
    """Nothing but a recorded or refused answer, and the tables stand."""
    person, before = seated(hall, "organiser"), schema(hall)
    commands = [injected for nth, kind in enumerate(sorted(KINDS)) for injected in with_words(kind, nth)]
    assert len(commands) > 100
    for nth in range(0, len(commands), 40):
        answer = person.post(commands[nth : nth + 40])
        assert answer.status_code == 200, answer.text
        assert {one["status"] for one in answer.json()["answers"]} <= {"recorded", "refused"}
    person.say("edition.choose", edition_id=1)
    assert schema(hall) == before
    with hall.house.db.read() as db:
        assert db.execute(text("SELECT count(*) FROM stolik WHERE edition_id = 1")).scalar_one() >= 11


def with_words(kind: str, nth: int) -> list[dict[str, Any]]:
    """The sample of a kind, twice for each of its texts, with the next words instead."""
    if kind.endswith(".withdraw"):
        return []
    plain = sample(kind, NOWHERE if kind.startswith("stolik.") else OWN)
    texts = [name for name, value in plain.items() if isinstance(value, str) and name != "kind"] * 2
    return [plain | {"id": str(uuid7()), name: SQL[(nth + n) % len(SQL)]} for n, name in enumerate(texts)]


def test_words_of_a_database_are_words_in_every_address(hall: RunningHall, answers: dict[str, httpx.Response]) -> None:
    assert not {path: answer.status_code for path, answer in answers.items() if answer.status_code >= 500 and path != "/readyz"}
    person = seated(hall, "organiser")
    for words in SQL:
        assert person.client.get(f"/stoliki/{words}").status_code in (303, 404)
        assert person.client.get("/live", params={"channels": words, "wait": "0"}).status_code == 403


def test_a_body_without_measure_is_turned_away_at_every_address(hall: RunningHall) -> None:
    person = seated(hall, "organiser")
    for path in addresses(hall, "POST"):
        started = time.monotonic()
        try:
            answer = person.client.post(path, content=b"x" * 2_000_000, headers={"Origin": hall.url, "X-Stoliki": "1"})
        except httpx.TransportError:
            continue  # the server hung up: it read no more
        assert 300 <= answer.status_code < 500, (path, answer.status_code)
        assert time.monotonic() - started < 5, path


def test_the_hall_is_whole_after_all_this(hall: RunningHall) -> None:
    assert person_edition(hall) == 1
    assert hall.sit("moderator", 4).record("dalej", 4)["status"] == "recorded"
