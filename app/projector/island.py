"""The picture as data: what the page carries in its JSON island, and what every push on the channel `map` carries again.

A push holds all places (a row of numbers each) but no text except of the issues it is about, so it stays small, and
applying it twice, or out of turn after a heal, changes nothing.
"""

from collections.abc import Sequence
from typing import Any

from app.projector.flowers import colour_of
from app.projector.layout import Place, build
from app.projector.names import Label, labels
from app.projector.rows_on_map import Heap, MapTheme, MapTopic
from app.projector.scenes import ReadOut, garden, texts_of


def place_row(place: Place) -> list[Any]:
    """key, theme id, colour, turn in degrees, x, y, outer radius, pitch of the seeds, slot, issues, hands."""
    pitch = round(place.core / place.issues**0.5, 2) if place.issues else 0
    spot = [round(place.x, 1), round(place.y, 1), round(place.r, 2)]
    kind = [place.key, place.theme.id, colour_of(place.theme.colour), round(place.turn)]
    return [*kind, *spot, pitch, place.slot, place.issues, place.hands]


def label_row(label: Label) -> list[Any]:
    """key, size, x, first baseline, lines."""
    return [label.key, label.size, round(label.x, 1), round(label.y, 1), list(label.lines)]


def picture(themes: Sequence[MapTheme], topics: Sequence[MapTopic], heaps: Sequence[Heap], voices: ReadOut) -> dict[str, Any]:
    """The whole map and the scenes of voices, without a single issue's text beyond the seven of each."""
    the_map = build(themes, topics, heaps)
    return {
        "scale": round(the_map.scale, 3),
        "places": [place_row(place) for place in the_map.places],
        "labels": [label_row(label) for label in labels(themes, the_map.places)],
        "unplaced": the_map.unplaced,
        "counts": {"topics": sum(p.title is not None for p in the_map.places) + len(the_map.unplaced)},
        "read": texts_of(voices, themes),
        "garden": garden(themes, the_map.places),
    }
