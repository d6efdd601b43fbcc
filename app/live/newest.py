"""What was recorded last, by kind: an answer that depends on few kinds is given again until one of them comes."""

import time
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from app.live.journal import Entry

T = TypeVar("T")
REMEMBERED = 1.0  # s, at most: another process may have written
MOST_KEPT = 2_000


class Newest:
    """Of one running house. The recorder tells it after each commit, before anybody is answered."""

    def __init__(self) -> None:
        self._seqs: dict[str, int] = {}
        self._kept: dict[Hashable, tuple[tuple[int, ...], float, Any]] = {}

    def heard(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._seqs[entry.kind] = self._seqs[entry.noun] = entry.seq
            if entry.late:
                self._seqs[f"{entry.noun}.late"] = entry.seq

    def of(self, kinds: Iterable[str]) -> tuple[int, ...]:
        """The seqs of the last of these kinds, or nouns; "ballot.late": of those that came late."""
        return tuple(self._seqs.get(one, 0) for one in kinds)

    def kept(self, name: Hashable, kinds: tuple[str, ...], make: Callable[[], T], seconds: float = REMEMBERED) -> T:
        """What `make` gave last, while nothing of these kinds was recorded since. Nobody may change it."""
        stamp, known, now = self.of(kinds), self._kept.get(name), time.monotonic()
        if known is None or known[0] != stamp or now > known[1]:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            known = self._kept[name] = (stamp, now + seconds, make())
        found: T = known[2]
        return found
