"""Everything that is said, gathered under its topics, and in the orders in which the scenes read it out. It is counted once, and then only
where something was touched: at 3,000 issues everything else would cost more than all the rest of the picture."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import nsmallest
from typing import NamedTuple

from app.projector.rows_on_map import Heap
from app.projector.rows_said import Light, first_alone, shares_of
from app.projector.scenes import MOST
from app.projector.support import heap_of
from app.projector.voted import with_votes
from app.votes.standing import Stood

Bed = tuple[int, str | None]  # theme, topic (None: outside of topics)
Turn = tuple[int, int, str]  # two numbers, the smaller first; the issue
Alone = tuple[bool, int, int, int, str]


class Weights(NamedTuple):
    """What a hand is worth: how many people sit at each stolik, the hall's mean, and what was voted on."""

    people: Mapping[int, int | None]
    mean: float
    voted: Mapping[str, list[Stood]]


class Stand(NamedTuple):
    """What one bed comes to; `alone`: its turn among the lone voices, where it has one."""

    heap: Heap
    alone: Alone | None


class Said:
    """`beds`: what stands under each topic. `touched`: beds that were not counted since."""

    def __init__(self, lights: Iterable[Light]) -> None:
        self.known: dict[str, Light] = {}
        self.beds: dict[Bed, dict[str, Light]] = {}
        self.stands: dict[Bed, Stand] = {}
        self.touched: set[Bed] = set()
        self.homes: Counter[str | None] = Counter()  # in how many themes there is something of a topic
        self.newest: list[Turn] = []
        self.loved: list[Turn] = []
        self.tools: list[Turn] = []
        for one in lights:
            self._plant(one)
            for order, turn in self._turns(one):
                order.append(turn)
        for order in (self.newest, self.loved, self.tools):
            order.sort()

    def _turns(self, one: Light) -> list[tuple[list[Turn], Turn]]:
        """The orders it stands in: by age; by counted hands, of two with as many the one that was said first; ways of taking part by
        hands, then the newest first."""
        turns = [(self.newest, (-one.born, 0, one.id))]
        if one.hands:
            turns.append((self.loved, (-one.hands, one.born, one.id)))
        if one.kind == "tool":
            turns.append((self.tools, (-one.hands, -one.born, one.id)))
        return turns

    def _plant(self, one: Light) -> None:
        bed = (one.theme_id, one.topic_id)
        if bed not in self.beds:
            self.beds[bed] = {}
            self.homes[one.topic_id] += 1
        self.known[one.id] = self.beds[bed][one.id] = one
        self.touched.add(bed)

    def put(self, one: Light) -> None:
        """As it is now, whatever it was before."""
        self.drop(one.id)
        self._plant(one)
        for order, turn in self._turns(one):
            insort(order, turn)

    def drop(self, id: str) -> None:
        one = self.known.pop(id, None)
        if one is None:
            return
        bed = (one.theme_id, one.topic_id)
        del self.beds[bed][id]
        self.touched.add(bed)
        if not self.beds[bed]:
            del self.beds[bed]
            self.homes[one.topic_id] -= 1
        for order, turn in self._turns(one):
            del order[bisect_left(order, turn)]

    def count(self, weights: Weights) -> set[int]:
        """Whatever was touched, once more. The themes it belongs to."""
        touched, self.touched = self.touched, set()
        for bed in touched:
            if bed in self.beds:
                self.stands[bed] = stand_of(bed, list(self.beds[bed].values()), weights)
            else:
                self.stands.pop(bed, None)
        return {theme for theme, _ in touched}

    def weigh_again(self) -> None:
        """Every bed: the weights are others now."""
        self.touched |= self.beds.keys()

    def minority(self) -> list[str]:
        """One from every theme, from the topic that was spoken of least; what has no topic comes after what has one."""
        first: dict[int, Alone] = {}
        for (theme, topic), (_, alone) in self.stands.items():
            if alone and (topic is None or self.homes[topic] == 1) and (theme not in first or alone < first[theme]):
                first[theme] = alone
        return [alone[-1] for alone in nsmallest(MOST, first.values())]

    def scenes(self) -> dict[str, list[str]]:
        """Scene -> the issues it reads out."""
        orders = {"voices": self.newest, "supported": self.loved, "tools": self.tools}
        return {scene: [turn[-1] for turn in order[:MOST]] for scene, order in orders.items()} | {"minority": self.minority()}


def stand_of(bed: Bed, lights: list[Light], weights: Weights) -> Stand:
    lights.sort(key=lambda one: (one.born, one.id))
    heap = heap_of(shares_of(lights, weights.people), weights.mean)
    if weights.voted:
        heap = with_votes(heap, lights, weights.voted, weights.people, weights.mean)
    one = first_alone(lights)
    size = 1 if bed[1] is None else len(lights)
    return Stand(heap, (bed[1] is None, size, one.hands, one.born, one.id) if one else None)
