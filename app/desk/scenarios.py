"""/desk/scenarios: the templates of sittings' phases. The house's own can be copied and changed; every desk sees what is saved."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from app.editions.queries import current_edition
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.live.pages import page
from app.live.seat import DESK, ORGANISER
from app.live.seated import fitting, has_role, language
from app.phases.queries import scenarios
from app.phases.steps import KEYS, MOST_STEPS, Step, read, sentences, shipped, titles

router = APIRouter()
TEMPLATE = "desk/scenarios.html"
Values = dict[str, Any]


@router.get("/desk/scenarios", response_class=HTMLResponse)
def scenario_page(request: Request) -> Response:
    """The templates of the current edition, and the house's own."""
    seat, lang = fitting(request, has_role(ORGANISER)), language(request)
    with request.app.state.db.read() as db:
        empty = current_edition(db) is None
    if empty:
        return RedirectResponse("/desk/editions", 303)
    return page(request, TEMPLATE, DESK, seat, lambda connection: everything(connection, lang))


def everything(db: Connection, lang: str) -> Values:
    """The lists, and the words of every kind of part for the form."""
    named, said = titles(lang), sentences(lang)
    kinds = [(key, named[key], said[key]) for key in KEYS]
    return {"kinds": kinds, "most": MOST_STEPS} | listed(db, lang)


def listed(db: Connection, lang: str) -> Values:
    edition = current_edition(db)
    edition_id = edition.id if edition else 0
    mine = [shown(one.name, read(one.steps), lang) | {"id": one.id} for one in scenarios(db, edition_id)]
    ours = [shown(name, steps, lang) for name, steps in shipped(lang).items()]
    gone = [{"id": one.id, "name": one.name} for one in scenarios(db, edition_id, True)]
    return {"edition_id": edition_id, "place": edition_id, "mine": mine, "ours": ours, "gone": gone}


def shown(name: str, steps: tuple[Step, ...], lang: str) -> Values:
    """A scenario with its parts in words, and as the form takes it."""
    named = titles(lang)
    parts = [(step.title or named[step.key], step.minutes) for step in steps]
    return {"name": name, "parts": parts, "minutes": sum(minutes for _, minutes in parts), "steps": [step.model_dump() for step in steps]}


def at_desks(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    return [(DESK, "")]


@shown_on("scenario", where=at_desks)
def scenario_list(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#scenarios", block(TEMPLATE, "scenarios", listed(db, lang), lang))
