"""Eleven species of flowers, one for each colour of a theme, so that a theme is known without its colour.

Every outline has the outer radius 1 and, whatever its species, the area of a disc of radius 1 / 1.1: equal voices, equal area.
"""

from functools import lru_cache
from math import cos, pi, sin

from app.projector.layout import PETAL

SPECIES = {  # colour: petals and how they end
    1: (8, "round"), 2: (13, "point"), 3: (0, "disc"), 4: (5, "round"), 5: (8, "point"), 6: (14, "round"), 7: (6, "round"),
    8: (4, "wave"), 9: (6, "point"), 10: (10, "wave"), 11: (3, "wave"),
}  # fmt: skip
COLOURS = len(SPECIES)


def colour_of(wanted: int) -> int:
    """A theme beyond the palette shares a colour and a species; its cell, number and name are still its own."""
    return (wanted - 1) % COLOURS + 1


def wobble(petals: int, kind: str, angle: float) -> float:
    """0 between two petals, 1 at the tip of one."""
    if kind == "wave":
        return 0.5 + 0.5 * cos(petals * angle)
    arch = abs(cos(petals * angle / 2))
    return arch if kind == "round" else 1 - abs(sin(petals * angle / 2))


def rim(petals: int, kind: str, depth: float, steps: int) -> list[float]:
    return [1 - depth + depth * wobble(petals, kind, 2 * pi * n / steps) for n in range(steps)]


def radii(colour: int) -> list[float]:
    """The outline's distance from the middle, with petals as deep as the common area asks for."""
    petals, kind = SPECIES[colour]
    if not petals:
        return [1 / PETAL] * 72
    steps = 72 if petals < 7 else petals * 9
    low, high = 0.0, 0.6
    for _ in range(30):
        depth = (low + high) / 2
        area = sum(r * r for r in rim(petals, kind, depth, steps)) / steps
        low, high = (depth, high) if area > PETAL**-2 else (low, depth)
    return rim(petals, kind, (low + high) / 2, steps)


@lru_cache(maxsize=16)
def outline(colour: int, size: int = 100) -> str:
    """The flower as an SVG path of outer radius `size` around (0, 0)."""
    mine = radii(colour)
    turns = [(size * r, 2 * pi * n / len(mine)) for n, r in enumerate(mine)]
    return "M" + "L".join(f"{r * cos(a):.1f} {r * sin(a):.1f}" for r, a in turns) + "Z"
