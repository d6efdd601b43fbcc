"""Bad input of every kind against the real server: whoever attacks is dropped, everyone else is unharmed, memory is flat."""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import psutil

from bench.torture.hall import Hall
from bench.torture.hostile_frames import ODD, after_a_close, faults
from bench.torture.hostile_http import handshakes, huge, slow, slow_frames, smuggling, strange_queries
from bench.torture.hostile_wire import (
    CLOSE,
    GONE_SECONDS,
    PATIENCE,
    TEXT,
    Fate,
    Say,
    Target,
    connected,
    framed,
    on_http,
    on_socket,
    one_frame,
    saying,
    welcomed,
)
from bench.torture.run import Figures, Run, must, spread
from bench.torture.seated import browser, sit

AT_ONCE = 30
STALL = 2.5  # s, that a busy machine may add
VICTIM, ATTACKER = 3, 4
FLAT_MB, POOL = 24.0, 8  # the pool of connections to the database fills up; a leak is thousands
SILENT, DROPPED = 1000, 2000
HEAP, MOST_ANSWERS = 60_000, 64
REFUSALS = {400, 413, 414, 431, 501, 505}
PING = framed(TEXT, b'{"t":"ping","k":7}')
Fates = dict[str, Fate]
FREED: list[float] = []  # s, after which a silent or dripping peer was gone: for the figures


async def all_of(tries: dict[str, Callable[[], Awaitable[Fate]]], at_once: int = AT_ONCE) -> Fates:
    """Every attack, so many at a time; a failed one is a fate, too."""
    few = asyncio.Semaphore(at_once)

    async def one(attack: Callable[[], Awaitable[Fate]]) -> Fate:
        async with few:
            try:
                return await attack()
            except Exception as problem:
                return Fate(code=-1, reason=repr(problem)[:200])

    return dict(zip(tries, await asyncio.gather(*map(one, tries.values())), strict=True))


def wrong(fates: Fates, good: Callable[[str, Fate], bool]) -> list[str]:
    """Those that ended otherwise than they should."""
    return [f"{name}: {fate} {fate.said[:120]!r}" for name, fate in fates.items() if not good(name, fate)]


async def malformed(to: Target) -> list[str]:
    """Each is told its close code; of a heap of bytes some are unread when the server closes, and the reset may overtake the code."""
    wanted = faults()
    fates = await all_of({name: lambda said=said: on_socket(to, saying(said)) for name, (said, _) in wanted.items()})
    heaps = {name for name, (said, _) in wanted.items() if len(said) > HEAP}
    return wrong(fates, lambda name, fate: fate.code == wanted[name][1] or (name in heaps and fate.dropped))


async def odd(to: Target) -> list[str]:
    """Texts that mean nothing: the socket lives, every answer is JSON that a browser reads, and the next ping is answered."""
    reader, writer = await welcomed(to)
    for text in ODD:
        writer.write(framed(TEXT, text))
    writer.write(PING)
    answers = [(TEXT, b"{}")]
    while b'"k": 7' not in answers[-1][1]:
        answers.append(await asyncio.wait_for(one_frame(reader), PATIENCE))
        if answers[-1][0] == TEXT:
            json.loads(answers[-1][1], parse_constant=refuse)
    writer.transport.abort()
    fates = await all_of({"words after a close": lambda: on_socket(to, saying(after_a_close()))})
    return wrong(fates, lambda _, fate: fate.code == 1000) + [f"closed: {said!r}" for first, said in answers if first == CLOSE]


def refuse(constant: str) -> None:
    raise ValueError(constant)


async def bad_handshakes(to: Target) -> list[str]:
    wanted = handshakes(to)
    fates = await all_of({name: lambda said=said: on_http(to, saying(said)) for name, (said, _) in wanted.items()})
    strange = strange_queries(to)
    closed = await all_of({name: lambda said=said: unwelcome(to, said) for name, said in strange.items()})
    return wrong(fates, lambda name, fate: fate.code in wanted[name][1]) + wrong(
        closed, lambda _, fate: fate.code in {400, 4401, 4403, 4409}
    )


async def unwelcome(to: Target, head: bytes) -> Fate:
    """The close code after a proper handshake, or the status of an improper one."""
    fate = await on_http(to, saying(head))
    _, _, frames = fate.said.partition(b"\r\n\r\n")
    if fate.code == 101:
        fate.code = int.from_bytes(frames[2:4], "big") if frames[:1] == bytes((CLOSE,)) else -2
    return fate


async def smuggled(to: Target) -> list[str]:
    fates = await all_of({name: lambda said=said: on_http(to, saying(said)) for name, said in smuggling(to).items()})

    def good(_: str, fate: Fate) -> bool:
        answers = fate.said.count(b"HTTP/1.1 ")
        return not fate.alive and b'"ok"' not in fate.said and answers <= 1 and (fate.code is None or fate.code >= 400)

    return wrong(fates, good)


async def oversized(to: Target) -> list[str]:
    fates = await all_of({name: lambda say=say: on_http(to, say) for name, say in huge(to).items()}, at_once=4)
    allowed = {"a page asked with 10 MB": {200, *REFUSALS}, "2,000 requests at once": {200, *REFUSALS}}

    def good(name: str, fate: Fate) -> bool:
        return fate.said.count(b"HTTP/1.1 200") <= MOST_ANSWERS and (fate.dropped or fate.code in allowed.get(name, REFUSALS))

    return wrong(fates, good)


