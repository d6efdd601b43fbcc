"""Who listens: to which channels, in which language, and how often.

Residents may hear the map on ten thousand phones at once. What changed is gathered for them at a place of its own (`map~`) and
handed round in turns, so that nobody waits for them; to each it is the same channel, only with fewer pushes.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.live.wire import Line

MAP, SLOW = "map", "~"
SLICE = 100  # listeners in one go, then the others have a turn
SLOW_SECONDS, SLOW_BYTES, SLOW_SENDS = 1.0, 8 * 2**20, 1000  # least time between two pushes; a second, to all who listen there
Told = tuple[bytes, bytes]


@dataclass(eq=False)
class Listener:
    """One page: its channels, its language, the way to it. `slow`: one of a great many."""

    channels: tuple[str, ...]
    lang: str
    line: Line
    seat_id: str
    token: str
    slow: bool = False

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(one + SLOW for one in self.channels) if self.slow else self.channels


class Ears:
    """All who listen, by place and language."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.pages: Counter[str] = Counter()  # of each seat
        self._at: dict[str, dict[str, set[Listener]]] = {}

    def add(self, listener: Listener) -> None:
        self.listeners.add(listener)
        self.pages[listener.seat_id] += 1
        for place in listener.places:
            self._at.setdefault(place, {}).setdefault(listener.lang, set()).add(listener)

    def remove(self, listener: Listener) -> None:
        if listener not in self.listeners:
            return
        self.listeners.remove(listener)
        self.pages[listener.seat_id] -= 1
        if not self.pages[listener.seat_id]:
            del self.pages[listener.seat_id]
        for place in listener.places:
            languages = self._at.get(place, {})
            languages.get(listener.lang, set()).discard(listener)
            if not any(languages.values()):
                self._at.pop(place, None)

    def at(self, place: str) -> list[tuple[str, set[Listener]]]:
        """Language -> who listens there; nobody: no language."""
        return [(lang, listeners) for lang, listeners in self._at.get(place, {}).items() if listeners]

    def dismiss(self, seats: Iterable[str], still_seated: Callable[[str], bool], code: int) -> None:
        """Seats were taken away: the pages of their devices are closed at once."""
        gone = set(seats)
        mine = [one for one in self.listeners if one.seat_id in gone]
        seated = {token: still_seated(token) for token in {one.token for one in mine}}
        for listener in mine:
            if not seated[listener.token]:
                listener.line.close(code)


def places_of(channel: str) -> tuple[str, ...]:
    """Where a channel is heard: residents hear the map, and nothing else."""
    return (channel, channel + SLOW) if channel == MAP else (channel,)


def pause_after(listeners: int, size: int) -> float:
    """How long a slow place rests after so many were told so much (s)."""
    return max(SLOW_SECONDS, listeners * size / SLOW_BYTES, listeners / SLOW_SENDS)


async def hand_round(told: Sequence[tuple[Listener, Told]], after: "asyncio.Task[None] | None" = None) -> None:
    """To each its frame, a few at a time; not before those of the last round have theirs."""
    if after is not None and not after.done():
        await asyncio.wait([after])
    for start in range(0, len(told), SLICE):
        for listener, frames in told[start : start + SLICE]:
            listener.line.send(*frames)
        await asyncio.sleep(0)
