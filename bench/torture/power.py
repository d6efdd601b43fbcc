"""The power is cut at a random moment: only what was flushed is left, and every answer given before must be in it."""

import asyncio
import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.main import House
from app.settings import Settings
from bench.torture.audit import audit, audit_file
from bench.torture.crowd import Crowd
from bench.torture.disk import WAYS, Disk, Record, records
from bench.torture.hall import UNPACED, Hall
from bench.torture.oracle import Typed
from bench.torture.points import LAUNCHER
from bench.torture.run import Figures, Lost, Run, must
from bench.torture.seated import browser, sit
from bench.torture.shim import ELSEWHERE, shim

SHORT_CUTS, LONG_CUTS, CUTS_A_RECORDING = 8, 200, 50
SHORT_COMMANDS, LONG_COMMANDS, RATE = 120, 1500, 100.0
CHECKPOINTS = ("wal_autocheckpoint=1000", "wal_autocheckpoint=30")  # SQLite's own, and many more of them
NORMAL = "synchronous=NORMAL"


@dataclass
class Recording:
    """What a server did to its directory, in order, and what it answered; the first `opened` records were before anybody sat down."""

    log: list[Record]
    typed: dict[str, Typed]
    opened: int
    port: int


async def recorded(run: Run, name: str, pragma: str) -> Recording:
    """A real server under the shim, tablets that type, one SIGKILL in the middle; and the log of it all."""
    data, log = run.folder / name, run.folder / f"{name}.log-of-writes"
    where = {"TORTURE_DIR": str(data), "TORTURE_LOG": str(log), "TORTURE_ACKS": str(log), "TORTURE_PRAGMA": pragma}
    preload = UNPACED | {"LD_PRELOAD": str(shim())} | where
    with Hall(data, words=LAUNCHER, settings=preload) as hall:
        await asyncio.to_thread(hall.start)
        opened, crowd = len(records(log)), Crowd(hall, run.random(name))
        many = LONG_COMMANDS if run.long else SHORT_COMMANDS
        async with crowd.seated(hall.numbers()[: 11 if run.long else 2], 2, projectors=1):
            typing = asyncio.create_task(crowd.typing(RATE, many))
            await crowd.until(lambda: len(crowd.promised) > many / 2, 120, "half of it answered")
            await asyncio.to_thread(hall.kill)
            await asyncio.to_thread(hall.spawn)
            await typing
            await crowd.drained(120)
    return Recording(records(log), crowd.typed, opened, hall.port)


def moments(recording: Recording, many: int, random: Random) -> list[int]:
    """When the power goes: anywhere, but every second time right after an answer, where a promise is freshest."""
    answers = [nth + 1 for nth, record in enumerate(recording.log) if record.kind == "A" and nth > recording.opened]
    anywhere = range(recording.opened // 2, len(recording.log))
    return sorted(random.choice(answers) if nth % 2 else random.choice(anywhere) for nth in range(many))


def cuts(recording: Recording, many: int, random: Random) -> Iterator[tuple[str, dict[str, bytes], int, dict[str, int]]]:
    """For each cut: how harsh, what is left, how many writes are gone, and what had been promised."""
    disk, promised, at = Disk(), dict[str, int](), 0
    for nth, moment in enumerate(moments(recording, many, random)):
        for record in recording.log[at:moment]:
            disk.play(record)
            if record.kind == "A":
                promised |= {id: int(seq) for id, seq in (line.split() for line in record.content.decode().splitlines())}
        at, way = moment, WAYS[nth % len(WAYS)]
        yield way, *disk.after_cut(way, random), dict(promised)


def lay(folder: Path, left: dict[str, bytes]) -> Path:
    """The directory as the disk gives it back."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in left.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    return folder


def judge_cut(folder: Path, typed: dict[str, Typed], promised: dict[str, int]) -> None:
    """The product opens it; then everything promised is there, in a sound file whose journal rebuilds its tables."""
    house = House(Settings(data=folder))
    house.close()
    audit_file(folder / "stoliki.db", typed, promised)


async def judge_served(folder: Path, recording: Recording, promised: dict[str, int]) -> None:
    """The real server opens it, and its cards, exports and map hold everything, too."""
    with Hall(folder, recording.port) as hall:
        await asyncio.to_thread(hall.start)
        async with browser() as http:
            organiser = await sit(http, hall.url, hall.code("organiser"))
            await audit(organiser, recording.typed, promised, quiet=True)


def full(run: Run) -> Figures:
    """synchronous=FULL, as the product has it: nothing may be lost."""
    many, figures = run.much(SHORT_CUTS, LONG_CUTS), {"cuts": 0, "writes gone": 0, "promises at the cuts": 0, "served again": 0, "lost": 0}
    for nth in range(-(-many // CUTS_A_RECORDING)):
        recording = asyncio.run(recorded(run, f"full-{nth}", CHECKPOINTS[(nth + 1) % 2]))
        here = min(CUTS_A_RECORDING, many - nth * CUTS_A_RECORDING)
        for cut, (way, left, gone, promised) in enumerate(cuts(recording, here, run.random("cuts", nth))):
            folder = lay(run.folder / "cut", left)
            try:
                judge_cut(folder, recording.typed, promised)
                if cut % (5 if run.long else here - 1) == 0 and cut:
                    asyncio.run(judge_served(folder, recording, promised))
                    figures["served again"] += 1
            except Exception as problem:
                kept = shutil.copytree(folder, run.folder / f"lost-{nth}-{cut}")
                raise Lost(f"cut {cut} of recording {nth} ({way}, {len(promised)} promised; kept in {kept}): {problem}") from problem
            figures["cuts"] += 1
            figures["writes gone"] += gone
            figures["promises at the cuts"] += len(promised)
        run.report(f"  recording {nth + 1}: {len(recording.log)} writes and flushes, {here} cuts, 0 lost")
    return figures


def control(run: Run) -> Figures:
    """synchronous=NORMAL, put in from outside: the same harness must see it lose, or it proves nothing."""
    many = max(4, run.much(SHORT_CUTS, LONG_CUTS) // 4)
    recording = asyncio.run(recorded(run, "normal", NORMAL))
    lossy = lost = 0
    for _, left, _, promised in cuts(recording, many, run.random("control")):
        folder, there = lay(run.folder / "cut", left), set[str]()
        with contextlib.suppress(Exception):  # a file that does not even open has lost everything
            house = House(Settings(data=folder))
            with house.db.read() as db:
                there = {row[0] for row in db.exec_driver_sql("SELECT command_id FROM entry")}
            house.close()
        missing = len(promised.keys() - there)
        lossy, lost = lossy + (missing > 0), lost + missing
    must(lossy, "synchronous=NORMAL lost nothing: this harness cannot see a loss")
    return {"cuts": many, "cuts that lost": lossy, "lost": lost}


def power(run: Run) -> Figures:
    """The power is cut: only flushed bytes and names are left. FULL loses nothing; the control with NORMAL must lose."""
    if shim() is None:
        run.report(f"  {ELSEWHERE}")
        return {"not run": ELSEWHERE}
    return {"FULL": full(run), "control NORMAL": control(run), "limits changed": UNPACED}


SCENARIOS = {"power": power}
