"""Nobody waits for a listener: one that stops reading is told to heal or dropped, the others hear everything in time."""

import json
import socket
import struct
import time
from pathlib import Path

from uuid_utils.compat import uuid7

from app.live.wire import frame
from tests.running import Person, RunningHall, hear, running


def test_a_frame_says_its_length_in_one_of_three_ways() -> None:
    assert frame(b"x" * 125)[:2] == bytes((0x81, 125))
    assert frame(b"x" * 126)[:4] == struct.pack("!BBH", 0x81, 126, 126)
    assert frame(b"x" * 65536)[:10] == struct.pack("!BBQ", 0x81, 127, 65536)


def deaf_listener(hall: RunningHall, person: Person) -> socket.socket:
    """A page that opens its socket and never reads again."""
    host, _, port = hall.url.removeprefix("http://").partition(":")
    ear = socket.socket()
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    ear.connect((host, int(port)))
    cookies = "; ".join(f"{name}={value}" for name, value in person.client.cookies.items())
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"
    lines = ["GET /live?channels=stolik-3 HTTP/1.1", f"Host: {host}:{port}", f"Origin: {hall.url}", f"Cookie: {cookies}", upgrade, "", ""]
    ear.sendall("\r\n".join(lines).encode())
    assert b"101" in ear.recv(16)
    return ear


def test_a_listener_that_does_not_read_delays_nobody_and_is_dropped(tmp_path: Path) -> None:
    with running(tmp_path / "hall", commands_per_seat=100_000, listener_blocked_seconds=1.0) as hall:
        moderator = hall.sit("moderator", 3)
        deaf = deaf_listener(hall, moderator)
        with moderator.live("stolik-3") as good:
            hear(good, "welcome")
            deadline = time.monotonic() + 60
            while listening(moderator) > 1:
                assert time.monotonic() < deadline
                last = [
                    {"id": str(uuid7()), "kind": "issue.record", "stolik_id": 3, "topic_id": None, "issue_kind": "idea", "text": "z" * 1000}
                    for _ in range(30)
                ]
                moderator.post(last)
                while last[-1]["id"] not in hear(good, "push")["ids"]:
                    pass
            good.send(json.dumps({"t": "ping", "k": 1}))
            assert hear(good, "pong")["k"] == 1
        deaf.close()


def listening(person: Person) -> int:
    count: int = person.client.get("/readyz").json()["listeners"]
    return count
