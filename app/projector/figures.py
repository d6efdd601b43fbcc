"""What is counted in the hall, and how it is said on the map: 11 stolików, 671 wpisów, 8 839 głosów."""

from collections.abc import Mapping, Sequence

from app.live.languages import counted, say
from app.projector.ground import figure_lines
from app.projector.rows_on_map import Heap


def counts(heaps: Sequence[Heap], headcounts: Mapping[int, int | None]) -> dict[str, int]:
    said = {"issues": sum(heap.issues for heap in heaps), "hands": sum(heap.hands for heap in heaps)}
    return said | {"stoliki": len(headcounts), "people": sum(people or 0 for people in headcounts.values())}


def figures(sums: dict[str, int], lang: str) -> list[str]:
    """In the language's plurals."""
    ngettext = counted(lang)
    said = [
        (sums["stoliki"], ngettext("%(num)d stolik", "%(num)d stolików", sums["stoliki"])),
        (sums["issues"], ngettext("%(num)d wpis", "%(num)d wpisów", sums["issues"])),
        (sums["hands"], ngettext("%(num)d głos", "%(num)d głosów", sums["hands"])),
    ]
    return [words.replace("%(num)d", f"{number:,}".replace(",", "\u00a0")) for number, words in said]


def figures_on_map(sums: dict[str, int], working: bool, lang: str) -> list[str]:
    """The lines under the title; a hall whose themes have no published names says so."""
    return figure_lines(figures(sums, lang) + ([say(lang, "nazwy robocze")] if working else []))
