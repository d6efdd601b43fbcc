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
        self._spent: dict[str, deque[tuple[float, int]]] = {}

    def over(self, key: str, cost: int = 1) -> int:
        """0 and counted when there is room, else the seconds to wait (at least 1), not counted."""
        now, spent = time.monotonic(), self._window(key)
        used = sum(cost for _, cost in spent)
        if used + cost <= self._most:
            if cost:
                spent.append((now, cost))
            return 0
        for at, freed in spent:
            used -= freed
            if used + cost <= self._most:
                return max(1, math.ceil(at + self._seconds - now))
        return self._seconds

    def full(self, key: str) -> bool:
        """Whether the key has used up its window."""
        return sum(cost for _, cost in self._window(key)) >= self._most

    def _window(self, key: str) -> deque[tuple[float, int]]:
        """What was spent in the last `seconds`."""
        if len(self._spent) >= MOST_KEYS:
            self._spent = {one: window for one, window in self._spent.items() if self._fresh(window)}
        window = self._spent.setdefault(key, deque())
        self._fresh(window)
        return window

    def _fresh(self, window: deque[tuple[float, int]]) -> bool:
        while window and window[0][0] <= time.monotonic() - self._seconds:
            window.popleft()
        return bool(window)
