"""A theme that is opened: where its islet lay, and the names of its topics at the two sizes they may be given there.

The places themselves are those of the map, spread to the whole screen: nothing is laid out a second time.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from app.projector.flowers import colour_of
from app.projector.grid import cells
from app.projector.names import LABEL, TITLE
from app.projector.rows_on_map import MapTheme, MapTopic
from app.projector.text_width import clip, wrap

SMALL, ROOM, TITLE_ROOM = 31, 395, 1700  # size of the smaller names; between two places; of the theme's name


def opened_themes(themes: Sequence[MapTheme]) -> list[list[Any]]:
    """id, number, colour, middle of the islet (x, y), its scale, the lines of its name."""
    where = cells(tuple(themes))
    return [[t.id, t.number, colour_of(t.colour), *(round(one, 3) for one in where[t.id]), title(t.name)] for t in themes]


def title(name: str) -> list[str]:
    return list(wrap(name, TITLE, TITLE_ROOM, 2) or clip(name, TITLE, TITLE_ROOM, 2))


def topic_names(topics: Iterable[MapTopic]) -> list[list[Any]]:
    """id, theme, title, its lines when it is one of the seven large ones (None: too long for that), its lines otherwise."""
    return [[t.id, t.theme_id, t.title, large(t.title), list(clip(t.title, SMALL, ROOM, 3))] for t in topics]


def large(name: str) -> list[str] | None:
    lines = wrap(name, LABEL, ROOM, 2)
    return list(lines) if lines else None
