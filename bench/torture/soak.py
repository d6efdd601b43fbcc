"""Ten thousand commands through one server, slow readers among the listeners: memory, descriptors and WAL stay flat."""

import asyncio
import contextlib
import json
import socket
from dataclasses import dataclass, field

import psutil  # type: ignore[import-untyped]

from bench.torture.audit import audit, audit_file
from bench.torture.crowd import Crowd
from bench.torture.hall import UNPACED, Hall
from bench.torture.page import Page
from bench.torture.run import Figures, Run, must

SHORT_COMMANDS, LONG_COMMANDS = 600, 10_000
RATE, LOOK_SECONDS, SLOW = 120.0, 0.5, 5
GROWTH_MB, GROWTH_FILES, MOST_WAL_MB = 40.0, 40, 16.0  # the pool of connections fills up slowly; a leak of one a command is thousands
ISSUES = 200  # then hands are counted again and again: what the hall holds stays, what passes through it does not


@dataclass
class Gauge:
    """Memory, descriptors and WAL, looked at twice a second until the last command is answered: the audit's spreadsheet is no leak."""

    process: psutil.Process
    wal: object
    memory: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    wals: list[float] = field(default_factory=list)
    over: bool = False

    async def run(self) -> None:
        while not self.over:
            with contextlib.suppress(psutil.Error, OSError):
                self.memory.append(self.process.memory_info().rss / 2**20)
                self.files.append(self.process.num_fds())
                self.wals.append(self.wal.stat().st_size / 2**20)  # type: ignore[attr-defined]
            await asyncio.sleep(LOOK_SECONDS)

    def thirds(self, seen: list[float] | list[int]) -> tuple[float, float]:
        """The middle third against the last: the first is still filling its caches."""
        third = max(1, len(seen) // 3)
        return max(seen[third : 2 * third] or seen), max(seen[2 * third :] or seen)


def slow_reader(page: Page) -> socket.socket:
    """Opens the link as a page does, with a tiny window, and never reads."""
    host, port = page.seat.url.removeprefix("http://").split(":")
    ear = socket.socket()
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    ear.connect((host, int(port)))
    path = page.address().removeprefix(f"ws://{host}:{port}")
    head = {"Host": f"{host}:{port}", "Origin": page.seat.url, "Cookie": page.seat.cookie, "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Key": "c3RvbGlraS1zdG9saWtpIQ==", "Sec-WebSocket-Version": "13"}  # fmt: skip
    ear.sendall(f"GET {path} HTTP/1.1\r\n{''.join(f'{name}: {value}{chr(13)}{chr(10)}' for name, value in head.items())}\r\n".encode())
    return ear


def say(crowd: Crowd, nth: int) -> None:
    """Few issues, many counts."""
    tablet = nth % len(crowd.tablets)
    mine = crowd.known.setdefault(tablet, [])
    if len(mine) < max(2, ISSUES // len(crowd.tablets)):
        mine.append(crowd.say(tablet, "issue.record", topic_id=None, issue_kind="idea", text=crowd.words()).id)
    else:
        crowd.say(tablet, "tally.count", issue_id=crowd.random.choice(mine), count=nth % 1000)


async def soaked(run: Run, commands: int) -> Figures:
    with Hall(run.folder / "hall", settings=UNPACED) as hall:
        await asyncio.to_thread(hall.start)
        crowd = Crowd(hall, run.random("crowd"))
        gauge = Gauge(psutil.Process(hall.pid), hall.data / "stoliki.db-wal")
        async with crowd.seated(hall.numbers()[: 11 if run.long else 3], 1):
            crowd.start(gauge.run())
            slow = [slow_reader(crowd.maps[0]) for _ in range(SLOW)]
            for nth in range(commands):
                say(crowd, nth)
                if nth % 10 == 0:
                    await crowd.until(lambda: crowd.waiting() < 200, 120, "the server keeps up")
                    await asyncio.sleep(10 / RATE)
            await crowd.drained(120)
            gauge.over = True
            await audit(crowd.organiser, crowd.typed, crowd.promised, quiet=True)
            diverged = await crowd.diverged()
            must(not diverged, f"open pages differ from fresh ones: {diverged[:4]}")
            listeners = json.loads((await crowd.organiser.get("/readyz")).text)["listeners"]
            for ear in slow:
                ear.close()
        await asyncio.to_thread(hall.stop)
        audit_file(hall.data / "stoliki.db", crowd.typed, crowd.promised)
    return judged(gauge, run) | crowd.figures() | {"slow readers": SLOW, "listeners at the end": listeners, "limits changed": UNPACED}


def judged(gauge: Gauge, run: Run) -> Figures:
    memory, files = gauge.thirds(gauge.memory), gauge.thirds(gauge.files)
    must(not run.long or memory[1] - memory[0] < GROWTH_MB, f"memory grew: {memory} MB")
    must(files[1] - files[0] <= GROWTH_FILES, f"descriptors grew: {files}")
    must(max(gauge.wals, default=0) < MOST_WAL_MB, f"the WAL grew to {max(gauge.wals):.1f} MB")
    told = {"memory, middle and last third, MB": [round(one, 1) for one in memory], "descriptors, middle and last third": files}
    return told | {"largest WAL, MB": round(max(gauge.wals, default=0), 1), "lost": 0}


def soak(run: Run) -> Figures:
    """10,000 commands, slow readers among the listeners: memory, descriptors and WAL stay flat, nobody else waits."""
    return asyncio.run(soaked(run, run.much(SHORT_COMMANDS, LONG_COMMANDS)))


SCENARIOS = {"soak": soak}
