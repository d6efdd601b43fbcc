"""Which languages the house offers, the one it speaks unasked first. Asked by every page, so it is remembered until the journal grows."""

import time
from collections.abc import Callable, Sequence

from app.live.languages import LANGUAGES

REMEMBERED = 1.0  # s, at most: another process may have written


class Tongues:
    """`read` finds them in the tables; what it does not know is every language there is."""

    def __init__(self, read: Callable[[], Sequence[str]]) -> None:
        self._read = read
        self._known: tuple[str, ...] = ()
        self._at = float("-inf")

    def forget(self, seq: int) -> None:
        """The bus says that the journal has grown."""
        self._at = float("-inf")

    def offered(self) -> tuple[str, ...]:
        now = time.monotonic()
        if now - self._at > REMEMBERED:
            self._known = tuple(one for one in self._read() if one in LANGUAGES) or tuple(LANGUAGES)
            self._at = now
        return self._known
