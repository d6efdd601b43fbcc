"""What an address asks a screen to show: the preview of a state that nobody was sent, and pictures of a scene. It changes nothing."""

from collections.abc import Mapping
from typing import Any, get_args

from app.stage.commands import LARGEST, MOST_STAYS, SMALLEST, Language, Scene
from app.stage.queries import State

SCENES, LANGUAGES, SCHEMES = get_args(Scene), get_args(Language), ("auto", "dark", "light")
LEAST_SECONDS, MOST_SECONDS = 5, 3600
ASKS = ("scene", "theme", "turn", "frozen", "black", "size", "scheme", "also", "calm")


def asked_for(query: Mapping[str, str], state: State) -> State:
    """The state with what the address names in its place: then it is no screen's any more. What makes no sense is not heard."""
    asked = {name: query[name] for name in ASKS if query.get(name)}
    if not asked:
        return state
    return state | {"screen_id": "", "since": None, "frozen_at": None} | scene_of(asked) | look_of(asked) | spoken(asked, query, state)


def scene_of(asked: Mapping[str, str]) -> State:
    found: State = {}
    if asked.get("scene") in SCENES:
        found = {"scene": asked["scene"], "theme_id": number(asked.get("theme", ""))}
    if stays := [stay for one in asked.get("turn", "").split(",")[:MOST_STAYS] if (stay := stay_of(one))]:
        found |= {"turn": stays}
    return found


def stay_of(words: str) -> State | None:
    """`map:40`, `theme.3:20`: a scene of a turn and its seconds."""
    what, _, seconds = words.partition(":")
    scene, _, theme = what.partition(".")
    if scene not in SCENES or scene == "turn":
        return None
    stays = min(max(number(seconds) or MOST_SECONDS, LEAST_SECONDS), MOST_SECONDS)
    return {"scene": scene, "theme_id": number(theme), "seconds": stays}


def look_of(asked: Mapping[str, str]) -> State:
    found: dict[str, Any] = {name: asked[name] == "1" for name in ("frozen", "black", "calm") if name in asked}
    if size := number(asked.get("size", "")):
        found["size"] = min(max(size, SMALLEST), LARGEST)
    return found | ({"scheme": asked["scheme"]} if asked.get("scheme") in SCHEMES else {})


def spoken(asked: Mapping[str, str], query: Mapping[str, str], state: State) -> State:
    """`lang` and `also` alternate."""
    first = query["lang"] if query.get("lang") in LANGUAGES else state["languages"][0]
    return {"languages": [first, asked["also"]] if asked.get("also") in LANGUAGES and asked["also"] != first else [first]}


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
