"""The islets: slots for the topics, and a shore around them. In the units of a full-size islet, around its middle.

Every theme's number gives another shore, so none had to be drawn, and the same one on every projector and after every reload.
"""

from functools import lru_cache
from math import cos, exp, hypot, pi, sin

from app.projector.grid import ISLET_B, wave

Point = tuple[float, float]

RING: list[Point] = [(0, 0), (-51, -59), (53, 58), (108, -2), (-108, 2), (51, -59), (-53, 59)]
ROOMY: list[Point] = [*RING, (153, -57), (-153, 57), (-152, -56), (152, 56)]
BETWEEN: list[Point] = [(-56, -20), (56, -20), (-56, 20), (56, 20), (0, -42), (-110, -42), (110, -42), (0, 42), (-110, 42), (110, 42)]
SLOTS = ROOMY + BETWEEN  # first the middle, then the ring around it, then the corners, then what lies between
LOOSE_SLOT = len(ROOMY) - 1  # a corner kept free for the issues without a topic
TOPIC_SLOTS = [n for n in range(len(SLOTS)) if n != LOOSE_SLOT]
HILL, LEVEL = 47, 0.56  # how soft the shore is, and how high it stands
OVERHANG = 16  # how far a flower may reach over the shore


@lru_cache(maxsize=4096)
def spot(number: int, slot: int) -> Point:
    """Where a slot lies: mirrored and nudged by the theme's number."""
    x, y = SLOTS[slot]
    return (x * (1 if number % 2 else -1) + 4 * wave(number, slot, 4), y * (1 if number // 2 % 2 else -1) + 3 * wave(number, slot, 5))


def hills(number: int) -> list[Point]:
    """The roomy slots and two spits of sand."""
    end = 150.0 if wave(number, 8) > 0 else -150.0
    spits = [(120 * wave(number, 6), 44.0), (120 * wave(number, 7), -44.0), (end, 24 * wave(number, 9))]
    return [spot(number, slot) for slot in range(len(ROOMY))] + spits


def reach(tops: list[Point], c: float, s: float) -> float:
    """How far the land goes from the middle in one direction: bisection for the level line of soft hills, and one straight line at last."""
    seen = [((c * x + s * y) * 2 / HILL**2, (x * x + y * y) / HILL**2) for x, y in tops]

    def height(far: float) -> float:
        low = far * far / HILL**2
        return sum([exp(far * along - off - low) for along, off in seen])

    low, high, over, under = 60.0, 300.0, 0.0, 0.0
    for _ in range(7):
        mid = (low + high) / 2
        here = height(mid)
        if here > LEVEL:
            low, over = mid, here
        else:
            high, under = mid, here
    if not over or not under:
        return low
    return low + (high - low) * (over - LEVEL) / (over - under)


@lru_cache(maxsize=256)
def coast(number: int, step: int = 90) -> tuple[Point, ...]:
    """The shore as points around the middle."""
    tops = hills(number)
    turns = [2 * pi * n / step for n in range(step)]
    far = [reach(tops, cos(a), sin(a)) for a in turns]
    return tuple((1.02 * r * cos(a), 0.93 * r * sin(a)) for r, a in zip(far, turns, strict=True))


@lru_cache(maxsize=4096)
def room(number: int, slot: int) -> float:
    """How far a flower may reach from its slot: a little over the shore, never up to the text above or below."""
    x, y = spot(number, slot)
    return min(min(hypot(x - a, y - b) for a, b in coast(number)) + OVERHANG, ISLET_B + 2 - abs(y))


@lru_cache(maxsize=65536)
def apart(number: int, slot: int, other: int) -> float:
    (x, y), (a, b) = spot(number, slot), spot(number, other)
    return hypot(x - a, y - b)
