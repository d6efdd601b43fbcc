"""Kępy: the map as a function of the rows alone. In: themes, topics, heaps of issues. Out: places and large names.

Nothing here remembers anything: the same rows give the same picture on every projector. Each topic owns a slot of its
theme's islet for as long as the theme lives, so no command moves another place; only sizes change, and they change
together, by rungs of one ladder for the whole hall.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from math import pi, sqrt
from typing import NamedTuple

from app.projector.grid import Cell, cells, wave
from app.projector.rows_on_map import Heap, MapTheme, MapTopic, loose_key
from app.projector.shore import LOOSE_SLOT, TOPIC_SLOTS, apart, room, spot

BUD, SEED, GAP, PETAL, CORE = 8, 5, 5, 1.1, 0.74  # empty place, seed pitch, gap between flowers, outer / mean radius, seeds / mean radius
FIRST_RUNG, RUNG, RUNGS = 160.0, 0.88, 201  # area per voice (a stolik that said it, a vote); each rung is 0.88 of the last


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


def rooted(theme: MapTheme, topics: Sequence[MapTopic], heaps: Mapping[str | None, Heap]) -> tuple[list[Rooted], list[str]]:
    """Who of one theme stands on the map (listed, or holding a visible issue), in the order of slots; which topics found none."""
    slots, standing, unplaced = slots_of(topics), [], []
    for topic in topics:
        heap = heaps.get(topic.id)
        if topic.id in slots and (topic.listed or heap):
            standing.append(Rooted(theme, slots[topic.id], topic.id, topic.title, *said_of(heap)))
        elif topic.listed or heap:
            unplaced.append(topic.id)
    if loose := heaps.get(None):
        standing.append(Rooted(theme, LOOSE_SLOT, loose_key(theme.id), None, *said_of(loose)))
    return sorted(standing, key=lambda root: root.slot), unplaced


def said_of(heap: Heap | None) -> tuple[int, int, float]:
    return (heap.issues, heap.hands, heap.support) if heap else (0, 0, 0)


def fits(islet: Sequence[Rooted], rung: int) -> bool:
    """Whether no two flowers come too near, and none leaves its islet or reaches a text."""
    sizes = [PETAL * p.mean(rung) for p in islet]
    for n, (p, r) in enumerate(zip(islet, sizes, strict=True)):
        if r > room(p.theme.number, p.slot):
            return False
        if any(r + q + GAP > apart(p.theme.number, p.slot, o.slot) for o, q in zip(islet[:n], sizes, strict=False)):
            return False
    return True


class Plot(NamedTuple):
    """One theme's part of the map, before the whole hall has agreed on a rung: its own is the highest on which it fits."""

    roots: list[Rooted]
    unplaced: list[str]
    rung: int


def plot_of(theme: MapTheme, topics: Sequence[MapTopic], heaps: Mapping[str | None, Heap]) -> Plot:
    roots, unplaced = rooted(theme, topics, heaps)
    return Plot(roots, unplaced, min(bisect_left(range(RUNGS), True, key=lambda rung: fits(roots, rung)), RUNGS - 1))


def planted(root: Rooted, cell: Cell, rung: int) -> Place:
    x, y = spot(root.theme.number, root.slot)
    mean, s = root.mean(rung), cell.scale
    core = min(SEED * sqrt(root.issues), CORE * mean)
    turn = 180 * wave(root.theme.number, root.slot, 7)
    sizes = (cell.x + s * x, cell.y + s * y, turn, s * PETAL * mean, s * core)
    return Place(root.key, root.theme, root.title, root.slot, *sizes, root.issues, root.hands, root.support)


def rung_of(plots: Iterable[Plot]) -> int:
    """The highest rung of the ladder on which the whole hall fits."""
    return max((plot.rung for plot in plots), default=0)


def area_of(rung: int) -> float:
    """Of a flower, for each voice."""
    return FIRST_RUNG * RUNG**rung


def plots_of(themes: Iterable[MapTheme], topics: Iterable[MapTopic], heaps: Iterable[Heap]) -> list[Plot]:
    """One for each theme, in their order."""
    lists: dict[int, list[MapTopic]] = {}
    said: dict[int, dict[str | None, Heap]] = {}
    for topic in topics:
        lists.setdefault(topic.theme_id, []).append(topic)
    for heap in heaps:
        if heap.issues:
            said.setdefault(heap.theme_id, {})[heap.topic_id] = heap
    return [plot_of(theme, lists.get(theme.id, []), said.get(theme.id, {})) for theme in themes]


def build(themes: Sequence[MapTheme], topics: Sequence[MapTopic], heaps: Sequence[Heap]) -> Map:
    """The whole map: the first rung on which everything fits, and every topic at its own slot."""
    where, plots = cells(tuple(themes)), plots_of(sorted(themes, key=lambda theme: (theme.number, theme.id)), topics, heaps)
    rung = rung_of(plots)
    places = [planted(root, where[root.theme.id], rung) for plot in plots for root in plot.roots]
    return Map(area_of(rung), places, [id for plot in plots for id in plot.unplaced])
