"""Kępy: the map as a function of the rows alone. In: themes, topics, heaps of issues. Out: places and large names.

Nothing here remembers anything: the same rows give the same picture on every projector. Each topic owns a slot of its
theme's islet for as long as the theme lives, so no command moves another place; only sizes change, and they change
together, by rungs of one ladder for the whole hall.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from math import pi, sqrt
from typing import NamedTuple

from app.projector.grid import Cell, cells, wave
from app.projector.rows_on_map import Heap, MapTheme, MapTopic, loose_key
from app.projector.shore import LOOSE_SLOT, TOPIC_SLOTS, apart, room, spot

BUD, SEED, GAP, PETAL, CORE = 8, 5, 5, 1.1, 0.74  # empty place, seed pitch, gap between flowers, outer / mean radius, seeds / mean radius
FIRST_RUNG, RUNG, RUNGS = 300.0, 0.88, 206  # area per voice (a stolik that said it, a vote); each rung is 0.88 of the last


class Place(NamedTuple):
    """One topic as a flower: `r` is its outermost petal, `core` the reach of its seeds, one seed for one issue."""

    key: str
    theme: MapTheme
    title: str | None  # None: the issues without a topic
    slot: int
    x: float
    y: float
    turn: float
    r: float
    core: float
    issues: int
    hands: int
    support: float


class Map(NamedTuple):
    scale: float  # area of a flower per voice
    places: list[Place]
    unplaced: list[str]  # topics beyond the slots: on the list, off the map


class Rooted(NamedTuple):
    """A topic that has its slot, before anybody knows how large it may be."""

    theme: MapTheme
    slot: int
    key: str
    title: str | None
    issues: int = 0
    hands: int = 0
    support: float = 0

    def mean(self, rung: int) -> float:
        """The area grows by the same amount for every stolik that said it and every vote it was given."""
        return sqrt(BUD**2 + FIRST_RUNG * RUNG**rung * self.support / pi)


def slots_of(topics: Iterable[MapTopic]) -> dict[str, int]:
    """Topic id -> slot, in the order in which a theme's topics were born; a withdrawn topic keeps its slot."""
    taken: dict[int, int] = {}
    slots: dict[str, int] = {}
    for topic in sorted(topics, key=lambda t: (t.born, t.id)):
        turn = taken.get(topic.theme_id, 0)
        taken[topic.theme_id] = turn + 1
        if turn < len(TOPIC_SLOTS):
            slots[topic.id] = TOPIC_SLOTS[turn]
    return slots


def rooted(themes: Sequence[MapTheme], topics: Sequence[MapTopic], heaps: Sequence[Heap]) -> tuple[list[Rooted], list[str]]:
    """Who stands on the map (listed, or holding a visible issue), and which topics found no slot."""
    by_id = {t.id: t for t in themes}
    said = {(h.theme_id, h.topic_id): (h.issues, h.hands, h.support) for h in heaps if h.issues}
    slots, standing, unplaced = slots_of(topics), [], []
    for topic in topics:
        heap = said.get((topic.theme_id, topic.id))
        if topic.theme_id not in by_id or not (topic.listed or heap):
            continue
        if topic.id in slots:
            standing.append(Rooted(by_id[topic.theme_id], slots[topic.id], topic.id, topic.title, *(heap or ())))
        else:
            unplaced.append(topic.id)
    for (theme_id, topic_id), heap in said.items():
        if topic_id is None and theme_id in by_id:
            standing.append(Rooted(by_id[theme_id], LOOSE_SLOT, loose_key(theme_id), None, *heap))
    return sorted(standing, key=lambda p: (p.theme.number, p.theme.id, p.slot)), unplaced


def fits(islets: list[list[Rooted]], rung: int) -> bool:
    """Whether no two flowers come too near, and none leaves its islet or reaches a text."""
    for mine in islets:
        sizes = [PETAL * p.mean(rung) for p in mine]
        for n, (p, r) in enumerate(zip(mine, sizes, strict=True)):
            if r > room(p.theme.number, p.slot):
                return False
            if any(r + q + GAP > apart(p.theme.number, p.slot, o.slot) for o, q in zip(mine[:n], sizes, strict=False)):
                return False
    return True


def first_rung(standing: list[Rooted]) -> int:
    """The highest rung of the ladder on which the whole hall fits."""
    islets: dict[int, list[Rooted]] = {}
    for place in standing:
        islets.setdefault(place.theme.id, []).append(place)
    crowds = list(islets.values())
    return min(bisect_left(range(RUNGS), True, key=lambda rung: fits(crowds, rung)), RUNGS - 1)


def planted(root: Rooted, cell: Cell, rung: int) -> Place:
    x, y = spot(root.theme.number, root.slot)
    mean, s = root.mean(rung), cell.scale
    core = min(SEED * sqrt(root.issues), CORE * mean)
    turn = 180 * wave(root.theme.number, root.slot, 7)
    sizes = (cell.x + s * x, cell.y + s * y, turn, s * PETAL * mean, s * core)
    return Place(root.key, root.theme, root.title, root.slot, *sizes, root.issues, root.hands, root.support)


def build(themes: Sequence[MapTheme], topics: Sequence[MapTopic], heaps: Sequence[Heap]) -> Map:
    """The whole map: the first rung on which everything fits, and every topic at its own slot."""
    where = cells(tuple(themes))
    standing, unplaced = rooted(themes, topics, heaps)
    rung = first_rung(standing)
    return Map(FIRST_RUNG * RUNG**rung, [planted(root, where[root.theme.id], rung) for root in standing], unplaced)
