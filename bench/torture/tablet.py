"""A simulated tablet: the outbox of docs/protocol.md in Python, over the real doors of the real server.

What a browser keeps in IndexedDB is kept in a `Store` as text, so a tablet can be switched off (`Tablet` dropped) and
opened again from its store, like a page that is loaded anew.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

import httpx
from uuid_utils.compat import uuid7

from bench.torture.seated import Seated

MOST, MOST_BYTES = 50, 60_000
CAP, FIRST = 1.0, 0.25  # s, the longest back-off and what it grows from
SEAT_AGAIN, MISSING_AGAIN, MISSING = 15.0, 5.0, 600.0  # s
LONGEST_WAIT = 60.0  # s, of a Retry-After
OLDEST = 72 * 3600  # s


@dataclass
class Row:
    """One command on its way: queued -> recorded (the tail) or attention (the tray)."""

    id: str
    kind: str
    fields: dict[str, Any]
    n: int
    typed_at: float
    epoch: str
    state: str = "queued"
    seq: int = 0
    code: str = ""
    message: str = ""
    missing_since: float = 0.0
    answered: float = 0.0  # by time.monotonic(), for the figures alone
    not_before: float = 0.0


@dataclass
class Store:
    """The disk of a tablet: text by id, and nothing of the program that wrote it."""

    kept: dict[str, str] = field(default_factory=dict)

    def put(self, row: Row) -> None:
        self.kept[row.id] = json.dumps(asdict(row) | {"not_before": 0.0})

    def forget(self, id: str) -> None:
        self.kept.pop(id, None)

    def rows(self) -> list[Row]:
        return sorted((Row(**json.loads(text)) for text in self.kept.values()), key=lambda row: row.n)


class Tablet:
    """One page of one stolik. `clock` is its wall clock, which decides nothing but a command's age."""

    clamps = True  # outbox.js keeps the age within 0 .. 72 h; a bad client does not

    def __init__(self, seat: Seated, stolik_id: int, epoch: str, random: Random | None = None, store: Store | None = None,
                 clock: Callable[[], float] = time.time) -> None:  # fmt: skip
        self.seat, self.stolik_id, self.epoch = seat, stolik_id, epoch
        self.random, self.store, self.clock = random or Random(), store or Store(), clock
        self.rows: dict[str, Row] = {row.id: row for row in self.store.rows()}
        for row in self.rows.values():
            if row.state == "recorded" and row.epoch != epoch:
                self._put(row, state="queued", seq=0)
        self.problem, self.troubles, self.tries, self.most = "", 0, 0, MOST
        self.on_answer: Callable[[Row], object] = lambda row: None
        self._work = asyncio.Event()
        self._wake = asyncio.Event()
        self._flushing = asyncio.Lock()

    def type(self, kind: str, **fields: Any) -> Row:
        """The moderator says this. It is on the tablet's disk when this returns."""
        n = next(reversed(self.rows.values())).n + 1 if self.rows else 1
        row = Row(str(uuid7()), kind, {"stolik_id": self.stolik_id} | fields, n, self.clock(), self.epoch)
        self.store.put(row)
        self.rows[row.id] = row
        self._work.set()
        return row

    def queued(self) -> list[Row]:
        return [row for row in self.rows.values() if row.state == "queued"]

    def acknowledged(self) -> list[Row]:
        return [row for row in self.rows.values() if row.state == "recorded"]

    def tray(self) -> list[Row]:
        return [row for row in self.rows.values() if row.state == "attention"]

    def wake(self) -> None:
        """The network may be back."""
        self._wake.set()
        self._work.set()

    async def run(self) -> None:
        """Send what waits, for ever."""
        while True:
            with contextlib.suppress(TimeoutError):  # what waits for a missing thing comes by itself
                async with asyncio.timeout(1.0):
                    await self._work.wait()
            self._work.clear()
            await self.flush()

    async def flush(self) -> None:
        """Oldest first, one batch at a time, until nothing is ready."""
        if self._flushing.locked():
            return
        async with self._flushing:
            while batch := self._ready():
                if rest := await self.send(batch):
                    self._wake.clear()
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(rest):
                            await self._wake.wait()

    def _ready(self) -> list[Row]:
        now, size = time.monotonic(), 0
        batch: list[Row] = []
        for row in self.rows.values():
            if row.state != "queued" or row.not_before > now:
                continue
            size += len(json.dumps(row.fields)) + 120
            if batch and (size > MOST_BYTES or len(batch) >= self.most):
                break
            batch.append(row)
        return batch

    def command(self, row: Row) -> dict[str, Any]:
        """How it goes up: its age by this tablet's clock at both ends."""
        age = self.clock() - row.typed_at
        age = min(max(age, 0), OLDEST) if self.clamps else age
        return {"id": row.id, "kind": row.kind, "age_ms": round(age * 1000)} | row.fields

    async def send(self, batch: list[Row]) -> float:
        """One batch. Returns the seconds to rest before the next."""
        body = json.dumps({"v": 1, "epoch": self.epoch, "commands": [self.command(row) for row in batch]})
        try:
            answer = await self.seat.post("/commands", body.encode(), **{"X-Stoliki": "1", "X-Stoliki-Seat": self.seat.seat_id})
            rest = self._judge(batch, answer)
        except (httpx.HTTPError, ValueError, KeyError, OSError):  # no answer, or nothing an outbox may take for one
            rest = self._trouble("net")
        return rest

    def _judge(self, batch: list[Row], answer: httpx.Response) -> float:
        if answer.headers.get("x-stoliki") != "1":
            return self._trouble("net")
        if answer.status_code == 401:
            return self._trouble("seat", SEAT_AGAIN)
        if answer.status_code in (400, 413):
            return self._split(batch)
        if answer.status_code == 409:
            self.requeue(str(answer.json()["epoch"]))
            return 0.2
        if answer.status_code in (429, 503):
            return self._trouble("busy", min(LONGEST_WAIT, float(answer.headers.get("retry-after") or 1)))
        answers = {one["id"]: one for one in answer.json()["answers"]} if answer.status_code == 200 else {}
        if set(answers) != {row.id for row in batch}:
            return self._trouble("net")
        self.problem, self.tries, self.most = "", 0, MOST
        for row in batch:
            self._settle(row, answers[row.id])
        return 0

    def _trouble(self, problem: str, rest: float | None = None) -> float:
        self.problem = problem
        self.troubles += 1
        if rest is not None:
            return rest
        self.tries += 1
        return self.random.random() * float(min(CAP, FIRST * 2**self.tries))

    def _split(self, batch: list[Row]) -> float:
        self.most = max(1, len(batch) // 2)
        if len(batch) == 1:
            self._put(batch[0], state="attention", code="invalid")
        return 0

    def _settle(self, row: Row, answer: dict[str, Any]) -> None:
        row.answered = time.monotonic()
        if answer["status"] == "recorded":
            self._put(row, state="recorded", seq=int(answer["seq"]), epoch=self.epoch)
        elif answer["code"] == "redacted":
            self.rows.pop(row.id)
            self.store.forget(row.id)
        elif answer["code"] == "unknown_reference" and row.answered - (row.missing_since or row.answered) < MISSING:
            again = {"not_before": row.answered + MISSING_AGAIN, "code": answer["code"], "message": answer["message"]}
            self._put(row, missing_since=row.missing_since or row.answered, **again)
        else:
            self._put(row, state="attention", code=answer["code"], message=answer["message"])
        self.on_answer(row)

    def requeue(self, epoch: str) -> None:
        """Another database: the tail goes again before what waits, in order; ids it knows are only answered."""
        self.epoch = epoch
        for row in self.acknowledged():
            self._put(row, state="queued", seq=0)
        self._work.set()

    def _put(self, row: Row, **values: Any) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        self.store.put(row)
