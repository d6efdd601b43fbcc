"""The slow water: streamlines that part around the islets."""

from collections.abc import Sequence
from functools import lru_cache
from math import sin

from app.projector.grid import HEIGHT, ISLET_A, ISLET_B, WIDTH, Cell, wave

SPACING, STEP = 15, 24  # between two streamlines at the left edge; along one
STRETCH = ISLET_A / ISLET_B  # y is stretched until islets are round


def slope(x: float, y: float, islets: Sequence[Cell]) -> float:
    """The direction of a uniform flow with one doublet per islet."""
    u, v = 1.0, 0.0
    for cell in islets:
        dx, dy, reach = x - cell.x, (y - cell.y) * STRETCH, ISLET_A * cell.scale
        far = max(dx * dx + dy * dy, (0.6 * reach) ** 2)
        push = 0.33 * reach**2 / far**2
        u -= push * (dx * dx - dy * dy)
        v -= push * 2 * dx * dy
    return v / max(u, 0.3) / STRETCH


def streamline(y: float, islets: Sequence[Cell]) -> str:
    """One line from edge to edge, as a path of relative steps."""
    x, path = -10.0, [f"M-10 {y:.1f}l"]
    while x < WIDTH + 15:
        half = STEP / 2
        rise = slope(x + half, y + half * slope(x, y, islets), islets) + 0.035 * sin(x / 210 + y / 260)
        path.append(f"{STEP} {STEP * rise:.1f} ")
        x, y = x + STEP, y + STEP * rise
    return "".join(path).rstrip()


def river(islets: Sequence[Cell]) -> str:
    return "".join(streamline(n * SPACING + 4 * wave(n, 9), islets) for n in range(-8, HEIGHT // SPACING + 9))


@lru_cache(maxsize=1)
def clock_river() -> str:
    """Nine soft lines from edge to edge, 180 high: the river of the countdown."""
    lines = (
        "L".join(f"{x} {30 + n * 15 + 12 * sin(x / 260 + n * 0.16) + 5 * sin(x / 97 + n * 0.35):.1f}" for x in range(-10, WIDTH + 30, 20))
        for n in range(9)
    )
    return "".join(f"M{line}" for line in lines)
