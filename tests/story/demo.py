"""A real hall for the stories: `stoliki demo` in a process of its own, and people who sit down in it with real browsers."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.story.people import hears_keys
from tests.story.zygote import Forked

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class HallSeat:
    """One line of what the demo printed."""

    role: str
    stolik: int | None
    code: str
    url: str


@dataclass
class Hall:
    """The running demo. `stop` asks it to end, `kill` does not ask, `restart` starts it again on the same port and data."""

    data: Path
    port: int
    url: str = ""
    seats: list[HallSeat] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | Forked | None = None
    module: str = "app"
    host: str = "127.0.0.1"
    forked: bool = False

    def start(self) -> "Hall":
        """Start the server and wait for its first line: then it listens."""
        words = ["demo", "--json", "--host", self.host, "--port", str(self.port), "--data", str(self.data)]
        self.process = Forked(words, self.log, ROOT) if self.forked and self.module == "app" else self.spawned(words)
        assert self.process.stdout
        said = json.loads(first_line(self.process.stdout, 90) or self.complaint())
        self.url = said["url"].rstrip("/")
        self.seats = [HallSeat(seat["role"], seat.get("stolik"), seat["code"], seat["url"]) for seat in said["seats"]]
        return self

    def spawned(self, words: list[str]) -> subprocess.Popen[str]:
        """From nothing, as people start it."""
        line = [sys.executable, "-m", self.module, *words]
        with self.log.open("a") as log:
            return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, env=clean_environment())

    @property
    def log(self) -> Path:
        """What the server said on standard error, beside its data."""
        return self.data.with_name(self.data.name + ".log")

    def complaint(self) -> str:
        raise AssertionError(f"stoliki demo did not start:\n{self.log.read_text()[-4000:]}")

    def seat(self, role: str, stolik: int | None = None) -> HallSeat:
        """The seat with this role (and stolik)."""
        return next(seat for seat in self.seats if seat.role == role and seat.stolik == stolik)

    def stop(self) -> None:
        """Ask it to end, as Ctrl+C does, and wait."""
        self.end(signal.SIGINT)

    def kill(self) -> None:
        """The power is cut: no farewell, no flush."""
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def restart(self) -> "Hall":
        """The same hall again, on the same port and data."""
        self.stop()
        return self.start()


def first_line(stream: IO[str], seconds: float) -> str:
    """The first line, or nothing; the rest is read and dropped, so that the writer never blocks."""
    lines: queue.Queue[str] = queue.Queue()

    def drain() -> None:
        lines.put(stream.readline())
        for _ in stream:
            pass

    threading.Thread(target=drain, daemon=True).start()
    try:
        return lines.get(timeout=seconds)
    except queue.Empty:
        return ""


def clean_environment() -> dict[str, str]:
    """Ours without STOLIKI_*: a developer's settings do not change the stories."""
    return {name: value for name, value in os.environ.items() if not name.startswith("STOLIKI_")} | {"PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def sit(browser: Browser, hall: Hall, role: str, stolik: int | None = None, **options: Any) -> Page:
    """A new person with a browser of their own hands in the card's code and opens the page of the seat (test_screens scans the card)."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}, "locale": "pl-PL"} | options))
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: hall.errors.append(f"{role} {stolik or ''}: {error}"))
    page.goto(hall.url + take_seat(context, hall, role, stolik))
    hears_keys(page)
    return page


def take_seat(context: BrowserContext, hall: Hall, role: str, stolik: int | None = None) -> str:
    """Hand in the card's code; this browser has the seat's cookie now. Returns the path of the seat's page."""
    joined = context.request.post(f"{hall.url}/join", form={"code": hall.seat(role, stolik).code}, max_redirects=0)
    assert joined.status == 303, joined.text()
    path: str = joined.headers["location"]
    return path
