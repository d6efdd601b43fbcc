"""Rounds of the same load on both servers in turn, and what they come to: medians, and the median of the pairs' ratios.

The machine's own pace swings two or three times between rounds; what stands next to each other in time is comparable.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.client import Load, put
from bench.servers import Server, stoliki, tutorial

Figures = dict[str, Any]
Start = Callable[[Path, int], AbstractContextManager[Server]]
SERVERS: dict[str, Start] = {"stoliki": stoliki, "tutorial": tutorial}


@dataclass
class Scenario:
    """One load, on one server or on both, again and again."""

    load: Load
    rounds: int
    against: bool = True
    tables: int = 11
    figures: dict[str, list[Figures]] = field(default_factory=lambda: {name: [] for name in SERVERS})

    def run(self) -> Iterator[tuple[str, Figures]]:
        """A B, B A, A B ...: neither always comes first."""
        for turn in range(self.rounds):
            names = list(SERVERS) if self.against else ["stoliki"]
            for name in names if turn % 2 == 0 else reversed(names):
                with (
                    tempfile.TemporaryDirectory(prefix="stoliki-bench-") as folder,
                    SERVERS[name](Path(folder) / "data", self.tables) as server,
                ):
                    figures = put(self.load, server)
                self.figures[name].append(figures)
                yield name, figures

    def median(self, name: str, *path: str) -> float | None:
        """The median of a figure over the rounds; None when this server was not asked."""
        values = [picked(one, path) for one in self.figures[name]]
        return statistics.median(values) if values else None

    def ratio(self, *path: str) -> tuple[float, float, float] | None:
        """Median, lowest and highest of ours to theirs, pair by pair."""
        pairs = zip(self.figures["stoliki"], self.figures["tutorial"], strict=False)
        ratios = [picked(ours, path) / picked(theirs, path) for ours, theirs in pairs if picked(theirs, path)]
        return (statistics.median(ratios), min(ratios), max(ratios)) if ratios else None


def picked(figures: Figures, path: tuple[str, ...]) -> float:
    value: Any = figures
    for name in path:
        value = value[name]
    return float(value)
