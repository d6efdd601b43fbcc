"""A hall full of simulated people: some tablets at every stolik, each with its outbox and its open page, and the screens."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from random import Random
from typing import Any

from bench.torture.hall import Hall
from bench.torture.oracle import Typed
from bench.torture.page import MapPage, Page, still
from bench.torture.run import Lost, Run, must
from bench.torture.seated import browser, sit
from bench.torture.tablet import Row, Tablet

LETTERS = "ławka przystanek oświetlenie „chodnik” drzewa <b>droga</b> & szkoła żółw 中 🙂 боковий\nplac'ów"
ISSUE_KINDS = ("problem", "idea", "question", "tool", "quote")
DEEDS = ("record",) * 9 + ("tally",) * 5 + ("reword",) * 3 + ("headcount", "park", "withdraw", "restore")
MUST_PASS = ("issue.record", "tally.count", "headcount.count")


class Crowd:
    """`promised` is what the server has answered for: id -> seq. Nothing in it may ever be taken back."""

    def __init__(self, hall: Hall, random: Random) -> None:
        self.hall, self.random = hall, random
        self.tablets: list[Tablet] = []
        self.pages: list[Page] = []
        self.typed: dict[str, Typed] = {}
        self.promised: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self.doubled: list[str] = []
        self.last_answer = 0.0
        self.compared, self.speaking = 0, True
        self.known: dict[int, list[str]] = {}
        self.hidden: set[str] = set()
        self.page_of: list[Page] = []
        self.tasks: list[asyncio.Task[None]] = []

    @contextlib.asynccontextmanager
    async def seated(self, numbers: list[int], each: int, projectors: int = 2) -> AsyncIterator["Crowd"]:
        """Everyone sits down and opens their page; the tasks end with the block, and what broke in one of them is raised."""
        async with browser() as self.http:
            self.organiser = await sit(self.http, self.hall.url, self.hall.code("organiser"))
            await self._open(Page(self.organiser, "/hall", self._chance("hall")))
            self.projector = await sit(self.http, self.hall.url, self.hall.code("projector"))
            self.maps = [MapPage(self.projector, "/map", self._chance("map", nth)) for nth in range(projectors)]
            for page in self.maps:
                await self._open(page)
            for number in numbers:
                for nth in range(each):
                    await self._tablet(number, nth)
            try:
                yield self
            finally:
                await ended(self.tasks)
        for task in self.tasks:
            if not task.cancelled() and (problem := task.exception()):
                raise problem

    def _chance(self, *name: object) -> Random:
        return Random(f"{self.random.random()}:{name}")

    async def _tablet(self, number: int, nth: int) -> None:
        seat = await sit(self.http, self.hall.url, self.hall.code("moderator", number))
        page = Page(seat, seat.screen, self._chance("page", number, nth))
        await self._open(page)
        self.add(seat, page, int(page.channels.split("-")[1]))

    def add(self, seat: Any, page: Page, stolik_id: int, **more: Any) -> Tablet:
        tablet = Tablet(seat, stolik_id, page.epoch, self._chance("tablet", len(self.tablets)), **more)
        tablet.on_answer = self.answered
        page.on_live, page.on_epoch = tablet.wake, tablet.requeue
        self.tablets.append(tablet)
        self.page_of.append(page)
        self.start(tablet.run())
        return tablet

    async def _open(self, page: Page) -> None:
        await page.open()
        self.pages.append(page)
        self.start(page.run())

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.create_task(work))

    def answered(self, row: Row) -> None:
        """A promise. The same id may be promised again, but never anything else."""
        self.last_answer = time.monotonic()
        if row.state == "recorded":
            if row.id in self.promised and self.promised[row.id] != row.seq:
                self.doubled.append(f"{row.id}: seq {self.promised[row.id]}, then {row.seq}")
            self.promised[row.id] = row.seq
        elif row.state == "attention":
            must(row.kind not in MUST_PASS, f"refused: {row}")
            self.refused[row.id] = row.code

    def say(self, nth: int, kind: str, **fields: Any) -> Row:
        row = self.tablets[nth].type(kind, **fields)
        self.typed[row.id] = Typed(nth, row.n, kind, row.fields)
        return row

    def say_something(self) -> Row:
        """One of the tablets says the next thing; what about is drawn."""
        nth, deed = self.random.randrange(len(self.tablets)), self.random.choice(DEEDS)
        tablet = self.tablets[nth]
        mine = self.known.setdefault(nth, [])
        if deed == "headcount":
            return self.say(nth, "headcount.count", count=self.random.randrange(1, 40))
        if deed == "record" or not mine:
            row = self.say(nth, "issue.record", topic_id=None, issue_kind=self.random.choice(ISSUE_KINDS), text=self.words())
            mine.append(row.id)
            return row
        about = self.random.choice(self._near(tablet, mine)[-12:])
        if deed == "tally":
            return self.say(nth, "tally.count", issue_id=about, count=self.random.randrange(60))
        if deed == "reword":
            return self.say(nth, "issue.reword", issue_id=about, text=self.words(), revision=revision_of(self.page_of[nth].text, about))
        self.hidden.add(about)
        return self.say(nth, f"issue.{deed}", issue_id=about, **({"parked": self.random.random() < 0.5} if deed == "park" else {}))

    def _near(self, tablet: Tablet, mine: list[str]) -> list[str]:
        """Its own issues, and those of its neighbours at the same stolik that the server knows: conflicts are wanted."""
        others = (ids for nth, ids in self.known.items() if self.tablets[nth].stolik_id == tablet.stolik_id)
        return [*(id for ids in others for id in ids[-20:] if id in self.promised), *mine]

    def words(self) -> str:
        many = self.random.choice((1, 1, 1, 3, 9))
        return " ".join(self.random.choice(LETTERS.split(" ")) for _ in range(many * 4)) + f" {self.random.randrange(10**6)}"

    async def typing(self, rate: float, most: int = 10**9) -> None:
        """So many things a second in the whole hall, whatever the server does, until there are `most`."""
        looked, due = time.monotonic(), 0.0
        while due < most:
            now = time.monotonic()
            before, looked = looked, now
            if self.speaking:
                due, already = min(most, due + (now - before) * rate), int(due)
                for _ in range(int(due) - already):
                    self.say_something()
            await asyncio.sleep(0.02)

    def waiting(self) -> int:
        return sum(len(tablet.queued()) for tablet in self.tablets)

    async def until(self, true: Callable[[], object], seconds: float, what: str) -> float:
        """Wait for it. Returns how long it took; raises when it does not come."""
        start = time.monotonic()
        while not true():
            must(time.monotonic() - start < seconds, f"not within {seconds} s: {what}")
            for task in self.tasks:
                if task.done() and not task.cancelled() and (problem := task.exception()):
                    raise problem
            await asyncio.sleep(0.01)
        return time.monotonic() - start

    async def drained(self, seconds: float = 60.0) -> float:
        """Everything typed has been answered."""
        try:
            return await self.until(lambda: not self.waiting(), seconds, "every command answered")
        except Lost as late:
            left = [(tablet.problem, row) for tablet in self.tablets for row in tablet.queued()]
            raise Lost(f"{late}; {len(left)} wait, the first: {left[:2]}") from None

    async def diverged(self, most: int = 10**6) -> list[str]:
        """Open pages (all, or so many of them) against a fresh GET. Everybody falls silent and is answered first, so that both can be
        at the same seq; what a page has missed stays missing until it heals."""
        self.speaking = False
        await self.drained(120)
        pages = self.pages if most >= len(self.pages) else self.random.sample(self.pages, most)
        self.compared += len(pages)
        found = await asyncio.gather(*(still(page) for page in pages))
        self.speaking = True
        return [f"{page}: {one}" for page, differ in zip(pages, found, strict=True) for one in differ[:2]]

    def figures(self) -> dict[str, int]:
        pages = {name: sum(getattr(page, name) for page in self.pages) for name in ("heals", "applied", "links", "slow")}
        told = {"typed": len(self.typed), "acknowledged": len(self.promised), "to the tray": len(self.refused)}
        told |= {"sent in vain": sum(tablet.troubles for tablet in self.tablets)}
        return told | {"pages": len(self.pages), "compared": self.compared} | pages

    def judge(self) -> None:
        """What was seen on the way: no promise changed, no page's `last` fell within a page's life."""
        must(not self.doubled, f"answered with two seqs: {self.doubled[:5]}")
        fell = [one for page in self.pages for one in page.fell]
        must(not fell, f"a page went back: {fell[:5]}")


async def ended(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancelled until they are: a library on the way may take one cancellation for its own."""
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=0.5)


def revision_of(text: str, issue_id: str) -> int:
    """The revision its author sees on the page; of one that is not there yet the first."""
    seen = re.search(rf' id="issue-{issue_id}"[^>]* data-revision="(\d+)"', text)
    return int(seen[1]) if seen else 1


def numbers_of(hall: Hall, run: Run, short: int) -> list[int]:
    """Which stoliki take part: all of them in a long run."""
    numbers = hall.numbers()
    return numbers if run.long else numbers[:short]
