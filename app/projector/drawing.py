"""The map as a file that stands alone: SVG without scripts, styles or fonts of its own, its colours as every program knows them.

What residents wrote is escaped; a description says in words what the picture shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import cos, sin, sqrt
from typing import NamedTuple

from markupsafe import escape

from app.projector.flowers import colour_of
from app.projector.ground import Ground, Islet, Line, ground, title_lines
from app.projector.layout import Place, build
from app.projector.names import LABEL, NAME, TITLE, labels
from app.projector.palette import DARK, INKS, LIGHT, hexadecimal
from app.projector.rows_on_map import Heap, MapTheme, MapTopic
from app.projector.text_width import LINE

GOLDEN, SEED_RADIUS, MOST_SEEDS = 2.39996, 0.36, 400  # as map_shapes.js draws them
WASHES, RINGS = (40, 29, 19, 10), (27, 18, 10)
SERIF, SANS = "'Source Serif 4', Georgia, 'Noto Serif', serif", "'Source Sans 3', 'Noto Sans', sans-serif"


class Pen(NamedTuple):
    """The colours of one scheme, and the faces of the letters."""

    dark: bool
    serif: str = SERIF
    sans: str = SANS

    def of(self, name: str) -> str:
        return hexadecimal((DARK if self.dark else LIGHT)[name])

    def theme(self, colour: int) -> str:
        return hexadecimal(INKS[colour_of(colour)][self.dark])

    def text(self, line: Line, size: float, *, serif: bool = False, weight: int = 600, anchor: str = "start") -> str:
        face, words = self.serif if serif else self.sans, escape(line.text)
        how = f'font-size="{size:g}" font-weight="{weight}" text-anchor="{anchor}" fill="{self.of("ink")}"'
        return f'<text x="{line.x:g}" y="{line.y:g}" font-family="{escape(face)}" {how}>{words}</text>'


class Words(NamedTuple):
    """What stands on the picture besides the names: the title, the counted things, what is written over a rehearsal."""

    lang: str
    title: str
    figures: Sequence[str]
    watermark: str = ""


def drawn(themes: Sequence[MapTheme], topics: Sequence[MapTopic], heaps: Sequence[Heap], words: Words, pen: Pen) -> str:
    """The whole picture."""
    the_map, under = build(themes, topics, heaps), ground(tuple(themes))
    large = labels(themes, the_map.places)
    named = {label.key for label in large}
    parts = [*water(under, pen), *(part for islet in under.islets for part in land(islet, pen))]
    parts += [flower(place, place.key in named, pen) for place in the_map.places]
    parts += [pen.text(line, TITLE, serif=True) for line in title_lines(words.title)]
    parts += [pen.text(Line(44, 304 + 35 * n, text), NAME) for n, text in enumerate(words.figures)]
    for one in large:
        parts += [pen.text(Line(one.x, one.y + n * LABEL * LINE, text), LABEL, serif=True) for n, text in enumerate(one.lines)]
    return document(parts + stamp(words.watermark, pen), words, told(themes, the_map.places), under, pen)


def document(parts: Iterable[str], words: Words, said: str, under: Ground, pen: Pen) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1920 1080" width="1920" height="1080" role="img" xml:lang="{words.lang}">'
    what = f"<title>{escape(words.title)}</title><desc>{escape(' · '.join(words.figures))}. {escape(said)}</desc>"
    defs = "".join(f'<path id="f{n}" d="{path}"/>' for n, path in under.flowers.items())
    shores = "".join(f'<path id="s{one.theme_id}" d="{one.shore}"/>' for one in under.islets)
    rims = "".join(f'<clipPath id="r{one.theme_id}"><path d="{one.shore}"/></clipPath>' for one in under.islets)
    paper = f'<rect width="1920" height="1080" fill="{pen.of("water")}"/>'
    return f"{head}{what}<defs>{defs}{shores}{rims}</defs>{paper}{''.join(parts)}</svg>\n"


def water(under: Ground, pen: Pen) -> Iterator[str]:
    """Streams, and the rings around all islets."""
    yield f'<path d="{under.stream}" fill="none" stroke="{pen.of("line")}" stroke-width="1.3"/>'
    for ring in RINGS:
        for name, more in (("line", 3), ("water", 0)):
            stroke = f'fill="none" stroke-linejoin="round" stroke="{pen.of(name)}"'
            yield from (f'<use href="#s{one.theme_id}" {stroke} stroke-width="{2 * ring * one.width + more:.1f}"/>' for one in under.islets)


def land(islet: Islet, pen: Pen) -> Iterator[str]:
    """One islet with its shore, its number and its name."""
    ink, shore = pen.theme(islet.colour), f"#s{islet.theme_id}"
    wash = f'fill="none" stroke="{ink}" stroke-opacity="{0.06 if pen.dark else 0.085}"'
    yield f'<use href="{shore}" fill="{pen.of("land")}"/><g clip-path="url(#r{islet.theme_id})">'
    yield "".join(f'<use href="{shore}" {wash} stroke-width="{width * islet.width:.1f}"/>' for width in WASHES) + "</g>"
    yield f'<use href="{shore}" fill="none" stroke="{ink}" stroke-width="2.5"/>'
    r, x, y = islet.ring, islet.ring_x, islet.ring_y
    yield f'<circle cx="{x}" cy="{y}" r="{0.9 * r:.1f}" fill="{pen.of("land")}" stroke="{ink}" stroke-width="{0.2 * r:.1f}"/>'
    yield pen.text(Line(x, round(y + 0.46 * r, 1), str(islet.number)), round(1.36 * r), weight=700, anchor="middle")
    yield from (pen.text(line, islet.size) for line in islet.lines)


def flower(place: Place, named: bool, pen: Pen) -> str:
    """A flower with its seeds; a dashed bud where nothing was said; an outline where it has no topic."""
    ink, land_, x, y = pen.theme(place.theme.colour), pen.of("land"), round(place.x, 1), round(place.y, 1)
    if not place.issues:
        return f'<circle cx="{x}" cy="{y}" r="{place.r - 1:.1f}" fill="none" stroke="{ink}" stroke-width="2.5" stroke-dasharray="3 3.4"/>'
    loose, size = place.title is None, place.r / 100
    how = f'fill="none" stroke="{ink}" stroke-width="{3 / size:.1f}"' if loose else f'fill="{ink}"'
    petals = f'<use href="#f{colour_of(place.theme.colour)}" transform="rotate({place.turn:.0f}) scale({size:.4f})" {how}/>'
    ring = f'<circle r="{place.r + 2:.1f}" fill="none" stroke="{pen.of("ink")}" stroke-width="2.6"/>' if named else ""
    return f'<g transform="translate({x} {y})">{petals}<path d="{seeds(place)}" fill="{ink if loose else land_}"/>{ring}</g>'


def seeds(place: Place) -> str:
    """One seed for one issue, from the middle outwards."""
    pitch = place.core / sqrt(place.issues)
    r, path = pitch * SEED_RADIUS, []
    for n in range(min(place.issues, MOST_SEEDS)):
        x, y = (pitch * sqrt(n + 0.5) * turn(GOLDEN * n) for turn in (cos, sin))
        path.append(f"M{x - r:.2f} {y:.2f}a{r:.2f} {r:.2f} 0 1 0 {2 * r:.2f} 0a{r:.2f} {r:.2f} 0 1 0 {-2 * r:.2f} 0")
    return "".join(path)


def stamp(words: str, pen: Pen) -> list[str]:
    """Across a picture that is no Congress's."""
    if not words:
        return []
    how = f'font-family="{escape(pen.sans)}" font-size="300" font-weight="700" text-anchor="middle" fill="#b03a2e" fill-opacity="0.25"'
    return [f'<text transform="translate(960 640) rotate(-24)" {how}>{escape(words)}</text>']


def told(themes: Sequence[MapTheme], places: Sequence[Place]) -> str:
    """The same in words: every theme with its places, the largest first."""
    said = []
    for theme in themes:
        mine = sorted((p for p in places if p.theme.id == theme.id and p.issues and p.title), key=lambda p: -p.support)
        said.append(f"{theme.number}. {theme.name}: " + ", ".join(f"{p.title} ({p.issues})" for p in mine))
    return "; ".join(said)
