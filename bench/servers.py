"""The two servers under test, each in a process of its own on the first core, with an empty database."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHANGED_LIMITS = {"STOLIKI_COMMANDS_PER_SEAT": "100000000"}
SERVER_CORE, CLIENT_CORE = 0, 1


@dataclass
class Tablet:
    """What the load client needs to speak for a stolik."""

    stolik_id: int
    topic_id: str | None
    cookie: str

    def line(self) -> str:
        topic = f'"{self.topic_id}"' if self.topic_id else "null"
        return f"{self.stolik_id}\t{topic}\t{self.cookie}"


@dataclass
class Server:
    """A running server."""

    name: str
    port: int
    pid: int
    epoch: str
    tablets: list[Tablet]
    organiser: str = ""


def pinned(core: int) -> list[str]:
    """The words that keep a process on one core, where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    return ["taskset", "-c", str(cores[core])] if len(cores) > 1 else []


@contextlib.contextmanager
def running(name: str, words: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*pinned(SERVER_CORE), sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | CHANGED_LIMITS
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextlib.contextmanager
def stoliki(data: Path, tables: int) -> Iterator[Server]:
    """`stoliki demo`, and its moderators seated."""
    with running("stoliki", ["-m", "app", "demo", "--json", "--port", "0", "--data", str(data)]) as process:
        assert process.stdout
        said = json.loads(process.stdout.readline())
        url = said["url"]
        cookies = {(seat["role"], seat["stolik"]): join(url, seat["code"]) for seat in said["seats"]}
        hall = json.loads(get(f"{url}/export/hall.json", cookies["organiser", None]))
        ids = {one["number"]: one["id"] for one in hall["stoliki"]}
        topics = {place["stolik_id"]: topic["id"] for topic in hall["topics"] for place in topic["on"]}
        tablets = [Tablet(ids[number], topics.get(ids[number]), cookies["moderator", number]) for number in sorted(ids)][:tables]
        yield Server("stoliki", urllib.parse.urlsplit(url).port or 80, process.pid, hall["epoch"], tablets, cookies["organiser", None])


@contextlib.contextmanager
def tutorial(data: Path, tables: int) -> Iterator[Server]:
    """The tutorial's server."""
    data.mkdir(parents=True)
    port = free_port()
    with running("tutorial", ["-m", "bench.tutorial", str(port), str(data)]) as process:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.1)
        yield Server("tutorial", port, process.pid, "-", [Tablet(number, None, "none=none") for number in range(1, tables + 1)])


class Stay(urllib.request.HTTPRedirectHandler):
    """Do not follow: the answer itself carries the cookie."""

    def redirect_request(self, *_: object) -> None:
        return None


def join(url: str, code: str) -> str:
    """The cookie for a card's code."""
    request = urllib.request.Request(f"{url}/join", urllib.parse.urlencode({"code": code}).encode(), {"Origin": url})
    try:
        urllib.request.build_opener(Stay).open(request, timeout=10)
    except urllib.error.HTTPError as answer:
        if answer.code == 303:
            return str(answer.headers["Set-Cookie"]).partition(";")[0]
        raise
    raise RuntimeError("no seat for a code of the demo")


def get(url: str, cookie: str) -> bytes:
    request = urllib.request.Request(url, headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return bytes(answer.read())


def free_port() -> int:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        return int(ear.getsockname()[1])
