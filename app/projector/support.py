"""How large a place may be: by how many stoliki said it, and by votes per person: a table of twelve does not outweigh one of six."""

from collections.abc import Iterable, Sequence

from app.projector.rows_on_map import Heap, Share


def people_at_a_table(headcounts: Iterable[int | None]) -> float:
    """The hall's mean, over the stoliki that were counted; 1 where none was."""
    counted = [people for people in headcounts if people]
    return sum(counted) / len(counted) if counted else 1


def votes_of(share: Share, mean: float) -> float:
    """The stolik's hands as if it had as many people as the mean of the hall; as counted where nobody knows how many sit there."""
    return share.hands * mean / share.headcount if share.headcount else share.hands


def heap_of(shares: Sequence[Share], mean: float) -> Heap:
    """The shares of all stoliki in one topic, put together."""
    issues, hands = sum(one.issues for one in shares), sum(one.hands for one in shares)
    votes = sum(votes_of(one, mean) for one in sorted(shares, key=lambda one: one.stolik_id))
    return Heap(shares[0].theme_id, shares[0].topic_id, issues, hands, len(shares), round(votes, 3))
