"""The hall screen: the whole map as a page, and the changed picture as data for the pages that are open."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse

from app.editions.queries import current_edition
from app.live.fragments import shown_on
from app.live.journal import Entry
from app.live.languages import counted, say
from app.live.pages import page
from app.projector.ground import figure_lines, ground, title_lines
from app.projector.island import picture
from app.projector.rows import all_said, has_working_names, map_heaps, map_themes, map_topics, newest_voices, said_now, stoliki_count
from app.projector.rows_on_map import MapTheme, MapTopic, loose_key
from app.projector.screen import channels_of, language_at, may_be_framed, seat_at, state_at

router = APIRouter()


@router.get("/map")
def issue_map(request: Request) -> HTMLResponse:
    """The map, for every seat; a projector's own if the browser has one."""
    seat = seat_at(request)
    lang = language_at(request, seat)

    def build(db: Connection) -> dict[str, Any]:
        return map_page(db, lang) | {"screen": state_at(request, db, seat)}

    answer = page(request, "projector/map.html", channels_of(seat), seat, build, lang)
    may_be_framed(request, seat, answer)
    return answer


@shown_on("issue", "tally", "topic", where=lambda db, entry: [("map", map_key(entry))])
def map_change(db: Connection, channel: str, keys: list[str], lang: str) -> dict[str, Any]:
    """The picture again, and in words only what these entries were about."""
    named = [key.split(":", 1) for key in keys if key]
    now = said_now(db, [subject for noun, subject in named if noun == "issue"])
    gone = {subject for noun, subject in named if noun == "issue"} - {issue["id"] for issue in now}
    touched = {subject for noun, subject in named if noun == "topic"} | {issue["place"] for issue in now}
    edition_id = edition_on(db)
    topics = map_topics(db, edition_id)
    spoken = {heap.topic_id for heap in map_heaps(db, edition_id)}
    names = [[one.id, one.theme_id, one.title] for one in topics if one.id in touched and (one.listed or one.id in spoken)]
    return island(db, edition_id, topics, lang) | {"topics": names, "issues": now, "withdrawn": sorted(gone)}


def map_key(entry: Entry) -> str:
    """A tally changes sizes only, so nothing needs to be said in words."""
    return "" if entry.noun == "tally" else f"{entry.noun}:{entry.subject}"


def edition_on(db: Connection) -> int:
    """0 in an empty house: no theme, an empty river."""
    edition = current_edition(db)
    return edition.id if edition else 0


def map_page(db: Connection, lang: str) -> dict[str, Any]:
    edition_id = edition_on(db)
    themes, topics = map_themes(db, edition_id), map_topics(db, edition_id)
    said = all_said(db, edition_id)
    return {
        "ground": ground(themes),
        "title_lines": title_lines(say(lang, "Mapa zagadnień i tematów")),
        "island": island(db, edition_id, topics, lang),
        "told": told(themes, topics, said),
    }


def island(db: Connection, edition_id: int, topics: Sequence[MapTopic], lang: str) -> dict[str, Any]:
    """The picture, and its figures in words."""
    drawn = picture(map_themes(db, edition_id), topics, map_heaps(db, edition_id), newest_voices(db, edition_id))
    drawn["counts"]["stoliki"] = stoliki_count(db, edition_id)
    notes = [say(lang, "nazwy robocze")] if has_working_names(db, edition_id) else []
    drawn["figures"] = figure_lines(figures(drawn["counts"], lang) + notes)
    return drawn


def figures(counts: dict[str, int], lang: str) -> list[str]:
    """11 stolików, 671 wpisów, 8 839 głosów, in the language's plurals."""
    ngettext = counted(lang)
    said = [
        (counts["stoliki"], ngettext("%(num)d stolik", "%(num)d stolików", counts["stoliki"])),
        (counts["issues"], ngettext("%(num)d wpis", "%(num)d wpisów", counts["issues"])),
        (counts["hands"], ngettext("%(num)d głos", "%(num)d głosów", counts["hands"])),
    ]
    return [words.replace("%(num)d", f"{number:,}".replace(",", "\u00a0")) for number, words in said]


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
