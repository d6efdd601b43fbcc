"""A kill at each named point around the commit, the push, the heal, the checkpoint and the start."""

import asyncio
import contextlib
import time
from pathlib import Path

from bench.torture.audit import audit, audit_file
from bench.torture.crowd import Crowd
from bench.torture.hall import UNPACED, DidNotStart, Hall
from bench.torture.run import Figures, Run, must
from bench.torture.shim import ELSEWHERE, shim

LAUNCHER = ("-m", "bench.torture.launch")
PATCHED = ("before BEGIN", "after BEGIN", "after check", "after apply", "before COMMIT", "after COMMIT", "before the answer",
           "after the answer", "while a push is rendered", "in the middle of a push", "during a heal")  # fmt: skip
PRELOADED = ("in the WAL", "before the fsync", "after the fsync", "in a checkpoint")
STARTS = ("before the migration", "in the migration", "after the migration", "at the epoch", "while it is furnished",
          "before COMMIT", "after it is furnished", "before it listens")  # fmt: skip
SHORT = ("after apply", "before COMMIT", "before the fsync", "after COMMIT", "after the answer", "in the middle of a push")
STARTS_SHORT = ("after it is furnished",)
LONG_TIMES = 10
RATE, EACH, PASSINGS = 15.0, 2, 3
KILLED = -9


def environment(point: str, nth: int, hall: Hall, arm: Path) -> dict[str, str]:
    """What the launcher, or the shim, needs to know. Small checkpoints, so that one comes soon."""
    common = UNPACED | {"TORTURE_NTH": str(nth), "TORTURE_ARM": str(arm)}
    if point in PATCHED:
        return common | {"TORTURE_POINT": point}
    pragma = {"TORTURE_PRAGMA": "wal_autocheckpoint=20"} if point == "in a checkpoint" else {}
    return common | pragma | {"LD_PRELOAD": str(shim()), "TORTURE_DIR": str(hall.data), "TORTURE_KILL": point}


async def at_point(crowd: Crowd, point: str, nth: int, arm: Path) -> None:
    """Start it with the point set; when it answers and all promised before is there, arm; it dies there by itself."""
    hall = crowd.hall
    hall.settings = environment(point, nth, hall, arm)
    await restart(crowd)
    await audit(crowd.organiser, crowd.typed, crowd.promised, quiet=False)
    if point == "during a heal":
        await asyncio.to_thread(hall.kill)
        arm.touch()  # noqa: ASYNC240 - a file of no bytes
        await asyncio.to_thread(hall.spawn)
    arm.touch(exist_ok=True)  # noqa: ASYNC240
    try:
        await crowd.until(lambda: hall.process and hall.process.poll() is not None, 60, f"a kill at: {point}, {nth}")
        ended = hall.process and hall.process.poll()
        must(ended == KILLED, f"{point}: ended with {ended}: {hall.complaint()}")
    finally:
        arm.unlink()  # noqa: ASYNC240


async def restart(crowd: Crowd) -> None:
    """Whatever it was: now it is started with the present settings, and it answers."""
    hall = crowd.hall
    if hall.process and hall.process.poll() is None:
        await asyncio.to_thread(hall.kill)
    await asyncio.to_thread(hall.spawn)
    since = time.monotonic()
    await crowd.until(lambda: crowd.last_answer > since, 60, f"an answer after the start: {hall.complaint()}")


async def running_points(run: Run, points: list[str], stoliki: int) -> Figures:
    """One hall, one point after another, tablets typing all the time."""
    random = run.random("points")
    with Hall(run.folder / "points", words=LAUNCHER, settings=UNPACED) as hall:
        await asyncio.to_thread(hall.start)
        crowd = Crowd(hall, run.random("crowd"))
        async with crowd.seated(hall.numbers()[:stoliki], EACH):
            typing = asyncio.create_task(crowd.typing(RATE))
            for point in points:
                nth = random.randrange(1, PASSINGS + 1)
                await at_point(crowd, point, nth, run.folder / "arm")
                run.report(f"  {point}, passing {nth}: {len(crowd.promised)} acknowledged so far, all there")
            typing.cancel()
            hall.settings = UNPACED
            await restart(crowd)
            await crowd.drained()
            await audit(crowd.organiser, crowd.typed, crowd.promised, quiet=True)
            diverged = await crowd.diverged()
            must(not diverged, f"open pages differ from fresh ones: {diverged[:4]}")
            crowd.judge()
        await asyncio.to_thread(hall.stop)
        audit_file(hall.data / "stoliki.db", crowd.typed, crowd.promised)
    return crowd.figures()


async def starting_point(run: Run, point: str, nth: int) -> None:
    """Killed on the way from nothing to the first line; started again it is a hall like any other."""
    with Hall(run.folder / f"start-{nth}", words=LAUNCHER, settings={"TORTURE_POINT": point}) as hall:
        with contextlib.suppress(DidNotStart):
            await asyncio.to_thread(hall.start)
        must(hall.process and hall.process.wait(10) == KILLED, f"{point}: was not killed: {hall.complaint()}")
        hall.settings = {}
        await asyncio.to_thread(hall.start)
        crowd = Crowd(hall, run.random("start", point))
        async with crowd.seated(hall.numbers()[:1], 1, projectors=1):
            must(len(hall.seats) == 14, f"{point}: {len(hall.seats)} cards")
            for _ in range(10):
                crowd.say_something()
            await crowd.drained()
            await audit(crowd.organiser, crowd.typed, crowd.promised, quiet=True)
        await asyncio.to_thread(hall.stop)
        audit_file(hall.data / "stoliki.db", crowd.typed, crowd.promised)


def points(run: Run) -> Figures:
    """SIGKILL at every named point: around the commit, in the WAL and its fsync, in a checkpoint, a push, a heal, a start."""
    many = run.much(1, LONG_TIMES)
    there = [point for point in (*PATCHED, *PRELOADED) if run.long or point in SHORT]
    if not shim():
        there = [point for point in there if point not in PRELOADED]
        run.report(f"  {ELSEWHERE}: {', '.join(PRELOADED)}")
    figures = asyncio.run(running_points(run, there * many, 11 if run.long else 2))
    starts = STARTS * many if run.long else STARTS_SHORT
    for nth, point in enumerate(starts):
        asyncio.run(starting_point(run, point, nth))
        run.report(f"  at the start, {point}: opens, is whole")
    counted = {"points": len(there) + len(set(starts)), "kills": len(there) * many + len(starts), "lost": 0}
    return counted | figures | {"limits changed": UNPACED}


SCENARIOS = {"points": points}
