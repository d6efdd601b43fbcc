"""The scene of the newest voices: a stem that grows upwards, its open flower the newest voice, older ones smaller and lower."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from app.projector.flowers import colour_of
from app.projector.names import NAME
from app.projector.rows_on_map import MapTheme, Voice
from app.projector.text_width import clip

NEWEST, OLDER, PITCH = 80, 52, 1.1  # 7.4 and 4.8 hundredths of the height; line height in em
LEFT, WIDTH, TOP, BOTTOM = 150, 1730, 274, 1062
META, AFTER, FIRST_AFTER = 44, 96, 12  # from the last line to the line of its table and time; from there to the next voice
MOST = 7  # long texts on one screen
STEM = 76


class Told(NamedTuple):
    """One voice with its place on the screen: `y` is the first baseline, `flower` the middle of its flower."""

    voice: Voice
    theme: MapTheme
    lines: tuple[str, ...]
    size: int
    y: float

    @property
    def flower(self) -> tuple[float, float]:
        return self.y - 0.31 * self.size, 46 if self.size == NEWEST else 26

    @property
    def meta_y(self) -> float:
        return self.y + (len(self.lines) - 1) * self.size * PITCH + META

    def data(self) -> dict[str, Any]:
        return {
            "id": self.voice.id,
            "stolik": self.voice.stolik,
            "theme": clip(self.theme.name, NAME, 1200, 1)[0],
            "colour": colour_of(self.theme.colour),
            "at": self.voice.at,
            "source": self.voice.source,
            "lines": self.lines,
            "size": self.size,
            "y": round(self.y, 1),
            "meta": round(self.meta_y, 1),
            "flower": round(self.flower[0], 1),
            "r": self.flower[1],
        }


def told(voices: Sequence[Voice], themes: dict[int, MapTheme]) -> Iterator[Told]:
    """Newest first, downwards, as many as the screen holds."""
    y: float = TOP
    for n, voice in enumerate(voices[:MOST]):
        size = OLDER if n else NEWEST
        one = Told(voice, themes[voice.theme_id], clip(voice.text, size, WIDTH, 2), size, y)
        if one.meta_y > BOTTOM:
            return
        yield one
        y = one.meta_y + AFTER + (0 if n else FIRST_AFTER)


def stem(heights: Sequence[float]) -> str:
    """A line from the bottom of the screen up to the newest flower, leaning left and right."""
    points = [(STEM, 1090.0)] + [(STEM + (10 if n % 2 else -10), y) for n, y in enumerate(reversed(heights))]
    steps = pairwise(points)
    return f"M{STEM} 1090" + "".join(f"C{a} {(b + d) / 2:.0f} {c} {(b + d) / 2:.0f} {c} {d:.0f}" for (a, b), (c, d) in steps)


def voices_scene(voices: Sequence[Voice], themes: Sequence[MapTheme]) -> dict[str, Any]:
    shown = list(told([v for v in voices if any(t.id == v.theme_id for t in themes)], {t.id: t for t in themes}))
    flowers = [one.flower[0] for one in shown]
    leans = [STEM + (10 if (len(shown) - 1 - n) % 2 else -10) for n in range(len(shown))]
    told_all = [{**one.data(), "x": x} for one, x in zip(shown, leans, strict=True)]
    return {"stem": stem(flowers) if shown else "", "told": told_all}
