"""Which languages the house offers, the one it speaks unasked first. Asked for every answer, so it is remembered."""

from collections.abc import Callable, Sequence

from app.live.languages import LANGUAGES
from app.live.newest import Newest


class Tongues:
    """`read` finds them in the tables, after anything was recorded about an edition; what it does not know is every language there is."""

    def __init__(self, read: Callable[[], Sequence[str]], newest: Newest) -> None:
        self._read, self._newest = read, newest

    def offered(self) -> tuple[str, ...]:
        return self._newest.kept("tongues", ("edition",), self._found)

    def _found(self) -> tuple[str, ...]:
        return tuple(one for one in self._read() if one in LANGUAGES) or tuple(LANGUAGES)
