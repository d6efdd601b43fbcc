"""Where each theme's islet stands: a fixed cell of the screen, found by the theme's number.

Units everywhere on the map are 1/1080 of the screen's height, so 4K shows the same picture. Up to eleven themes make the
hall the map was drawn for; larger halls get a finer grid in which everything but the text shrinks together.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import sin
from typing import NamedTuple

from app.projector.rows_on_map import MapTheme

WIDTH, HEIGHT, SAFE_X, SAFE_Y = 1920, 1080, 32, 24
CELL_W, CELL_H = 464, 344  # the cell of the hall with eleven themes: in it an islet has its full size
ISLET_A, ISLET_B = 214, 103  # half width and half height of an islet
GRIDS = ((4, 3, 1), (5, 4, 2), (6, 5, 2), (8, 6, 2), (10, 8, 3), (12, 9, 3))  # columns, rows, and the square the title takes


class Cell(NamedTuple):
    """The middle of an islet, and how much smaller it is than in the hall of eleven."""

    x: float
    y: float
    scale: float


def wave(*seed: int) -> float:
    """A number in -1..1 that depends on the seed alone."""
    value = sin(sum((n + 1) * 127.1 * (s + 1) for n, s in enumerate(seed))) * 43758.5453
    return 2 * (value - value // 1) - 1


def grid_for(count: int) -> tuple[int, int, int]:
    """The coarsest grid with a cell for every theme."""
    for columns, rows, title in GRIDS:
        if columns * rows - title * title >= count:
            return columns, rows, title
    finer = next(n for n in range(4, 10_000) if 11 * n * n >= count)
    return 4 * finer, 3 * finer, finer


def ranks(themes: Sequence[MapTheme]) -> dict[int, int]:
    """Theme id -> its turn: the theme's number where numbers are unique and fit the grid, so that a new theme moves no other."""
    columns, rows, title = grid_for(len(themes))
    numbers = [t.number for t in themes]
    if len(set(numbers)) == len(numbers) and all(0 < n <= columns * rows - title * title for n in numbers):
        return {t.id: t.number - 1 for t in themes}
    return {t.id: rank for rank, t in enumerate(sorted(themes, key=lambda t: (t.number, t.id)))}


@lru_cache(maxsize=8)
def cells(themes: tuple[MapTheme, ...]) -> dict[int, Cell]:
    """Theme id -> its cell, in reading order around the title."""
    columns, rows, title = grid_for(len(themes))
    free = [(n % columns, n // columns) for n in range(columns * rows) if n % columns >= title or n // columns >= title]
    width, height = (WIDTH - 2 * SAFE_X) / columns, (HEIGHT - 2 * SAFE_Y) / rows
    scale = min(width / CELL_W, height / CELL_H)
    turn = ranks(themes)
    return {
        t.id: Cell(
            SAFE_X + (free[turn[t.id]][0] + 0.5) * width + 8 * scale * wave(t.number, 1),
            SAFE_Y + (free[turn[t.id]][1] + 1) * height - (ISLET_B + 6) * scale,
            scale,
        )
        for t in themes
    }
