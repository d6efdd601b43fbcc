"""The ground of the map as data for its template: water, shores, names of the themes. It depends on the themes alone."""

from functools import lru_cache
from typing import NamedTuple

from app.projector.flowers import COLOURS, colour_of, outline
from app.projector.grid import cells
from app.projector.names import NAME, TITLE, regions
from app.projector.river import river
from app.projector.rows_on_map import MapTheme
from app.projector.shore import coast
from app.projector.text_width import LINE, clip, text_width, wrap

TITLE_X, TITLE_Y, TITLE_WIDTH, TITLE_STEP = 42, 96, 460, 82


class Line(NamedTuple):
    x: float
    y: float
    text: str


class Islet(NamedTuple):
    """One theme's shore, its name and its number in a ring."""

    theme_id: int
    number: int
    colour: int
    shore: str
    width: float
    lines: list[Line]
    size: float
    ring_x: float
    ring_y: float
    ring: float


class Ground(NamedTuple):
    stream: str
    islets: list[Islet]
    flowers: dict[int, str]


def shore_path(number: int, x: float, y: float, scale: float) -> str:
    """The coast as a smooth closed curve through the middles of its chords."""
    points = [(x + scale * a, y + scale * b) for a, b in coast(number)]
    middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in zip(points, points[1:] + points[:1], strict=True)]
    curves = (f"Q{a:.1f} {b:.1f} {c:.1f} {d:.1f}" for (a, b), (c, d) in zip(points, middles, strict=True))
    return f"M{middles[-1][0]:.1f} {middles[-1][1]:.1f}" + "".join(curves) + "Z"


@lru_cache(maxsize=8)
def ground(themes: tuple[MapTheme, ...]) -> Ground:
    islets = []
    for theme in themes:
        over = regions(themes)[theme.id]
        shore = shore_path(theme.number, *over.cell)
        lines = [Line(round(over.x, 1), round(over.y + n * over.size * LINE, 1), text) for n, text in enumerate(over.lines)]
        ring_x, ring_y = over.ring_at
        ring = (round(ring_x, 1), round(ring_y, 1), round(over.ring, 1))
        islets.append(Islet(theme.id, theme.number, colour_of(theme.colour), shore, over.cell.scale, lines, over.size, *ring))
    return Ground(river(list(cells(themes).values())), islets, {n: outline(n) for n in range(1, COLOURS + 1)})


def title_lines(title: str) -> list[Line]:
    """The page's title in the first cell, in three large lines."""
    lines = wrap(title, TITLE, TITLE_WIDTH, 3) or clip(title, TITLE, TITLE_WIDTH + 20, 3)
    return [Line(TITLE_X, TITLE_Y + n * TITLE_STEP, text) for n, text in enumerate(lines)]


def figure_lines(figures: list[str]) -> list[str]:
    """The counted things, two to a line under the title, for as long as they fit."""
    lines: list[str] = []
    for figure in figures:
        longer = f"{lines[-1]} · {figure}" if lines else figure
        if lines and text_width(longer, NAME) <= TITLE_WIDTH:
            lines[-1] = longer
        else:
            lines.append(figure)
    return lines[:2]
