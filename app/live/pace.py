"""How much one seat may say, and how often an address may guess codes: moving windows in memory, by `limits`."""

import math
import time

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter


class Pace:
    """At most `most` in any `seconds` for each key."""

    def __init__(self, most: int, seconds: int) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerSecond(most, seconds)

    def over(self, key: str, cost: int = 1) -> int:
        """0 and counted when there is room, else the seconds to wait (at least 1), not counted."""
        if cost == 0 or self._limiter.hit(self._item, key, cost=cost):
            return 0
        reset = self._limiter.get_window_stats(self._item, key).reset_time
        return max(1, math.ceil(reset - time.time()))

    def full(self, key: str) -> bool:
        """Whether the key has used up its window."""
        return not self._limiter.test(self._item, key)
