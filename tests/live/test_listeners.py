"""What the server does for its listeners when something is wrong: too many, too old, too slow, gone, released, or a poisoned fragment."""

import json
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection
from uuid_utils.compat import uuid7
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from app.cli.network import listen
from app.issues.commands import RecordIssue
from app.live.fragments import FRAGMENTS, Fragment
from app.live.journal import Entry
from app.live.seat import HOUSE
from app.live.version import version
from app.seats.codes import fingerprint
from app.seats.commands import ReleaseSeat
from tests.live.test_wire import deaf_listener, listening
from tests.running import Person, RunningHall, hear, running


def end_of(socket: ClientConnection) -> tuple[int, list[dict[str, Any]]]:
    """The close code, and what was heard before it."""
    heard: list[dict[str, Any]] = []
    with pytest.raises(ConnectionClosed) as closed:
        hear_all(socket, heard)
    assert closed.value.rcvd
    return closed.value.rcvd.code, heard


def hear_all(socket: ClientConnection, heard: list[dict[str, Any]]) -> None:
    """Until it ends. Raises TimeoutError when it does not, however much there is to hear."""
    deadline = time.monotonic() + 10
    while True:
        heard.append(json.loads(socket.recv(timeout=max(0.0, deadline - time.monotonic()))))


def until(person: Person, listeners: int) -> None:
    deadline = time.monotonic() + 15
    while listening(person) != listeners:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("limits", [{"sockets_per_seat": 2}, {"sockets": 2}])
def test_one_page_too_many_is_told_to_come_later(tmp_path: Path, limits: dict[str, int]) -> None:
    with running(tmp_path / "hall", **limits) as hall:
        moderator = hall.sit("moderator", 3)
        with moderator.live("stolik-3") as first:
            hear(first, "welcome")
            with moderator.live("stolik-3") as second, moderator.live("stolik-3") as third:
                hear(second, "welcome")
                assert end_of(third) == (1013, [])
                poll = moderator.client.get("/live?channels=stolik-3&wait=0")
                assert (poll.status_code, poll.json()["code"], poll.headers["Retry-After"]) == (503, 1013, "5")
            until(moderator, 1)
            with moderator.live("stolik-3") as again:
                hear(again, "welcome")


def test_a_full_seat_shuts_no_other_out(tmp_path: Path) -> None:
    with running(tmp_path / "hall", sockets_per_seat=1) as hall:
        with hall.sit("moderator", 3).live("stolik-3") as first, hall.sit("moderator", 4).live("stolik-4") as other:
            hear(first, "welcome")
            hear(other, "welcome")


