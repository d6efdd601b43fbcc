"""Tablets whose clocks are ten years off, or jump: nothing is ordered by them and no time is harmed."""

import asyncio
import time
from collections.abc import Callable
from random import Random

from bench.torture.audit import audit, audit_file, entries_in
from bench.torture.crowd import Crowd
from bench.torture.hall import UNPACED, Hall
from bench.torture.run import Figures, Run, must
from bench.torture.tablet import OLDEST

SHORT_COMMANDS, LONG_COMMANDS = 60, 2000
TEN_YEARS = 10 * 365.25 * 24 * 3600
SLACK_MS = 60_000


def clocks_of(random: Random) -> list[tuple[str, Callable[[], float]]]:
    """Right; ten years ahead; ten years behind; one that jumps to and fro; one that stands; one from before 1970."""
    jumps = [0.0, TEN_YEARS, -TEN_YEARS]
    return [
        ("right", time.time),
        ("ten years ahead", lambda: time.time() + TEN_YEARS),
        ("ten years behind", lambda: time.time() - TEN_YEARS),
        ("jumping", lambda: time.time() + random.choice(jumps)),
        ("standing", lambda: 1_000_000_000.0),
        ("before 1970", lambda: time.time() - 60 * 365 * 24 * 3600),
    ]


async def typed_with_bad_clocks(run: Run, commands: int) -> Figures:
    with Hall(run.folder / "hall", settings=UNPACED) as hall:
        await asyncio.to_thread(hall.start)
        crowd, start = Crowd(hall, run.random("crowd")), time.time()
        async with crowd.seated(hall.numbers()[: 11 if run.long else 3], 2, projectors=1):
            named = clocks_of(run.random("clocks"))
            for nth, tablet in enumerate(crowd.tablets):
                tablet.clock, tablet.clamps = named[nth % len(named)][1], False  # a client that does not even clamp its age
            await crowd.typing(60.0, commands)
            await crowd.drained(120)
            must(len(crowd.promised) + len(crowd.refused) == commands, "something was never answered")
            await audit(crowd.organiser, crowd.typed, crowd.promised, quiet=True)
            crowd.judge()
        await asyncio.to_thread(hall.stop)
        file = hall.data / "stoliki.db"
        audit_file(file, crowd.typed, crowd.promised)
        return times(crowd, entries_in(file), start) | crowd.figures() | {"clocks": [name for name, _ in named], "limits changed": UNPACED}


def times(crowd: Crowd, entries: list[dict[str, object]], start: float) -> Figures:
    """Written down by the server's clock, in the server's order; typed at most 72 h before, and never after."""
    earliest, latest = start * 1000 - SLACK_MS, time.time() * 1000 + SLACK_MS
    before = 0
    for entry in entries:
        if entry["command_id"] not in crowd.typed:
            continue
        at, written = int(str(entry["at"])), int(str(entry["recorded_at"]))
        must(earliest < written < latest and written >= before, f"a client's clock moved the server's time: {entry}")
        must(written - OLDEST * 1000 <= at <= written, f"typed outside of 72 h before it was written: {entry}")
        right = crowd.typed[str(entry["command_id"])].tablet % len(clocks_of(Random())) < 3
        must(not right or at > earliest, f"a clock that runs evenly, however wrong, gave a wrong time: {entry}")
        before = written
    return {"lost": 0, "times by the server's clock": len(entries)}


def clocks(run: Run) -> Figures:
    """Tablets' clocks 10 years ahead, behind, jumping: order and times are unharmed."""
    return asyncio.run(typed_with_bad_clocks(run, run.much(SHORT_COMMANDS, LONG_COMMANDS)))


SCENARIOS = {"clocks": clocks}
