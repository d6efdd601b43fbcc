"""uv run python -m bench.phones [--phones 10000] [--seconds 60]: a hall of residents' phones on one server, in a process of its own.

They come in with the room's figures and open /vote (connecting), ask now and then whether something is open (waiting), as the page
does, and once it is cast one ballot each, spread evenly over the seconds, each on a new connection. Meanwhile tablets record issues,
with their own pages listening. `--sockets N`: so many of the phones also hold a WebSocket on `map`. Every latency is what the phone
sees; a probe asks /healthz all the time: what it waits, everybody waits. `client`: how late this program itself was."""

import argparse
import asyncio
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import uvloop

from bench.residents import Hall, probe, socket
from bench.servers import CLIENT_CORE, ROOT, SERVER_CORE, free_port, pinned

CHANGED_LIMITS = {"STOLIKI_ENTRIES": "1000000"}
TABLES, IDEAS, RATE = 11, 12, 22.0  # RATE: issues a second of all tablets together
IDLE, LOOK = 8.0, 20.0  # s between two questions of a phone: while nothing is open, while its person thinks (as in vote.js)
FILE, IMPORT = re.compile(r'(?:href|src)="(/static/[^"#]+)'), re.compile(r'from "\./([\w]+\.js)"')
AT_ONCE = 200  # phones that connect at the same moment
PROMISED = {"connecting s": 30.0, "ballot p99 ms": 250.0, "issue p99 ms": 50.0, "server MB": 600.0}


async def prepared(hall: Hall, codes: dict[tuple[str, int | None], str], phones: int) -> tuple[str, dict[int, str]]:
    """Stoliki with people and something to vote on; the organiser's cookie and the tablets'."""
    organiser = await hall.join(codes["organiser", None])
    _, _, told = await hall.ask("other", "GET", "/export/hall.json", organiser)
    hall.epoch = json.loads(told)["epoch"]
    tablets = {nth: await hall.join(codes["moderator", nth]) for nth in range(1, TABLES + 1)}
    for nth, cookie in tablets.items():
        await hall.say("other", cookie, "headcount.count", stolik_id=nth, count=min(10_000, phones))
        said = [await hall.say("other", cookie, "issue.record", **issue(nth, f"Pomysł {one}")) for one in range(IDEAS)]
        hall.issues[nth] = said
    return organiser, tablets


def issue(stolik_id: int, text: str) -> dict[str, Any]:
    return {"stolik_id": stolik_id, "topic_id": None, "issue_kind": "idea", "text": text, "parked": False}


async def files_of(hall: Hall, code: str) -> list[str]:
    """What a browser fetches besides, the first time: of the pages on the way to the vote, and what their scripts import."""
    cookie, found = await hall.join(code), dict[str, None]()
    for path in ("/join", "/participant", "/vote"):
        _, _, page = await hall.ask("other", "GET", path, "" if path == "/join" else cookie)
        found |= dict.fromkeys(FILE.findall(page.decode()))
    for path in [one for one in found if one.endswith(".js")]:
        _, _, script = await hall.ask("other", "GET", path)
        found |= {f"{path.rpartition('/')[0]}/{one}": None for one in IMPORT.findall(script.decode())}
    return list(found)


async def connected(hall: Hall, code: str, phones: int, files: list[str]) -> list[str]:
    """Each comes in and opens its page, on one connection, as browsers do; so many at the same moment as a hall has thumbs. With
    `files` as a browser that has never been here, page after page."""
    gate, cookies = asyncio.Semaphore(AT_ONCE), list[str]()

    async def one(nth: int) -> None:
        async with gate:
            line = await asyncio.open_connection("127.0.0.1", hall.port)
            for path in ["/join", *files] if files else []:
                await hall.ask("file", "GET", path, on=line)
            cookie = await hall.join(code, line)
            if files:
                await hall.ask("page", "GET", "/participant", cookie, on=line)
            for name, path in (("page", f"/vote?stolik={nth % TABLES + 1}"), ("look", f"/vote/now?stolik={nth % TABLES + 1}")):
                status, _, _ = await hall.ask(name, "GET", path, cookie, on=line)
                if status != 200:
                    hall.failed.append(f"{path}: {status}")
            line[1].close()
            cookies.append(cookie)

    await asyncio.gather(*(one(nth) for nth in range(phones)))
    return cookies