async def dripping_sockets(to: Target) -> list[str]:
    """Open sockets that are silent, slow on purpose or never read: gone in 12 s."""
    sockets: dict[str, Say] = slow_frames()
    return await gone({name: lambda say=say: on_socket(to, say) for name, say in sockets.items()})


async def dripping_requests(to: Target) -> list[str]:
    """Requests at a byte a second: gone in 12 s."""
    requests: dict[str, Say] = slow(to)
    return await gone({name: lambda say=say: on_http(to, say) for name, say in requests.items()})


async def gone(tries: dict[str, Callable[[], Awaitable[Fate]]]) -> list[str]:
    fates = await all_of(tries, at_once=len(tries))
    FREED.extend(fate.seconds for fate in fates.values())
    return wrong(fates, lambda _, fate: not fate.alive and fate.seconds <= GONE_SECONDS + STALL)


async def silent_crowd(to: Target, server: psutil.Process, many: int = SILENT) -> list[str]:
    """So many connections that say nothing: the server has none of them after 12 s."""
    before, start = server.num_fds(), time.monotonic()
    lines = await asyncio.gather(*(connected(to) for _ in range(many)))
    ends = await asyncio.gather(
        *(asyncio.wait_for(reader.read(1), GONE_SECONDS + 2 * STALL) for reader, _ in lines), return_exceptions=True
    )
    seconds = time.monotonic() - start
    for _, writer in lines:
        writer.transport.abort()
    left = [end for end in ends if not (end == b"" or isinstance(end, ConnectionError))]
    late = [f"freed after {seconds:.1f} s"] if seconds > GONE_SECONDS + STALL else []
    return [f"{len(left)} of {many} still there, {before} descriptors before"] * bool(left) + late


async def slow_ones(to: Target, server: psutil.Process) -> list[str]:
    """All of these at once."""
    found = await asyncio.gather(dripping_sockets(to), dripping_requests(to), silent_crowd(to, server))
    return [one for part in found for one in part]


async def drop_in_a_loop(to: Target, many: int = DROPPED) -> list[str]:
    """Opened and dropped: bare, in the middle of a head, and right after the welcome."""

    async def once(n: int) -> None:
        with contextlib.suppress(OSError, AssertionError, asyncio.IncompleteReadError):
            if n % 20 == 0:
                _, writer = await welcomed(to)
            else:
                _, writer = await connected(to)
                writer.write(to.head()[: n % 50])
            writer.transport.abort()

    for start in range(0, many, 100):
        await asyncio.gather(*(once(n) for n in range(start, start + 100)))
    return []


async def calm(server: psutil.Process, descriptors: int, seconds: float = 20.0) -> int:
    """How many descriptors are open when the attackers have gone; waits until there are as few as before."""
    deadline = time.monotonic() + seconds
    while server.num_fds() > descriptors and time.monotonic() < deadline:  # noqa: ASYNC110  another process has no event to wait for
        await asyncio.sleep(0.2)
    return server.num_fds()


@contextlib.contextmanager
def victim(hall: Hall) -> Iterator[Callable[[], dict[str, Any]]]:
    """A tablet that records all the while; called, it stops and tells how it was."""
    words = [sys.executable, "-m", "bench.torture.hostile_victim", hall.url, hall.code("moderator", VICTIM), str(VICTIM)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        must(process.stdout.readline() == "ready\n", "the victim could not sit down")
        yield lambda: json.loads(process.communicate(timeout=40)[0])
    finally:
        process.kill()
        process.wait(10)


async def target(hall: Hall) -> Target:
    async with browser() as http:
        seated = await sit(http, hall.url, hall.code("moderator", ATTACKER))
    return Target(hall.port, seated.cookie, f"stolik-{ATTACKER}")


async def quick(to: Target) -> list[str]:
    """Everything that is over at once."""
    found: list[str] = []
    for attack in (malformed, odd, bad_handshakes, smuggled, oversized):
        found += await attack(to)
    return found


async def assault(run: Run, hall: Hall) -> Figures:
    to, server = await target(hall), psutil.Process(hall.pid)
    must(not (found := await quick(to)), f"not dropped as it should be: {found}")
    descriptors, memory = server.num_fds(), [rss(server)]
    with victim(hall) as told:
        for n in range(run.much(1, 20)):
            together = await asyncio.gather(slow_ones(to, server), drop_in_a_loop(to), quick(to))
            must(not any(together), f"round {n}: {together}")
            memory.append(rss(server))
            run.report(f"round {n}: {memory[-1]:.0f} MB, {server.num_fds()} descriptors")
        suffered = told()
    after = await calm(server, descriptors + POOL)
    must(not suffered["unheard"] and not suffered["faults"], f"the victim was harmed: {suffered}")
    must(after <= descriptors + POOL, f"{after} descriptors, {descriptors} before")
    must(memory[-1] - memory[len(memory) // 3] < FLAT_MB, f"memory in MB: {memory}")
    figures = {"malformed frames a round": len(faults()), "memory_mb": memory, "descriptors": [descriptors, after]}
    return figures | {"freed_s": spread(FREED), "victim": suffered}


def rss(server: psutil.Process) -> float:
    return round(server.memory_info().rss / 1e6, 1)


def hostile(run: Run) -> Figures:
    """Malformed frames, smuggled requests, floods, dripping and silent peers; a tablet goes on recording. Amount: rounds."""
    with Hall(run.folder / "hall").start() as hall:
        return asyncio.run(assault(run, hall))


SCENARIOS = {"hostile": hostile}
