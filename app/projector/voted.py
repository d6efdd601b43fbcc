"""A place grows by the result of a vote: for what was voted on, the votes take the place of the hands that were counted before."""

from collections.abc import Iterable, Mapping, Sequence

from app.projector.rows_on_map import Heap, MapTopic, Share
from app.projector.support import votes_of
from app.votes.standing import Stood

Said = tuple[str, int, str | None, int, str, int, int]  # an issue without its words, as rows_said.py reads it


def weighed(stood: Iterable[Stood], mean: float) -> float:
    """Every person of the hall counts the same, as with hands."""
    return sum(one.votes * mean / one.people if one.people else one.votes for one in stood)


def with_votes(heaps: Sequence[Heap], said: Iterable[Said], topics: Iterable[MapTopic], voted: Mapping[str, Sequence[Stood]],
               people: Mapping[int, int | None], mean: float) -> list[Heap]:  # fmt: skip
    """The same heaps, with other weights. How many hands were counted stays what it was."""
    more: dict[tuple[int, str | None], float] = {}
    for id, theme, topic, at, _, _, hands in said if voted else ():
        if id in voted:
            before = votes_of(Share(theme, topic, at, people.get(at), 1, hands), mean)
            more[theme, topic] = more.get((theme, topic), 0) + weighed(voted[id], mean) - before
    for one in topics if voted else ():
        if one.id in voted:
            more[one.theme_id, one.id] = more.get((one.theme_id, one.id), 0) + weighed(voted[one.id], mean)
    return [heap._replace(votes=round((heap.votes or 0) + more.get((heap.theme_id, heap.topic_id), 0), 3)) for heap in heaps]
