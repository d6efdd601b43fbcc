"""/desk/programme: the plan of an edition, edited in place. Every open desk sees it change."""

from collections.abc import Callable, Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from app.desk.plan import TABLES, edition_about, plan
from app.editions.queries import current_edition, edition_of
from app.live.fragments import Render, block, partial, shown_on
from app.live.journal import Entry
from app.live.languages import LANGUAGES
from app.live.pages import page
from app.live.seat import DESK, ORGANISER
from app.live.seated import fitting, has_role

router = APIRouter()
TEMPLATE = "desk/programme.html"
UNPLANNED = {"open": {"sitting"}, "close": {"sitting"}, "choose": {"edition"}}  # verbs that leave the plan as it is
PARTS: dict[str, tuple[str, ...]] = {
    "year": ("edition",),
    "themes": ("theme",),
    "sittings": ("sitting", "edition"),
    "tables": ("stolik", "theme", "sitting"),
    "units": ("unit",),
    "gone": ("theme", "sitting", "stolik", "unit"),
}


@router.get("/desk/programme", response_class=HTMLResponse)
def programme(request: Request, edition: int | None = None) -> Response:
    """The plan of the current edition, or of the one that was asked for. A house without any begins with one."""
    seat, db = fitting(request, has_role(ORGANISER)), request.app.state.db
    with db.read() as connection:
        current = current_edition(connection)
        known = edition_of(connection, edition) if edition is not None else None
    asked = known or current
    if asked is None:
        return RedirectResponse("/desk/editions", 303)
    return page(request, TEMPLATE, DESK, seat, lambda connection: everything(connection, asked.id))


def everything(db: Connection, edition_id: int) -> dict[str, Any]:
    return {"place": edition_id, "languages_of": LANGUAGES} | plan(db, edition_id)


def planned(db: Connection, entry: Entry) -> Iterable[tuple[str, str]]:
    """A plan is heard wherever its edition is; opening a sitting changes no plan."""
    if entry.noun in UNPLANNED.get(entry.verb, ()):
        return []
    edition_id = edition_about(db, entry, TABLES)
    return [] if edition_id is None else [(DESK, str(edition_id))]


def shows(part: str) -> Render:
    """One block of the plan, for each edition in which it changed. The words are the page's own."""

    def render(db: Connection, channel: str, keys: list[str], lang: str) -> str:
        found = [(key, block(TEMPLATE, part, plan(db, int(key)), lang)) for key in keys]
        return "".join(partial(f"#plan-{part}-{key}", html) for key, html in found)

    render.__name__ = f"plan_{part}"
    return render


DECLARED: list[Callable[..., Any]] = [shown_on(*nouns, where=planned)(shows(part)) for part, nouns in PARTS.items()]
