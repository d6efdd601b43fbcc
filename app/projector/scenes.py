"""What each scene shows, as data: texts to read out, numbers to thank with, what stands on the programme now."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from app.projector.flowers import colour_of
from app.projector.names import NAME
from app.projector.rows_on_map import MapTheme, Voice
from app.projector.text_width import clip

NEWEST, OLDER, WIDTH = 80, 52, 1690  # 7.4 and 4.8 hundredths of the height; two lines as wide as the screen holds
MOST = 7  # long texts on one screen
SOON = 4  # sittings that are told ahead


class ReadOut(NamedTuple):
    """The voices of each scene, the first to be read first."""

    voices: Sequence[Voice] = ()
    supported: Sequence[Voice] = ()
    minority: Sequence[Voice] = ()
    tools: Sequence[Voice] = ()


class Part(NamedTuple):
    """One sitting of the programme; times as they are written on it: "10:00"."""

    title: str
    state: str
    day: str
    starts_at: str | None
    ends_at: str | None
    room: str | None


@lru_cache(maxsize=256)
def told(voice: Voice, theme: MapTheme, size: int) -> dict[str, Any]:
    """One text in whole words, two lines long at the most, and where it comes from. Nobody may change it: pictures share it."""
    known = {"id": voice.id, "stolik": voice.stolik, "theme": clip(theme.name, NAME, 1000, 1)[0], "colour": colour_of(theme.colour)}
    words = {"text": " ".join(clip(voice.text, size, WIDTH, 2)), "at": voice.at, "source": voice.source}
    return known | words | {"hands": voice.hands, "people": voice.headcount}


def texts_of(all_voices: ReadOut, themes: Sequence[MapTheme]) -> dict[str, list[dict[str, Any]]]:
    """Scene -> its texts. The newest voice is larger, so it holds fewer words."""
    by_id = {theme.id: theme for theme in themes}
    scenes: dict[str, list[dict[str, Any]]] = {}
    for scene, voices in all_voices._asdict().items():
        known = [voice for voice in voices if voice.theme_id in by_id][:MOST]
        sizes = [NEWEST if scene == "voices" and not n else OLDER for n in range(len(known))]
        scenes[scene] = [told(voice, by_id[voice.theme_id], size) for voice, size in zip(known, sizes, strict=True)]
    return scenes


def programme(parts: Sequence[Part]) -> dict[str, list[dict[str, Any]]]:
    """What goes on now, and what is planned after it: on the day of what goes on, or of the first that has not begun."""
    now = [part for part in parts if part.state == "open"]
    begun = max((n for n, part in enumerate(parts) if part.state != "planned"), default=-1)
    ahead = [part for part in parts[begun + 1 :] if part.state == "planned"]
    day = now[0].day if now else ahead[0].day if ahead else ""
    soon = [part for part in ahead if part.day == day] or ahead
    return {"now": [shown(part) for part in now[:2]], "soon": [shown(part) for part in soon[:SOON]]}


def shown(part: Part) -> dict[str, Any]:
    where = clip(part.room, NAME, 900, 1)[0] if part.room else ""
    hours = "–".join(time for time in (part.starts_at, part.ends_at) if time)
    return {"title": " ".join(clip(part.title, OLDER, WIDTH - 300, 2)), "hours": hours, "room": where, "day": part.day}
