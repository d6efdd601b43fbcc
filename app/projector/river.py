"""The slow water: streamlines that part around the islets."""

from collections.abc import Sequence
from functools import lru_cache
from math import sin

from app.projector.grid import HEIGHT, ISLET_A, ISLET_B, WIDTH, Cell, wave

SPACING, STEP = 15, 24  # between two streamlines at the left edge; along one
STRETCH = ISLET_A / ISLET_B  # y is stretched until islets are round


Doublet = tuple[float, float, float, float]  # where an islet lies, its strength, and how near its core is (squared)


def doublet(cell: Cell) -> Doublet:
    reach = ISLET_A * cell.scale
    return cell.x, cell.y, 0.33 * reach**2, (0.6 * reach) ** 2


def slope(x: float, y: float, doublets: Sequence[Doublet]) -> float:
    """The direction of a uniform flow with one doublet per islet. A page asks 14,000 times: what an islet always says is said before."""
    u, v = 1.0, 0.0
    for middle_x, middle_y, strength, core in doublets:
        dx, dy = x - middle_x, (y - middle_y) * STRETCH
        across, down = dx * dx, dy * dy
        far = across + down
        if far < core:
            far = core
        push = strength / (far * far)
        u -= push * (across - down)
        v -= push * 2 * dx * dy
    return v / (u if u > 0.3 else 0.3) / STRETCH


def streamline(y: float, doublets: Sequence[Doublet]) -> str:
    """One line from edge to edge, as a path of relative steps."""
    x, path, half = -10.0, [f"M-10 {y:.1f}l"], STEP / 2
    while x < WIDTH + 15:
        rise = slope(x + half, y + half * slope(x, y, doublets), doublets) + 0.035 * sin(x / 210 + y / 260)
        path.append(f"{STEP} {STEP * rise:.1f} ")
        x, y = x + STEP, y + STEP * rise
    return "".join(path).rstrip()


def river(islets: Sequence[Cell]) -> str:
    doublets = [doublet(cell) for cell in islets]
    return "".join(streamline(n * SPACING + 4 * wave(n, 9), doublets) for n in range(-8, HEIGHT // SPACING + 9))


@lru_cache(maxsize=1)
def clock_river() -> str:
    """Nine soft lines from edge to edge, 180 high: the river of the countdown."""
    lines = (
        "L".join(f"{x} {30 + n * 15 + 12 * sin(x / 260 + n * 0.16) + 5 * sin(x / 97 + n * 0.35):.1f}" for x in range(-10, WIDTH + 30, 20))
        for n in range(9)
    )
    return "".join(f"M{line}" for line in lines)
