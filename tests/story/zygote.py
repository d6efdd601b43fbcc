"""A demo in a process of its own, forked from one that has loaded the program already: a second less for every story.

Starting from nothing, as people do, is told in tests/cli."""

import os
import signal
import subprocess
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO

from app.__main__ import command_line

ZYGOTE = get_context("forkserver")
ZYGOTE.set_forkserver_preload(["app.cli.hall", "tests.story.zygote"])


class Forked:
    """As much of `subprocess.Popen` as the stories need."""

    def __init__(self, words: list[str], log: Path, folder: Path) -> None:
        reader, writer = ZYGOTE.Pipe(duplex=False)
        self._process: BaseProcess = ZYGOTE.Process(target=run, args=(words, writer, str(log), str(folder)), daemon=True)
        self._process.start()
        writer.close()
        self.stdout: IO[str] = os.fdopen(os.dup(reader.fileno()), "r", encoding="utf-8")
        reader.close()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, how: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, how)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired("stoliki demo", timeout or 0)
        return code


def run(words: list[str], out: Connection, log: str, folder: str) -> None:
    """In the child: what `python -m app ...` does, its output where a parent would have put it."""
    os.chdir(folder)
    os.dup2(out.fileno(), 1)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
    for name in [one for one in os.environ if one.startswith("STOLIKI_")]:
        del os.environ[name]
    command_line(words[:1])(words)
