"""One rehearsal from the first join to the last answer: who types what and when, and what the screens heard."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx

from app.cli.audit import ON_MAP
from app.cli.crowd import Said, Tablet, Unseated, join, listen
from app.cli.script import Line

DRAIN_SECONDS, SHOW_SECONDS, LOOK_SECONDS = 60.0, 5.0, 0.02
PEOPLE, RECOUNT_EVERY = 12, 7


class Performance:
    """The crowd of one hall, its journal of what it said, and the projector that hears it."""

    def __init__(self, url: str, codes: dict[tuple[str, int | None], str]) -> None:
        self.url, self.codes = url, codes
        self.said: dict[str, Said] = {}
        self.tablets: dict[int, Tablet] = {}
        self.topics: dict[int, list[str]] = {}
        self.heals = 0
        self.ready = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._clients = contextlib.AsyncExitStack()

    @contextlib.asynccontextmanager
    async def seated(self, numbers: list[int]) -> AsyncIterator["Performance"]:
        """Everyone joins, opens the page and listens. Raises Unseated, httpx.HTTPError, KeyError (no such stolik)."""
        async with self._clients:
            self.organiser, self.projector = await self._join("organiser"), await self._join("projector")
            await self._find_stoliki(numbers)
            self._start(listen(self.projector, "map", self.hear))
            await asyncio.wait_for(self.ready.wait(), DRAIN_SECONDS)
            try:
                yield self
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _join(self, role: str, number: int | None = None) -> httpx.AsyncClient:
        client = await join(self.url, self.codes[role, number])
        self._clients.push_async_callback(client.aclose)
        return client

    async def _find_stoliki(self, numbers: list[int]) -> None:
        hall = (await self.organiser.get("/export/hall.json")).raise_for_status().json()
        ids = {stolik["number"]: stolik["id"] for stolik in hall["stoliki"]}
        for number in numbers:
            client = await self._join("moderator", number)
            page = await client.get(f"/stoliki/{number}")
            if page.status_code != 200:
                raise Unseated(f"/stoliki/{number}: {page.status_code}")
            self.tablets[number] = Tablet(client, ids[number], hall["epoch"])
            self.topics[number] = [one["id"] for one in hall["topics"] if any(on["stolik_id"] == ids[number] for on in one["on"])]
            self._start(self.tablets[number].run())
            self._start(listen(client, f"stolik-{ids[number]}", lambda message: None))

    def _start(self, work: Any) -> None:
        self._tasks.append(asyncio.create_task(work))

    def hear(self, message: dict[str, Any]) -> None:
        """What the projector hears. After a gap it looks at the page again, as link.js does."""
        if message["t"] == "push":
            self._show(message["ids"])
        elif message["t"] == "heal" or (message["t"] == "open" and self.ready.is_set()):
            self.heals += 1
            self._start(self._heal())
        if message["t"] == "open":
            self.ready.set()

    async def _heal(self) -> None:
        page = await self.projector.get("/map")
        self._show(ON_MAP.findall(page.text))

    def _show(self, ids: list[str]) -> None:
        now = time.monotonic()
        for id in ids:
            if id in self.said and self.said[id].shown is None:
                self.said[id].shown = now

    async def play(self, script: list[Line], pace: float, seconds: float | None, step: Callable[[], object]) -> None:
        """Type the script, `pace` issues a second in the whole hall, then wait until everything is answered and shown."""
        start = time.monotonic()
        for number, tablet in self.tablets.items():
            self._type(tablet, "headcount.count", count=PEOPLE + number % 5)
        for nth, line in enumerate(script):
            if seconds is not None and nth / pace > seconds:
                break
            await asyncio.sleep(max(0.0, start + nth / pace - time.monotonic()))
            self._say(nth, line)
            step()
        await self._until(lambda: not any(tablet.waiting for tablet in self.tablets.values()), DRAIN_SECONDS)
        await self._until(lambda: all(one.shown for one in self.issues() if one.seq), SHOW_SECONDS)

    def _say(self, nth: int, line: Line) -> None:
        """An issue; then hands are counted for it, and for some of them once more."""
        tablet, topics = self.tablets[line.number], [*self.topics[line.number], None]
        turn = nth // max(1, len(self.tablets))
        issue = self._type(tablet, "issue.record", topic_id=topics[turn % len(topics)], issue_kind=line.kind, text=line.text)
        counts = [line.hands + 1, line.hands] if nth % RECOUNT_EVERY == 0 else [line.hands]
        for count in counts:
            self._type(tablet, "tally.count", issue_id=issue.id, count=count)

    def _type(self, tablet: Tablet, kind: str, **fields: Any) -> Said:
        said = tablet.type(kind, **fields)
        self.said[said.id] = said
        return said

    def issues(self) -> list[Said]:
        return [one for one in self.said.values() if one.command["kind"] == "issue.record"]

    async def _until(self, true: Callable[[], bool], seconds: float) -> None:
        for _ in range(round(seconds / LOOK_SECONDS)):
            if true():
                return
            await asyncio.sleep(LOOK_SECONDS)