async def vote(hall: Hall, cookie: str, nth: int, seconds: float) -> None:
    """A phone: looks until something is open, then now and then until its person has made up their mind, then says one ballot."""
    chance, stolik_id = random.Random(nth), nth % TABLES + 1
    await asyncio.sleep(chance.random() * IDLE)
    while True:
        if await is_open(hall, cookie, stolik_id):
            break
        await asyncio.sleep(IDLE * (0.8 + 0.4 * chance.random()))
    hall.took.setdefault("told", []).append(time.perf_counter() - hall.opened)
    left = chance.random() * seconds
    while left > LOOK:
        await asyncio.sleep(LOOK)
        left -= LOOK
        await is_open(hall, cookie, stolik_id)
    await asyncio.sleep(left)
    given = {chance.choice(hall.issues[stolik_id]): chance.randint(1, 2) for _ in range(2)}
    await hall.say("ballot", cookie, "ballot.cast", round_id=hall.round_id, stolik_id=stolik_id, dots=given)


async def is_open(hall: Hall, cookie: str, stolik_id: int) -> bool:
    _, _, said = await hall.ask("look", "GET", f"/vote/now?stolik={stolik_id}", cookie)
    return bool(json.loads(said)["slip"])


async def type_on(hall: Hall, tablets: dict[int, str], until: float) -> None:
    """Tablets go on recording, at their pace, whatever the phones do."""
    said, begun, tasks = 0, time.monotonic(), set[asyncio.Task[str]]()
    while time.monotonic() < until:
        nth = said % TABLES + 1
        tasks.add(asyncio.create_task(hall.say("issue", tablets[nth], "issue.record", **issue(nth, f"Powiedziane po otwarciu {said}"))))
        said += 1
        await asyncio.sleep(max(0.0, begun + said / RATE - time.monotonic()))
    await asyncio.gather(*tasks)


def figures(times: list[float]) -> dict[str, float]:
    order = sorted(times)
    at = lambda part: round(1000 * order[min(len(order) - 1, int(part * len(order)))], 1)  # noqa: E731
    return {"n": len(order), "p50": at(0.5), "p99": at(0.99), "max": round(1000 * order[-1], 1)}


async def run(hall: Hall, told: dict[str, Any], asked: argparse.Namespace, server: psutil.Process) -> dict[str, Any]:
    codes = {(seat["role"], seat["stolik"]): seat["code"] for seat in told["seats"]}
    organiser, tablets = await prepared(hall, codes, asked.phones)
    await hall.say("other", organiser, "room.open", edition_id=1, minutes=240)
    _, _, room = await hall.ask("other", "GET", "/room/code", organiser)
    heard = [0, 0]
    for nth, cookie in tablets.items():
        await socket(hall, cookie, f"stolik-{nth}", heard)
    await socket(hall, organiser, "map,hall", heard)
    files = await files_of(hall, json.loads(room)["code"]) if asked.whole else []
    hall.took.clear()
    begun, cpu = time.monotonic(), seconds_of(server)
    cookies = await connected(hall, json.loads(room)["code"], asked.phones, files)
    for start in range(0, asked.sockets, AT_ONCE):
        await asyncio.gather(*(socket(hall, cookie, "map", heard) for cookie in cookies[start : min(start + AT_ONCE, asked.sockets)]))
    connecting, spent = time.monotonic() - begun, seconds_of(server) - cpu
    probing, begun, before = asyncio.create_task(probe(hall)), time.monotonic(), seconds_of(server)
    voting = [asyncio.create_task(vote(hall, cookie, nth, asked.seconds)) for nth, cookie in enumerate(cookies)]
    await asyncio.sleep(IDLE)
    idle, waited = seconds_of(server) - before, time.monotonic() - begun
    rules = {"title": "Telefony", "about": "issues", "rule": "dots", "dots": 5, "most": 5, "methods": ["phones"]}
    hall.opened = time.perf_counter()
    hall.round_id = await hall.say("other", organiser, "round.open", stolik_ids=list(tablets), **rules)
    begun, before = time.monotonic(), seconds_of(server)
    typing = asyncio.create_task(type_on(hall, tablets, begun + asked.seconds))
    await asyncio.gather(*voting, typing)
    took, used = time.monotonic() - begun, seconds_of(server) - before
    memory = server.memory_info().rss / 2**20
    await hall.say("close", organiser, "round.close", round_id=hall.round_id)
    await asyncio.sleep(2.0)
    hall.probing = False
    await probing
    _, _, said = await hall.ask("other", "GET", "/export/hall.json", organiser)
    counted = sum(sum(part["ballots"].values()) for part in json.loads(said)["rounds"][-1]["results"])
    return {
        "connecting s": round(connecting, 1), "of it the server's CPU s": round(spent, 1), "waiting, CPU %": round(100 * idle / waited),
        "voting s": round(took, 1), "of it the server's CPU, s": round(used, 1), "counted": counted,
        "server MB": round(memory), "sockets": heard[0], "MB heard": heard[1] // 2**20,
    }  # fmt: skip


