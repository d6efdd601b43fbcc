"""The server under test: `stoliki demo` in a process of its own, that can be killed and started again."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
PRODUCT = ("-m", "app")
UNPACED = {"STOLIKI_COMMANDS_PER_SEAT": "1000000"}  # where few seats stand for a full hall; the figures say so


class DidNotStart(Exception):
    """With what it said."""


@dataclass
class Hall:
    """`words`: what runs instead of `-m app` (launch.py patches the product from outside). `settings`: STOLIKI_* to change."""

    data: Path
    port: int = 0
    words: tuple[str, ...] = PRODUCT
    settings: dict[str, str] = field(default_factory=dict)
    url: str = ""
    seats: list[dict[str, Any]] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None
    started: float = 0.0

    def __post_init__(self) -> None:
        self.port = self.port or free_port()

    @property
    def log(self) -> Path:
        return self.data.with_name(self.data.name + ".log")

    def spawn(self) -> "Hall":
        """Start it and do not wait."""
        words = [sys.executable, *self.words, "demo", "--json", "--host", "127.0.0.1", "--port", str(self.port), "--data", str(self.data)]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True, env=self.environment()
            )
        self.started = time.monotonic()
        self._lines = first_line(self.process.stdout)
        return self

    def ready(self, seconds: float = START_SECONDS) -> "Hall":
        """Wait for its first line: then it listens. Raises DidNotStart."""
        try:
            said = json.loads(self._lines.get(timeout=seconds))
        except (queue.Empty, ValueError):
            raise DidNotStart(f"{self.process and self.process.poll()}: {self.complaint()}") from None
        self.url, self.seats = said["url"].rstrip("/"), said["seats"]
        return self

    def start(self) -> "Hall":
        return self.spawn().ready()

    def complaint(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]

    def environment(self) -> dict[str, str]:
        """Ours without STOLIKI_*: a developer's settings change no figure."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("STOLIKI_")}
        return ours | {"PYTHONUNBUFFERED": "1"} | self.settings

    def code(self, role: str, stolik: int | None = None) -> str:
        return str(next(one["code"] for one in self.seats if (one["role"], one["stolik"]) == (role, stolik)))

    def numbers(self) -> list[int]:
        """Stoliki with a moderator's card."""
        return sorted(one["stolik"] for one in self.seats if one["role"] == "moderator")

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def kill(self) -> float:
        """No farewell, no flush. Returns when, by time.monotonic()."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        at = time.monotonic()
        self.process.wait(30)
        return at

    def stop(self) -> None:
        """As Ctrl+C does; harder when that is not heard."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def __enter__(self) -> "Hall":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing of it stays."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)


def first_line(stream: IO[str] | None) -> "queue.Queue[str]":
    """The first line, when it comes; the rest is read and dropped, so that the writer never blocks."""
    lines: queue.Queue[str] = queue.Queue()
    assert stream

    def drain() -> None:
        with stream:
            lines.put(stream.readline())
            for _ in stream:
                pass

    threading.Thread(target=drain, daemon=True).start()
    return lines


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
