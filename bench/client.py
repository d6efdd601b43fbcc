"""The load client: compiled when it is older than its source, run on the second core."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.servers import CLIENT_CORE, Server, pinned

HERE = Path(__file__).parent
SOURCE, PROGRAM = HERE / "load.c", HERE / "build" / "load"


@dataclass(frozen=True)
class Load:
    """`rate` commands a second in the whole hall, or with rate 0 always `waiting` typed at each tablet."""

    name: str
    listeners: int = 20
    waiting: int = 4
    rate: float = 0
    warmup: float = 2
    seconds: float = 8


def compiled() -> Path:
    """The program, compiled here and now: no binary is kept in the repository."""
    if not PROGRAM.exists() or PROGRAM.stat().st_mtime < SOURCE.stat().st_mtime:
        PROGRAM.parent.mkdir(exist_ok=True)
        subprocess.run(["gcc", "-O2", "-Wall", "-o", str(PROGRAM), str(SOURCE)], check=True)
    return PROGRAM


def put(load: Load, server: Server) -> dict[str, Any]:
    """Put this load on the server; what the client counted. Raises when anything was refused or a connection was lost."""
    numbers = [server.port, server.epoch, load.listeners, load.waiting, load.rate, load.warmup, load.seconds, server.pid]
    words = [*pinned(CLIENT_CORE), str(compiled()), *map(str, numbers)]
    tablets = "".join(tablet.line() + "\n" for tablet in server.tablets)
    done = subprocess.run(words, input=tablets, capture_output=True, text=True, timeout=load.warmup + load.seconds + 60, check=False)
    if done.returncode:
        raise RuntimeError(f"{server.name}, {load.name}: {done.stderr[-2000:]}")
    counted: dict[str, Any] = json.loads(done.stdout)
    return counted
