"""One run of a fault scenario: its seed, how much of it, where it may write, and how it tells what happens."""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

Figures = dict[str, Any]


@dataclass
class Run:
    """`amount` is in the scenario's own unit (kills, cuts, commands); None: its short or its long default."""

    seed: int
    long: bool = False
    amount: int | None = None
    jobs: int = 1
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="stoliki-torture-")))
    report: Callable[[str], object] = print

    def random(self, *name: object) -> Random:
        """Chance of its own for every part, so that one part's draws never shift another's: the seed gives the whole schedule."""
        return Random(":".join(map(str, (self.seed, *name))))

    def much(self, short: int, long: int) -> int:
        return self.amount if self.amount is not None else long if self.long else short


Scenario = Callable[[Run], Figures]


class Lost(AssertionError):
    """Something that was promised is not so; the message is the evidence."""


def must(true: object, evidence: str) -> None:
    """`assert` that stays when Python is told to leave assertions out."""
    if not true:
        raise Lost(evidence)


def spread(seconds: list[float]) -> dict[str, float | int]:
    """p50, p95 and max in seconds, and of how many."""
    times = sorted(seconds)
    if not times:
        return {"n": 0}
    named = {"p50": times[len(times) // 2], "p95": times[min(len(times) - 1, int(len(times) * 0.95))], "max": times[-1]}
    return {name: round(value, 3) for name, value in named.items()} | {"n": len(times)}


@contextlib.contextmanager
def timed(figures: Figures) -> Iterator[None]:
    """How long it took, into the figures."""
    start = time.monotonic()
    try:
        yield
    finally:
        figures["seconds"] = round(time.monotonic() - start, 1)
