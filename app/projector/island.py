"""The picture as data: what the page carries in its JSON island, and what a push on the channel `map` carries of it again.

It holds all places (a row of numbers each) but no text except the seven of each scene, so it stays small, and applying it twice, or out of
turn after a heal, changes nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from app.projector.flowers import colour_of
from app.projector.grid import Cell, cells
from app.projector.layout import Place, Plot, area_of, planted, plots_of, rung_of
from app.projector.names import Label, Leader, Region, foremost, leader, regions
from app.projector.rows_on_map import Heap, MapTheme, MapTopic
from app.projector.scenes import ReadOut, texts_of


class Bloom(NamedTuple):
    """One theme's part of the picture: the rows of its places, the name that may stand over it, its row in the garden, how many topics."""

    rows: list[list[Any]]
    leader: Leader | None
    garden: list[Any]
    topics: int


def place_row(place: Place) -> list[Any]:
    """key, theme id, colour, turn in degrees, x, y, outer radius, pitch of the seeds, slot, issues, hands."""
    pitch = round(place.core / place.issues**0.5, 2) if place.issues else 0
    spot = [round(place.x, 1), round(place.y, 1), round(place.r, 2)]
    kind = [place.key, place.theme.id, colour_of(place.theme.colour), round(place.turn)]
    return [*kind, *spot, pitch, place.slot, place.issues, place.hands]


def label_row(label: Label) -> list[Any]:
    """key, size, x, first baseline, lines."""
    return [label.key, label.size, round(label.x, 1), round(label.y, 1), list(label.lines)]


def bloom_of(theme: MapTheme, plot: Plot, rung: int, cell: Cell, over: Region) -> Bloom:
    """The plot as it grows on the hall's rung. Its row in the garden, for the scene that thanks: number, colour, issues, support."""
    places = [planted(root, cell, rung) for root in plot.roots]
    garden = [theme.number, colour_of(theme.colour), sum(p.issues for p in places), round(sum(p.support for p in places), 1)]
    topics = sum(place.title is not None for place in places)
    return Bloom([place_row(place) for place in places], leader(theme, places, over), garden, topics)


def blooms_of(themes: Sequence[MapTheme], plots: Sequence[Plot], rung: int) -> list[Bloom]:
    where, over = cells(tuple(themes)), regions(tuple(themes))
    return [bloom_of(theme, plot, rung, where[theme.id], over[theme.id]) for theme, plot in zip(themes, plots, strict=True)]


def put_together(rung: int, plots: Iterable[Plot], blooms: Sequence[Bloom]) -> dict[str, Any]:
    """The whole map: the themes side by side, in the order of their numbers."""
    unplaced = [id for plot in plots for id in plot.unplaced]
    return {
        "scale": round(area_of(rung), 3),
        "places": [row for bloom in blooms for row in bloom.rows],
        "labels": [label_row(label) for label in foremost(bloom.leader for bloom in blooms)],
        "unplaced": unplaced,
        "counts": {"topics": sum(bloom.topics for bloom in blooms) + len(unplaced)},
        "garden": [bloom.garden for bloom in blooms],
    }


def picture(themes: Sequence[MapTheme], topics: Sequence[MapTopic], heaps: Sequence[Heap], voices: ReadOut) -> dict[str, Any]:
    """The whole map and the scenes of voices, without a single issue's text beyond the seven of each."""
    plots = plots_of(themes, topics, heaps)
    rung = rung_of(plots)
    return put_together(rung, plots, blooms_of(themes, plots, rung)) | {"read": texts_of(voices, themes)}
