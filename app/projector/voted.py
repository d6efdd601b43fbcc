"""A place grows by the result of a vote: for what was voted on, the votes take the place of the hands that were counted before."""

from collections.abc import Iterable, Mapping, Sequence

from app.projector.rows_on_map import Heap, Share
from app.projector.rows_said import Light
from app.projector.support import votes_of
from app.votes.standing import Stood


def weighed(stood: Iterable[Stood], mean: float) -> float:
    """Every person of the hall counts the same, as with hands."""
    return sum(one.votes * mean / one.people if one.people else one.votes for one in stood)


def with_votes(
    heap: Heap, lights: Iterable[Light], voted: Mapping[str, Sequence[Stood]], people: Mapping[int, int | None], mean: float
) -> Heap:
    """The same heap, with another weight. How many hands were counted stays what it was."""
    more = 0.0
    for id, theme, topic, at, _, _, hands in lights:
        if id in voted:
            more += weighed(voted[id], mean) - votes_of(Share(theme, topic, at, people.get(at), 1, hands), mean)
    if heap.topic_id is not None and heap.topic_id in voted:
        more += weighed(voted[heap.topic_id], mean)
    return heap._replace(votes=round((heap.votes or 0) + more, 3))
