"""/desk/editions: every edition of this house; one is made, chosen, copied as the start of the next."""

import json
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection, Row

from app.editions.queries import current_edition, edition_of, editions, themes
from app.live.fragments import block, partial, shown_on
from app.live.languages import LANGUAGES
from app.live.pages import page
from app.live.seat import DESK, ORGANISER
from app.live.seated import fitting, has_role
from app.topics.copying import listed_topics

router = APIRouter()
TEMPLATE, COPY = "desk/editions.html", "desk/edition_copy.html"
Values = dict[str, Any]


@router.get("/desk/editions", response_class=HTMLResponse)
def list_editions(request: Request) -> Response:
    """The editions, and a form for a new one: in an empty house the first thing an organiser sees."""
    return page(request, TEMPLATE, DESK, fitting(request, has_role(ORGANISER)), everything)


@router.get("/desk/editions/copy", response_class=HTMLResponse)
def copy_edition(request: Request, edition: int = 0) -> Response:
    """What comes along into the next year."""
    seat, db = fitting(request, has_role(ORGANISER)), request.app.state.db
    with db.read() as connection:
        known = edition_of(connection, edition)
    if known is None:
        return RedirectResponse("/desk/editions", 303)
    return page(request, COPY, DESK, seat, lambda connection: carried(connection, known))


def everything(db: Connection) -> Values:
    current = current_edition(db)
    return {"place": current.id if current else 0, "edition": current, "languages_of": LANGUAGES} | listed(db)


def listed(db: Connection) -> Values:
    return {"editions": [(one, days_in(one)) for one in editions(db)]}


def days_in(year: Row[Any]) -> list[date]:
    return [date.fromisoformat(day) for day in json.loads(year.days)]


def carried(db: Connection, year: Row[Any]) -> Values:
    """The edition that is copied, and its topics by theme."""
    current, found = current_edition(db), listed_topics(db, year.id)
    by_theme = [(theme, [one for one in found if one.theme_id == theme.id]) for theme in themes(db, year.id)]
    return {"place": current.id if current else 0, "year": year, "by_theme": [pair for pair in by_theme if pair[1]]}


@shown_on("edition", where=lambda db, entry: [(DESK, "")])
def edition_rows(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#edition-rows", block(TEMPLATE, "rows", listed(db), lang))
