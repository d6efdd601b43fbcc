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
    """All visible issues of one topic, or of one theme where they have no topic (`topic_id` is None).

    `stoliki`: how many of them said it; `votes`: the hands, weighed so that every person counts the same (None: as they were counted)."""

    theme_id: int
    topic_id: str | None
    issues: int
    hands: int
    stoliki: int = 1
    votes: float | None = None

    @property
    def support(self) -> float:
        """What a place's area tells: one for every stolik that said it, one for every vote."""
        return self.stoliki + (self.hands if self.votes is None else self.votes)


class Share(NamedTuple):
    """What one stolik said of one topic (or of a theme, outside of topics), with its headcount when somebody has counted."""

    theme_id: int
    topic_id: str | None
    stolik_id: int
    headcount: int | None
    issues: int
    hands: int


class Voice(NamedTuple):
    """One issue as it is read out in a scene of voices; the hands as they were counted, beside how many people sat there."""

    id: str
    text: str
    stolik: int
    theme_id: int
    at: int
    source: str = "tablet"
    hands: int | None = None
    headcount: int | None = None


def loose_key(theme_id: int) -> str:
    """The place of the issues of a theme that nobody has put under a topic."""
    return f"loose-{theme_id}"
