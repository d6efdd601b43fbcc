"""What the map is drawn from: plain rows, so that the picture can be computed, and tested, without a database."""

from typing import NamedTuple


class MapTheme(NamedTuple):
    id: int
    number: int
    name: str
    colour: int


class MapTopic(NamedTuple):
    """Also withdrawn topics belong here: they keep their slot, so that nothing moves when one goes or comes back."""

    id: str
    theme_id: int
    title: str
    born: int
    listed: bool = True


class Heap(NamedTuple):
    """All visible issues of one topic, or of one theme where they have no topic (`topic_id` is None)."""

    theme_id: int
    topic_id: str | None
    issues: int
    hands: int


class Voice(NamedTuple):
    """One issue as it is read out in the scene of the newest voices."""

    id: str
    text: str
    stolik: int
    theme_id: int
    at: int
    source: str = "tablet"


def loose_key(theme_id: int) -> str:
    """The place of the issues of a theme that nobody has put under a topic."""
    return f"loose-{theme_id}"
