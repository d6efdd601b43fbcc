"""python -m bench.torture.launch demo ...: the product with a kill at a named point, patched from outside. For the fault suite alone.

TORTURE_POINT   the point at which the process kills itself with SIGKILL
TORTURE_NTH     at which passing of it (1)
TORTURE_ARM     passings count once this file exists; without it from the start
TORTURE_ACKS    append a record of every answer to this log, in one order with the writes that the shim puts there
TORTURE_PRAGMA  one more pragma for every connection, after the product's own ("synchronous=NORMAL": the control that must lose)

Lower modules are patched before those that take names from them are loaded. A name that is gone stops the launcher at once.
"""

import asyncio
import contextlib
import functools
import os
import signal
import struct
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

POINT, NTH, ARM = os.environ.get("TORTURE_POINT", ""), int(os.environ.get("TORTURE_NTH", "1")), os.environ.get("TORTURE_ARM", "")
ACKS, PRAGMA = os.environ.get("TORTURE_ACKS", ""), os.environ.get("TORTURE_PRAGMA", "")
POINTS = (
    "before BEGIN", "after BEGIN", "after check", "after apply", "before COMMIT", "after COMMIT", "before the answer",
    "after the answer", "while a push is rendered", "in the middle of a push", "during a heal",
    "before the migration", "in the migration", "after the migration", "at the epoch", "while it is furnished",
    "after it is furnished", "before it listens",
)  # fmt: skip
passed = 0


def armed() -> bool:
    return not ARM or os.path.exists(ARM)


def here(point: str, last: Callable[[], object] = lambda: None) -> None:
    """A point is passed; at the nth passing of the chosen one everything ends, after `last`."""
    global passed
    if not point or point != POINT or not armed():
        return
    passed += 1
    if passed == NTH:
        last()
        os.kill(os.getpid(), signal.SIGKILL)


def around(owner: Any, name: str, before: str = "", after: str = "") -> None:
    """Two points around a function or method."""
    real = getattr(owner, name)

    @functools.wraps(real)
    def patched(*args: Any, **named: Any) -> Any:
        here(before)
        found = real(*args, **named)
        here(after)
        return found

    setattr(owner, name, patched)


def around_block(owner: Any, name: str, entered: str, left: str) -> None:
    """Two points at the edges of a `with` block: after it was entered, and after it was left."""
    real = getattr(owner, name)

    @contextlib.contextmanager
    def patched(*args: Any, **named: Any) -> Iterator[Any]:
        with real(*args, **named) as value:
            here(entered)
            yield value
        here(left)

    setattr(owner, name, patched)


def patch_writer() -> None:
    """The recorder's way: BEGIN, check, apply, journal, COMMIT, answers."""
    from app.live import db, journal  # noqa: PLC0415 - the order of loading is the point

    if PRAGMA:
        db.PRAGMAS = (*db.PRAGMAS, PRAGMA)  # type: ignore[assignment]
    around_block(db, "savepoint", "after check", "after apply")
    around_block(db.Database, "write", "after BEGIN", "after COMMIT")
    around(journal, "append", after="before COMMIT")
    from app.live import recorder  # noqa: PLC0415

    around(recorder.Recorder, "_write", before="before BEGIN")
    around(recorder.Recorder, "_announce", before="before the answer")
    if ACKS:
        log_answers(recorder.Recorder)


def log_answers(recorder: Any) -> None:
    """What is promised, at the moment of the promise."""
    real, log = recorder._announce, os.open(ACKS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def patched(self: Any, batches: Any, seq: int | None) -> None:
        told = [f"{answer.id} {answer.seq}" for batch in batches for answer in batch.answers if answer.refusal is None]
        note = "\n".join(told).encode()
        os.write(log, struct.pack("<cIQI", b"A", 0, 0, len(note)) + note)
        real(self, batches, seq)

    recorder._announce = patched


def patch_screens() -> None:
    """Answers, pushes and heals."""
    from starlette.responses import Response  # noqa: PLC0415

    from app.live import fragments, hub, wire  # noqa: PLC0415

    around(fragments, "block", before="while a push is rendered")
    around(fragments, "whole", after="during a heal")
    tear_push(wire.RawLine)
    if POINT == "after the answer":
        hold_pushes(hub.Hub)
        kill_after_answer(Response)


def tear_push(line: Any) -> None:
    """Half of a push's frame is on the wire, the other half never comes; other listeners have it whole, or not at all."""
    real = line.send

    def patched(self: Any, message: bytes, framed: bytes) -> None:
        if b'"t":"push"' in message[:20]:
            ear = self._protocol.transport.get_extra_info("socket").fileno()
            here("in the middle of a push", lambda: os.write(ear, framed[: len(framed) // 2]))
        real(self, message, framed)

    line.send = patched


def hold_pushes(hub: Any) -> None:
    """The follower is as slow as can be: it never gets to the push."""
    real = hub.step

    def patched(self: Any) -> None:
        if not armed():
            real(self)

    hub.step = patched


def kill_after_answer(response: Any) -> None:
    real: Callable[..., Awaitable[None]] = response.__call__

    async def patched(self: Any, scope: Any, receive: Any, send: Any) -> None:
        await real(self, scope, receive, send)
        if scope.get("path") == "/commands" and self.status_code == 200:
            await asyncio.sleep(0.05)  # it has left this process
            here("after the answer")

    response.__call__ = patched


def patch_start() -> None:
    """From an empty directory to the first line."""
    from app.live import installation, migrating, upgrades  # noqa: PLC0415

    around(migrating, "migrate", after="in the migration")
    around(upgrades, "upgrade", before="before the migration", after="after the migration")
    around(installation, "epoch_of", after="at the epoch")
    from app.cli import opening  # noqa: PLC0415

    around(opening, "lists", after="while it is furnished")
    around(opening, "furnish", after="after it is furnished")
    from app.cli import running  # noqa: PLC0415

    around(running, "config_of", before="before it listens")


def main() -> None:
    if POINT and POINT not in POINTS:
        raise SystemExit(f"no such point: {POINT}; there are: {', '.join(POINTS)}")
    patch_writer()
    patch_screens()
    patch_start()
    from app.__main__ import main as product  # noqa: PLC0415

    product()


if __name__ == "__main__":
    main()
