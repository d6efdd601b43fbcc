"""The real server is killed with SIGKILL every 1.5 to 4 s under tablets that never stop typing."""

import asyncio
import time
from typing import Any

from bench.torture.audit import audit, audit_file
from bench.torture.crowd import Crowd, numbers_of
from bench.torture.hall import Hall
from bench.torture.page import MapPage
from bench.torture.run import Figures, Run, must, spread

SHORT_KILLS, LONG_KILLS, KILLS_A_HALL = 4, 100, 20
BETWEEN = (1.5, 4.0)  # s from one start to the next kill, and never before something was acknowledged since that start
AGAIN = (0.1, 0.6)  # s
RATE = 35.0  # commands a second in the whole hall
EACH, AUDIT_EVERY, COMPARED = 3, 5, 6


class Watch:
    """When a projector shows everything again that had been acknowledged before a kill."""

    def __init__(self, crowd: Crowd, page: MapPage) -> None:
        self.crowd, self.page, self.times = crowd, page, list[float]()
        self._wanted: set[str] = set()
        self._since = 0.0
        page.on_change = lambda _: self.look()

    def killed(self, at: float) -> None:
        self._since = at
        self._wanted = {id for id in self.crowd.promised if self.crowd.typed[id].kind == "issue.record"} - self.crowd.hidden

    def look(self) -> None:
        healed = self.page.linked and self.page.healed_at > self._since > 0
        if healed and self._wanted - self.crowd.hidden <= self.page.words.keys():
            self.times.append(time.monotonic() - self._since)
            self._since = 0.0

    @property
    def right(self) -> bool:
        return not self._since


async def kills(crowd: Crowd, run: Run, nth: int, amount: int) -> Figures:
    """So many kills of one hall, audited in between and at the end."""
    hall, random, first = crowd.hall, run.random("kills", nth), list[float]()
    watch = [Watch(crowd, page) for page in crowd.maps]
    typing = asyncio.create_task(crowd.typing(RATE if run.long else RATE / 2))
    for kill in range(amount):
        started = hall.started
        await asyncio.sleep(max(0.0, started + random.uniform(*BETWEEN) - time.monotonic()))
        await crowd.until(lambda since=started: crowd.last_answer > since, 60, "an acknowledgement after the start")  # type: ignore[misc]
        await crowd.until(lambda: all(one.right for one in watch), 60, "the projector right again")
        diverged = await crowd.diverged(COMPARED if run.long else 100)
        must(not diverged, f"before kill {kill + 1} open pages differ from fresh ones: {diverged[:4]}")
        await asyncio.sleep(random.uniform(*AGAIN))  # everybody speaks again: commands are under way when it is killed
        at = await asyncio.to_thread(hall.kill)
        for one in watch:
            one.killed(at)
        await asyncio.to_thread(hall.spawn)
        await crowd.until(lambda since=at: crowd.last_answer > since, 60, "an acknowledgement after the kill")  # type: ignore[misc]
        first.append(crowd.last_answer - at)
        if kill % AUDIT_EVERY == AUDIT_EVERY - 1:
            await audit(crowd.organiser, crowd.typed, crowd.promised, quiet=False)
    typing.cancel()
    return await judged(crowd, watch, first)


async def judged(crowd: Crowd, watch: list[Watch], first: list[float]) -> Figures:
    """Everything typed is answered, everything answered is everywhere, every page is as a fresh one."""
    await crowd.drained()
    await crowd.until(lambda: all(one.right for one in watch), 60, "the projector right again")
    await audit(crowd.organiser, crowd.typed, crowd.promised, quiet=True)
    diverged = await crowd.diverged()
    must(not diverged, f"{len(diverged)} places of open pages differ from a fresh page: {diverged[:4]}")
    crowd.judge()
    return crowd.figures() | {"first": first, "projector": [time for one in watch for time in one.times]}


async def one_hall(run: Run, nth: int, amount: int) -> Figures:
    with Hall(run.folder / f"hall-{nth}") as hall:
        await asyncio.to_thread(hall.start)
        crowd = Crowd(hall, run.random("crowd", nth))
        async with crowd.seated(numbers_of(hall, run, 4), EACH if run.long else 2):
            figures = await kills(crowd, run, nth, amount)
        await asyncio.to_thread(hall.stop)
        audit_file(hall.data / "stoliki.db", crowd.typed, crowd.promised)
    return figures


def kill(run: Run) -> Figures:
    """SIGKILL of the server every 1.5 to 4 s; every acknowledged id in journal, tables, map and export; no page diverged."""
    left, done = run.much(SHORT_KILLS, LONG_KILLS), list[Figures]()
    while left > 0:
        done.append(asyncio.run(one_hall(run, len(done), min(left, KILLS_A_HALL))))
        left -= KILLS_A_HALL
        told = done[-1]
        run.report(f"  hall {len(done)}: {len(told['first'])} kills, {told['acknowledged']} acknowledged; {max(0, left)} kills left")
    return summed(done)


def summed(done: list[Figures]) -> Figures:
    counted = {name: sum(one[name] for one in done) for name in done[0] if name not in ("first", "projector")}
    first: list[Any] = [time for one in done for time in one["first"]]
    figures: Figures = {"kills": len(first), "halls": len(done), "lost": 0, "doubled": 0, "diverged": 0} | counted
    figures["kill to first answer, s"] = spread(first)
    figures["kill to projector right, s"] = spread([time for one in done for time in one["projector"]])
    return figures | {"limits changed": "none"}


SCENARIOS = {"kill": kill}
