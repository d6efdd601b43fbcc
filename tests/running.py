"""A real server in this process for the tests of the spine: real sockets, a real database file, and people who talk to it."""

import asyncio
import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import httpx
from uuid_utils.compat import uuid7
from websockets.sync.client import ClientConnection, connect

from app.cli.links import links
from app.cli.network import listen
from app.cli.opening import furnish, open_tables
from app.cli.running import Server, config_of
from app.editions.document import shipped
from app.live.db import Database
from app.live.recorder import Batch
from app.live.replay import check
from app.live.seat import HOUSE
from app.main import House
from app.seats.commands import ReleaseSeat
from app.settings import Settings


@dataclass
class Person:
    """Somebody with a seat: a browser's cookies, and what it says."""

    url: str
    epoch: str
    client: httpx.Client
    seat_id: str = ""

    def post(self, commands: list[Any], **changes: Any) -> httpx.Response:
        """One batch; `headers=` and `envelope=` override what an outbox would send."""
        headers = {"Origin": self.url, "X-Stoliki": "1"} | ({"X-Stoliki-Seat": self.seat_id} if self.seat_id else {})
        headers |= changes.get("headers", {})
        envelope = {"v": 1, "epoch": self.epoch, "commands": commands} | changes.get("envelope", {})
        content = changes.get("content") or json.dumps(envelope).encode()
        kept = {name: value for name, value in headers.items() if value is not None}
        return self.client.post("/commands", content=content, headers={"Content-Type": "application/json"} | kept)

    def say(self, kind: str, **fields: Any) -> dict[str, Any]:
        """One command; its answer."""
        answer: dict[str, Any] = self.post([{"id": str(uuid7()), "kind": kind, "age_ms": 0} | fields]).json()["answers"][0]
        return answer

    def record(self, text: str, stolik_id: int, **fields: Any) -> dict[str, Any]:
        """One issue."""
        said = {"topic_id": None, "issue_kind": "problem", "text": text, "parked": False, "stolik_id": stolik_id}
        return self.say("issue.record", **(said | fields))

    def live(self, channels: str, **query: Any) -> ClientConnection:
        """A WebSocket as link.js opens it."""
        asked = "&".join(f"{name}={value}" for name, value in ({"channels": channels} | query).items())
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        return connect(f"ws{self.url[4:]}/live?{asked}", origin=self.url, additional_headers={"Cookie": cookies})  # type: ignore[arg-type]


def hear(socket: ClientConnection, kind: str, seconds: float = 5.0) -> dict[str, Any]:
    """The next message of this kind. Raises TimeoutError when none comes in time, however many others do."""
    deadline = time.monotonic() + seconds
    while True:
        message: dict[str, Any] = json.loads(socket.recv(timeout=max(0.0, deadline - time.monotonic())))
        if message["t"] == kind:
            return message


@dataclass
class RunningHall:
    """The shipped edition, its themed tables open."""

    house: House
    url: str
    people: list[httpx.Client] = field(default_factory=list)

    def code(self, role: str, stolik: int | None = None) -> str:
        seats = links(self.house.db, self.house.settings.secret_file, self.url)
        return next(seat["code"] for seat in seats if (seat["role"], seat["stolik"]) == (role, stolik))

    def stranger(self) -> Person:
        """Somebody without a seat."""
        client = httpx.Client(base_url=self.url, timeout=20)
        self.people.append(client)
        return Person(self.url, self.house.epoch, client)

    def sit(self, role: str, stolik: int | None = None) -> Person:
        """Somebody who has joined with a card."""
        person = self.stranger()
        answer = person.client.post("/join", data={"code": self.code(role, stolik)}, headers={"Origin": self.url})
        assert answer.status_code == 303, answer.text
        return person


    def release(self, seat_id: str, token_hash: str) -> None:
        """The server takes a seat away."""
        released, done = ReleaseSeat(id=str(uuid7()), seat_id=seat_id, token_hash=token_hash), threading.Event()
        self.house.recorder.submit(Batch(HOUSE, time.time_ns() // 1_000_000, [released], lambda answers: done.set()))
        assert done.wait(10)


@cache
def furnished() -> Path:
    """A house with the shipped edition and open tables, made once and copied for every test."""
    data = Path(mkdtemp(prefix="stoliki-tests-"))
    house = House(Settings(data=data))
    furnish(house, shipped())
    open_tables(house, shipped())
    house.close()
    return data


@contextmanager
def running(data: Path, **settings: Any) -> Iterator[RunningHall]:
    """Serve until the test is over; then the journal must rebuild the same tables."""
    if not data.exists():
        shutil.copytree(furnished(), data)
    house = House(Settings(data=data, port=0, **settings))
    ear = listen("127.0.0.1", 0)
    house.settings.port = ear.getsockname()[1]
    ready = threading.Event()
    server = Server(config_of(house), ready.set)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[ear])), daemon=True)
    thread.start()
    assert ready.wait(20)
    hall = RunningHall(house, f"http://127.0.0.1:{house.settings.port}")
    try:
        yield hall
    finally:
        for client in hall.people:
            client.close()
        server.should_exit = True
        thread.join(20)
    replays(house.db, data)
    house.close()


def replays(db: Database, data: Path) -> None:
    """The journal alone rebuilds equal tables in an empty database."""
    with TemporaryDirectory(dir=data) as folder:
        empty = Database(f"sqlite:///{folder}/replayed.db")
        entries, found = check(db, empty)
        empty.close()
    assert entries > 0
    assert not found, found
