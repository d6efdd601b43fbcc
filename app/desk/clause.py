"""/informacja: what happens to personal data, for everybody, without a seat. /desk/clause: organisers write it in their own words."""

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection

from app.editions.clause import LONGEST, clauses
from app.editions.queries import current_edition
from app.live.fragments import templates
from app.live.languages import LANGUAGES
from app.live.pages import page
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role, language

router = APIRouter()
EMPTY_LINE = re.compile(r"\n\s*\n")
USUAL = "seats/clause_{}.txt"


@router.get("/informacja", response_class=HTMLResponse)
def information(request: Request) -> Response:
    """In the reader's language, as it was written at the desk, else in the usual words."""
    days, lang = request.app.state.settings.retention_days, language(request)
    return page(request, "seats/information.html", "", None, lambda db: {"paragraphs": EMPTY_LINE.split(words(db, lang, days))})


@router.get("/desk/clause", response_class=HTMLResponse)
def clause(request: Request) -> Response:
    """One text for each language."""
    seat, days = fitting(request, has_role(ORGANISER)), request.app.state.settings.retention_days
    return page(request, "desk/clause.html", "hall", seat, lambda db: written(db, days))


def written(db: Connection, days: int) -> dict[str, Any]:
    """What stands in each language's box: what was written, and what the page says without it."""
    edition = current_edition(db)
    own = clauses(db, edition.id) if edition else {}
    usual = {lang: usual_words(edition, lang, days) for lang in LANGUAGES}
    return {"edition": edition, "own": own, "usual": usual, "longest": LONGEST}


def words(db: Connection, lang: str, days: int) -> str:
    edition = current_edition(db)
    own = clauses(db, edition.id) if edition else {}
    return own.get(lang) or usual_words(edition, lang, days)


def usual_words(edition: Any, lang: str, days: int) -> str:
    """Good enough for a hall that asks nobody for a name; the organisers' own name and address are theirs to add."""
    said = templates(lang).get_template(USUAL.format(lang)).render(name=edition.name if edition else "Stoliki", days=days)
    return str(Markup(said).unescape()).strip()
