"""The hall screen: the whole map as a page, and the changed picture as data for the pages that are open."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse

from app.live.fragments import shown_since
from app.live.journal import Entry
from app.live.pages import page
from app.phases.queries import hall_phase, phase_row
from app.projector import pictures
from app.projector.drawn import Drawn, drawn_now, drawn_since
from app.projector.ground import ground
from app.projector.join import invitation
from app.projector.opened import opened_themes, topic_names
from app.projector.river import clock_river
from app.projector.rows import all_said, said_now
from app.projector.rows_on_map import MapTheme, MapTopic, loose_key
from app.projector.screen import channels_of, language_at, may_be_framed, seat_at, state_at
from app.projector.vote import is_over, vote_on
from app.projector.words import all_words
from app.votes.queries import is_running

router = APIRouter()
router.include_router(pictures.router)


@router.get("/map")
def issue_map(request: Request) -> HTMLResponse:
    """The map, for every seat; a projector's own if the browser has one."""
    seat = seat_at(request)
    lang = language_at(request, seat)

    def build(db: Connection) -> dict[str, Any]:
        return map_page(db, lang) | {"screen": state_at(request, db, seat), "join": invitation(request)}

    answer = page(request, "projector/map.html", channels_of(seat), seat, build, lang)
    may_be_framed(request, seat, answer)
    return answer


def on_the_map(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    """What is counted in a round is not, until the round is over."""
    if entry.noun == "round" and entry.verb == "open":
        return []
    if entry.noun == "tally" and not (is_running(entry) or is_over(db, entry.fields["round_id"])):
        return []
    return [("map", map_key(entry))]


@shown_since("issue", "tally", "topic", "headcount", "sitting", "round", where=on_the_map)
def map_change(db: Connection, channel: str, keys: list[str], lang: str, prev: int) -> dict[str, Any]:
    """What of the picture changed after the push before, and in words what these entries were about."""
    named = [key.split(":", 1) for key in keys if key]
    now = said_now(db, [subject for noun, subject in named if noun == "issue"])
    gone = {subject for noun, subject in named if noun == "issue"} - {issue["id"] for issue in now}
    touched = {subject for noun, subject in named if noun == "topic"} | {issue["place"] for issue in now}
    drawn, changed = drawn_since(db, prev)
    names = topic_names(one for one in seen_topics(drawn) if one.id in touched)
    return changed | {"topics": names, "issues": now, "withdrawn": sorted(gone)}


def seen_topics(drawn: Drawn) -> list[MapTopic]:
    """Those that stand on a list, or have something under them: what a withdrawn topic is called now, nobody in the hall learns."""
    spoken = {heap.topic_id for heap in drawn.heaps}
    return [one for one in drawn.topics if one.listed or one.id in spoken]


def map_key(entry: Entry) -> str:
    """A count changes sizes only, so nothing needs to be said in words."""
    return f"{entry.noun}:{entry.subject}" if entry.noun in ("issue", "topic") else ""


def map_page(db: Connection, lang: str) -> dict[str, Any]:
    drawn, words = drawn_now(db), all_words()
    return {
        "ground": ground(drawn.themes),
        "clock_river": clock_river(),
        "words": words[lang],
        "all_words": words,
        "facts": {"themes": opened_themes(drawn.themes), "names": topic_names(seen_topics(drawn)), "phase": phase_on(db, lang)},
        "island": drawn.island,
        "vote": vote_on(db),
        "told": told(drawn.themes, drawn.topics, all_said(db, drawn.edition_id)),
    }


def phase_on(db: Connection, lang: str) -> dict[str, Any] | None:
    """What the hall's clock shows; a push on the channel `hall` tells it again."""
    now = hall_phase(db)
    return phase_row(now, lang) if now else None


def told(themes: Iterable[MapTheme], topics: Sequence[MapTopic], said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Theme > topic > issue, for the words under the map."""
    under: dict[str, list[dict[str, Any]]] = {}
    for issue in said:
        under.setdefault(issue["place"], []).append(issue)
    lists: dict[int, list[dict[str, Any]]] = {}
    for topic in topics:
        if topic.listed or topic.id in under:
            lists.setdefault(topic.theme_id, []).append({"key": topic.id, "title": topic.title, "issues": under.get(topic.id, [])})
    loose = {theme.id: {"key": loose_key(theme.id), "title": None, "issues": under.get(loose_key(theme.id), [])} for theme in themes}
    return [{"id": t.id, "number": t.number, "name": t.name, "topics": [*lists.get(t.id, []), loose[t.id]]} for t in themes]
