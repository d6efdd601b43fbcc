"""The words on the map: each theme's name over its islet, and the large names of at most seven leading topics.

At most one large name per cell, so names cannot meet. It is a map, not a ranking: a second strong topic is shown by its size.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.projector.grid import ISLET_A, ISLET_B, Cell, cells
from app.projector.layout import Place
from app.projector.rows_on_map import MapTheme
from app.projector.text_width import LINE, clip, wrap

TITLE, LABEL, NAME = 88, 44, 31  # 8.15, 4.07 and 2.87 hundredths of the screen's height
SMALLER = (31, 28, 25, 22, 19, 16, 13, 10)  # sizes a theme's name may take in a hall of more than eleven themes
INDENT, ABOVE, RISE = 50, 12, 136  # of the name beside its number; over the shore; the height free over an islet
NAMED = 7  # large texts on the whole map


class Region(NamedTuple):
    """A theme's name over its islet: left edge, first baseline, and the number in its ring before it."""

    theme: MapTheme
    cell: Cell
    lines: tuple[str, ...]
    size: float
    x: float
    y: float
    ring: float  # radius; its middle is one indent before the text

    @property
    def ring_at(self) -> tuple[float, float]:
        return self.cell.x - (ISLET_A - 20) * self.cell.scale, self.y - 0.3 * self.size + (len(self.lines) - 1) * self.size * LINE / 2


class Label(NamedTuple):
    """A large name: `x` is its left edge, `y` the first baseline."""

    key: str
    lines: tuple[str, ...]
    size: float
    x: float
    y: float


def fitted(name: str, width: float, height: float) -> tuple[tuple[str, ...], float]:
    """The largest size at which the whole name stands over the islet; the last resort ends it with an ellipsis."""
    for size in SMALLER:
        lines = wrap(name, size, width, min(2, int(height / (size * LINE)) or 1))
        if lines:
            return lines, size
    return clip(name, SMALLER[-1], width, 2), SMALLER[-1]


def region(theme: MapTheme, cell: Cell) -> Region:
    s, ring = cell.scale, max(21 * cell.scale, 13)
    left = cell.x - (ISLET_A - 20) * s - 20 * ring / 21 + INDENT * ring / 21
    lines, size = fitted(theme.name, cell.x + (ISLET_A + 20) * s - left, (RISE - 16) * s)
    base = cell.y - ISLET_B * s - max(ABOVE * s, 0.35 * size)
    return Region(theme, cell, lines, size, left, base - (len(lines) - 1) * size * LINE, ring)


@lru_cache(maxsize=8)
def regions(themes: tuple[MapTheme, ...]) -> dict[int, Region]:
    where = cells(themes)
    return {t.id: region(t, where[t.id]) for t in themes}


def whole_words(title: str, width: float, most: int) -> tuple[str, ...] | None:
    """The title, or as many of its first words as fit with an ellipsis; None when not even its words fit whole."""
    title = " ".join(title.split())
    lines = clip(title, LABEL, width, most)
    shown = " ".join(lines).replace("\u00a0", " ").removesuffix("…")
    rest = title[len(shown) :] if title.startswith(shown) else None
    return lines if rest is not None and (not rest or not rest[0].isalnum()) else None


def label_for(place: Place, over: Region) -> Label | None:
    """One or two lines over the theme's name."""
    s = over.cell.scale
    taken = 21 * s + len(over.lines) * over.size * LINE + 0.8 * LABEL
    most = int((RISE * s - taken) / (LABEL * LINE)) + 1 if taken <= RISE * s else 0
    lines = whole_words(place.title or "", (2 * ISLET_A + 8) * s, most) if most else None
    if not lines:
        return None
    y = over.y - 9 * s - (over.size + (len(lines) - 1) * LABEL) * LINE
    return Label(place.key, lines, LABEL, over.cell.x - ISLET_A * s, y)


Leader = tuple[float, int, int, int, Label]  # support and issues, both below zero; the theme's number and id; the name


def leader(theme: MapTheme, places: Sequence[Place], over: Region) -> Leader | None:
    """The leading topic of one islet, if its name fits there."""
    mine = [p for p in places if p.issues and p.title is not None]
    top = max(mine, key=lambda p: (p.support, p.issues, -p.slot), default=None)
    label = top and label_for(top, over)
    return (-top.support, -top.issues, theme.number, theme.id, label) if top and label else None


def foremost(leaders: Iterable[Leader | None]) -> list[Label]:
    """The names of the seven islets whose leader has most voices."""
    known = (one for one in leaders if one is not None)
    return [one[-1] for one in sorted(known, key=lambda one: one[:4])[:NAMED]]


def labels(themes: Sequence[MapTheme], places: Iterable[Place]) -> list[Label]:
    over = regions(tuple(themes))
    mine: dict[int, list[Place]] = {}
    for place in places:
        mine.setdefault(place.theme.id, []).append(place)
    return foremost(leader(theme, mine.get(theme.id, []), over[theme.id]) for theme in themes)