def seconds_of(server: psutil.Process) -> float:
    """Of the processor, so far."""
    times = server.cpu_times()
    return float(times.user + times.system)


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench.phones", description=__doc__)
    words.add_argument("--phones", type=int, default=10_000)
    words.add_argument("--seconds", type=float, default=60.0)
    words.add_argument("--sockets", type=int, default=0)
    words.add_argument("--whole", action="store_true", help="everything a browser fetches that has never been here")
    asked = words.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    print("Limits raised:", ", ".join(f"{name}={value}" for name, value in CHANGED_LIMITS.items()))
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[min(CLIENT_CORE, len(cores) - 1)]})
    with tempfile.TemporaryDirectory() as folder:
        hall = Hall(free_port())
        words_of_server = ["-m", "app", "demo", "--json", "--port", str(hall.port), "--data", str(Path(folder) / "hall")]
        said = [*pinned_server(cores), sys.executable, *words_of_server]
        process = subprocess.Popen(said, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | CHANGED_LIMITS)
        try:
            assert process.stdout
            found = uvloop.run(run(hall, json.loads(process.stdout.readline()), asked, psutil.Process(process.pid)))
        finally:
            process.terminate()
            process.wait(30)
    tell(hall, asked, found)


def pinned_server(cores: list[int]) -> list[str]:
    return ["taskset", "-c", str(cores[SERVER_CORE])] if len(cores) > 1 else pinned(SERVER_CORE)


def tell(hall: Hall, asked: argparse.Namespace, found: dict[str, Any]) -> None:
    timed = {name: figures(times) for name, times in hall.took.items() if name != "other"}
    for name, one in timed.items():
        print(f"{name:8} {one['n']:6.0f} times  p50 {one['p50']:8.1f} ms  p99 {one['p99']:8.1f} ms  max {one['max']:8.1f} ms")
    for name, value in found.items():
        print(f"{name:24} {value}")
    measured = found | {"ballot p99 ms": timed["ballot"]["p99"], "issue p99 ms": timed["issue"]["p99"]}
    missed = [f"{name} {measured[name]} > {most}" for name, most in PROMISED.items() if measured[name] > most]
    wrong = [*hall.failed[:5], *([f"{found['counted']} of {asked.phones} ballots"] if found["counted"] != asked.phones else [])]
    print("not as promised: " + "; ".join(missed) if missed else "as promised")
    print(f"failed: {len(hall.failed)}", *wrong, sep="\n  ")
    raise SystemExit(1 if missed or wrong else 0)


if __name__ == "__main__":
    main()
