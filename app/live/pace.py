"""How much one seat may say, and how often an address may guess codes: moving windows in memory.

By hand: the memory storage of the library `limits` starts a timer thread for nearly every batch, a tenth of the door's time.
"""

import math
import time
from collections import deque

MOST_KEYS = 10_000


class Pace:
    """At most `most` in any `seconds` for each key."""

    def __init__(self, most: int, seconds: int) -> None:
        self._most, self._seconds = most, seconds
        self._windows: dict[str, Window] = {}
        self._room = MOST_KEYS  # once there are so many, those that said nothing lately go

    def over(self, key: str, cost: int = 1) -> int:
        """0 and counted when there is room, else the seconds to wait (at least 1), not counted."""
        now, window = time.monotonic(), self._window(key)
        if window.used + cost <= self._most:
            window.spend(now, cost)
            return 0
        left = window.used
        for at, freed in window.spent:
            left -= freed
            if left + cost <= self._most:
                return max(1, math.ceil(at + self._seconds - now))
        return self._seconds

    def full(self, key: str) -> bool:
        """Whether nothing more fits now."""
        return self._window(key).used >= self._most

    def _window(self, key: str) -> "Window":
        since = time.monotonic() - self._seconds
        if len(self._windows) >= self._room:
            self._windows = {one: window for one, window in self._windows.items() if window.used_since(since)}
            self._room = max(MOST_KEYS, 2 * len(self._windows))
        window = self._windows.setdefault(key, Window())
        window.used_since(since)
        return window


class Window:
    """What one key spent lately: (when, how much), and their sum."""

    __slots__ = ("spent", "used")

    def __init__(self) -> None:
        self.spent: deque[tuple[float, int]] = deque()
        self.used = 0

    def spend(self, at: float, cost: int) -> None:
        if cost:
            self.spent.append((at, cost))
            self.used += cost

    def used_since(self, since: float) -> int:
        """Forget what is older; what is left."""
        while self.spent and self.spent[0][0] <= since:
            self.used -= self.spent.popleft()[1]
        return self.used
