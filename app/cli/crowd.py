"""A tablet of the rehearsal: its outbox speaks the real protocol over real sockets, as link.js and outbox.js do."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from uuid_utils.compat import uuid7
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

MOST_COMMANDS, MOST_BYTES = 50, 48 * 1024
RETRY_SECONDS = 0.5
ANSWER_SECONDS = 10.0


class Unseated(Exception):
    """A card's code was not accepted, or a page of the seat was not served."""


@dataclass
class Said:
    """One command: when it was typed, answered, and first heard on the projector (by one clock, seconds)."""

    command: dict[str, Any]
    typed: float
    seq: int | None = None
    answered: float | None = None
    shown: float | None = None
    refusal: str = ""

    @property
    def id(self) -> str:
        return str(self.command["id"])


async def join(url: str, code: str) -> httpx.AsyncClient:
    """Sit down with a card's code; the client keeps the cookie."""
    client = httpx.AsyncClient(base_url=url, headers={"Origin": url}, timeout=ANSWER_SECONDS, trust_env=False)
    answer = await client.post("/join", data={"code": code})
    if answer.status_code != 303:
        raise Unseated(f"/join: {answer.status_code}")
    return client


class Tablet:
    """Keeps every command until it is answered; one batch in flight; what waits goes next, oldest first."""

    def __init__(self, client: httpx.AsyncClient, stolik_id: int, epoch: str) -> None:
        self.client, self.stolik_id, self.epoch = client, stolik_id, epoch
        self.waiting: deque[Said] = deque()
        self.tail: list[Said] = []
        self.troubles = 0
        self._typed = asyncio.Event()

    def type(self, kind: str, **fields: Any) -> Said:
        """The moderator says this; it is sent when its turn comes."""
        said = Said({"id": str(uuid7()), "kind": kind, "stolik_id": self.stolik_id} | fields, time.monotonic())
        self.waiting.append(said)
        self._typed.set()
        return said

    async def run(self) -> None:
        """Send what waits, until cancelled."""
        while True:
            await self._typed.wait()
            self._typed.clear()
            while self.waiting:
                if wait := await self.send():
                    await asyncio.sleep(wait)

    async def send(self) -> float:
        """One batch. Returns how long to wait before the next: 0 when it was answered."""
        batch, now = self._batch(), time.monotonic()
        commands = [said.command | {"age_ms": (now - said.typed) * 1000} for said in batch]
        try:
            answer = await self.client.post(
                "/commands", json={"v": 1, "epoch": self.epoch, "commands": commands}, headers={"X-Stoliki": "1"}
            )
            return self._hear(batch, answer)
        except (httpx.HTTPError, ValueError, KeyError):  # no answer, or nothing an outbox may take for one: the same ids again
            self.troubles += 1
            return RETRY_SECONDS

    def _batch(self) -> list[Said]:
        batch: list[Said] = []
        size = 0
        for said in list(self.waiting)[:MOST_COMMANDS]:
            size += len(json.dumps(said.command)) + 40
            if batch and size > MOST_BYTES:
                break
            batch.append(said)
        return batch

    def _hear(self, batch: list[Said], answer: httpx.Response) -> float:
        if answer.status_code == 409:
            return self._start_again(str(answer.json()["epoch"]))
        if answer.status_code != 200 or answer.headers.get("x-stoliki") != "1":
            self.troubles += 1
            return float(answer.headers.get("retry-after") or RETRY_SECONDS)
        answers = {one["id"]: one for one in answer.json()["answers"]}
        for said in batch:
            self._answered(said, answers[said.id])
            self.waiting.popleft()
        return 0

    def _answered(self, said: Said, answer: dict[str, Any]) -> None:
        said.answered = time.monotonic()
        if answer["status"] == "recorded":
            said.seq = answer["seq"]
        else:
            said.refusal = f"{answer['code']}: {answer['message']}"
        self.tail.append(said)

    def _start_again(self, epoch: str) -> float:
        """Another database: everything said so far goes again, in order; known ids are only answered."""
        self.epoch = epoch
        for said in self.tail:
            said.seq = said.answered = None
        self.waiting.extendleft(reversed(self.tail))
        self.tail.clear()
        return RETRY_SECONDS


async def listen(client: httpx.AsyncClient, channel: str, heard: Callable[[dict[str, Any]], None]) -> None:
    """Hear one channel until cancelled; a lost connection is opened again."""
    url = str(client.base_url).rstrip("/")
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = f"ws{url[4:]}/live?channels={channel}"
    async for socket in connect(address, origin=url, additional_headers={"Cookie": cookies}, proxy=None):  # type: ignore[arg-type]
        heard({"t": "open"})
        try:
            async for message in socket:
                heard(json.loads(message))
        except ConnectionClosed:
            continue