def test_a_page_of_another_version_is_told_to_load_itself_anew(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    with moderator.live("stolik-3", version="0123456789ab") as old:
        assert end_of(old) == (4409, [])
    with moderator.live("stolik-3", version=version()) as ours:
        hear(ours, "welcome")
    poll = moderator.client.get("/live?channels=stolik-3&wait=0&version=0123456789ab")
    assert (poll.status_code, poll.json()["code"]) == (409, 4409)


def test_a_reader_that_was_too_slow_is_told_so_when_it_reads_again(tmp_path: Path) -> None:
    with running(tmp_path / "hall", commands_per_seat=100_000, listener_blocked_seconds=1.0) as hall:
        moderator = hall.sit("moderator", 3)
        deaf = deaf_listener(hall, moderator)
        until(moderator, 1)
        while listening(moderator):
            moderator.post([{"id": str(uuid7()), "kind": "issue.record", "stolik_id": 3, "topic_id": None, "issue_kind": "idea",
                             "text": "z" * 1500} for _ in range(30)])  # fmt: skip
        said = b""
        with closing(deaf):
            deaf.settimeout(10)
            while data := deaf.recv(1_000_000):
                said = said[-100:] + data
        assert said.endswith(b"\x88\x02" + (4408).to_bytes(2, "big"))


def test_a_released_seat_hears_nothing_of_what_was_recorded_with_its_release(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    (token,) = moderator.client.cookies.values()
    released = ReleaseSeat(id=str(uuid7()), seat_id="moderator-3", token_hash=fingerprint(token))
    after = RecordIssue(id=str(uuid7()), stolik_id=3, topic_id=None, issue_kind="idea", text="nie dla odebranych", parked=False)
    polled: list[httpx.Response] = []
    with moderator.live("stolik-3") as ear:
        hear(ear, "welcome")
        poll = threading.Thread(target=lambda: polled.append(moderator.client.get("/live?channels=stolik-3&wait=20")))
        poll.start()
        until(house_hall.stranger(), 2)
        start = time.monotonic()
        house_hall.house.recorder.record_now(HOUSE, time.time_ns() // 1_000_000, [released, after])
        code, heard = end_of(ear)
        assert code == 4401
        assert time.monotonic() - start < 3  # the hub looks once a second when nobody rings
        assert not [message for message in heard if message["t"] == "push"]
        poll.join(10)
    assert (polled[0].status_code, polled[0].json()["messages"]) == (401, [])


def test_a_long_poll_that_nobody_waits_for_is_over(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    host, _, port = house_hall.url.removeprefix("http://").partition(":")
    cookies = "; ".join(f"{name}={value}" for name, value in moderator.client.cookies.items())
    with socket.create_connection((host, int(port))) as line:
        line.sendall(f"GET /live?channels=stolik-3&wait=25 HTTP/1.1\r\nHost: x\r\nCookie: {cookies}\r\n\r\n".encode())
        until(moderator, 1)
    until(moderator, 0)


@contextmanager
def also(fragment: Fragment) -> Iterator[None]:
    """One fragment more."""
    FRAGMENTS.append(fragment)
    try:
        yield
    finally:
        FRAGMENTS.remove(fragment)


def poisoned(entry: Entry) -> bool:
    return "zatruty" in entry.payload


def nowhere(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    if poisoned(entry):
        raise ValueError("where is this shown?")
    return []


def somewhere(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    return [("stolik-3", "x")] if poisoned(entry) else []


def unpaintable(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    raise ValueError("how is this shown?")


@pytest.mark.parametrize("where", [nowhere, somewhere])
def test_one_poisoned_entry_stops_no_push_and_its_pages_heal(house_hall: RunningHall, where: Any) -> None:
    moderator, screen = house_hall.sit("moderator", 3), house_hall.sit("projector")
    with also(Fragment("poisoned", frozenset({"issue"}), where, unpaintable)):
        with moderator.live("stolik-3") as ear, screen.live("map") as other:
            hear(ear, "welcome")
            hear(other, "welcome")
            ids = [moderator.record(text, 3)["id"] for text in ("zatruty", "zdrowy")]
            hear(ear, "heal")
            while ids[1] not in hear(ear, "push")["ids"]:
                pass
            while ids[1] not in hear(other, "push")["ids"]:
                pass
    assert moderator.client.get("/readyz").status_code == 200


def test_a_server_whose_writer_is_stuck_is_not_ready(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    with closing(sqlite3.connect(house_hall.house.settings.data / "stoliki.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = threading.Thread(target=lambda: moderator.record("czeka", 3))
        waiting.start()
        with httpx.Client(base_url=house_hall.url) as client:
            deadline = time.monotonic() + 20
            while (answer := client.get("/readyz")).json()["status"] != "behind":
                assert time.monotonic() < deadline
                time.sleep(0.05)
            assert answer.status_code == 503
            other.execute("ROLLBACK")
            while client.get("/readyz").status_code != 200:
                assert time.monotonic() < deadline + 20
                time.sleep(0.05)
        waiting.join(20)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_what_is_accepted_is_given_up_by_the_kernel_within_12_s(host: str) -> None:
    with closing(listen(host, 0)) as ear, socket.create_connection(ear.getsockname()[:2]), closing(ear.accept()[0]) as taken:
        names = ("USER_TIMEOUT", "KEEPIDLE", "KEEPINTVL")
        options = {name: taken.getsockopt(socket.IPPROTO_TCP, getattr(socket, f"TCP_{name}")) for name in names}
        assert taken.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert options["USER_TIMEOUT"] == 10_000
        idle, every = options["KEEPIDLE"], options["KEEPINTVL"]
        assert idle + every * max(1, -(-(10 - idle) // every)) <= 12  # the first look after 10 s with a probe unanswered
        assert taken.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * 256 * 1024
