"""/hall: every stolik at a glance, in a fixed order. One changed stolik is one pushed row."""

import time
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from app.editions.queries import current_edition, sittings
from app.hall.around import stolik_of_seat
from app.hall.presence import tablets, told
from app.hall.queries import going_on, rows_of, totals
from app.live.door import answer_json
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.live.pages import page
from app.live.seat import MODERATOR, ORGANISER, THEMER
from app.live.seated import fitting, has_role, language
from app.phases.control import phases
from app.phases.queries import phase_row, phases_on
from app.stoliki.queries import stoliki, stoliki_about, stoliki_in

router = APIRouter()
TEMPLATE = "hall/hall.html"
WATCHERS = (has_role(ORGANISER), has_role(THEMER), has_role("projector", "clerk", MODERATOR))
UNSEEN = ("classify", "sort")  # what they change does not stand in a row
AT_SEAT = ("take", "release", "replace")  # who sits at a moderator's seat
SHAPING = {  # other rows, another order of theirs, another name above them
    *("stolik.open", "stolik.name", "stolik.withdraw", "stolik.restore"),
    *("edition.choose", "edition.name", "edition.open"),
}
Places = Iterable[tuple[str, str]]


@router.get("/hall", response_class=HTMLResponse)
def hall(request: Request) -> Response:
    """The overview."""
    lang, minutes = language(request), request.app.state.settings.silent_minutes
    return page(request, TEMPLATE, "hall", fitting(request, *WATCHERS), lambda db: everything(db, lang) | {"silent_minutes": minutes})


@router.get("/hall/presence")
async def presence(request: Request) -> Response:
    """Tablets that hear their stolik now, what tablets said of themselves, and the server's clock."""
    fitting(request, *WATCHERS)
    state, now = request.app.state, time.time_ns() // 1_000_000
    return answer_json(200, {"now": now, "tablets": tablets(state.hub.listeners), "told": told(state.presence.all(), now)})


def everything(db: Connection, lang: str) -> dict[str, Any]:
    """What the page shows; an empty house has no edition and no rows."""
    return {"edition": current_edition(db)} | all_rows(db) | in_numbers(db) | programme(db, lang) | phases(db, lang)


def all_rows(db: Connection) -> dict[str, Any]:
    edition = current_edition(db)
    ids = [one.id for one in stoliki(db, edition.id)] if edition else []
    return {"rows": rows_of(db, ids)}


def in_numbers(db: Connection) -> dict[str, Any]:
    edition = current_edition(db)
    return {"totals": totals(db, edition.id if edition else 0)}


def programme(db: Connection, lang: str) -> dict[str, Any]:
    """The sittings that are on, and the part each of them is in."""
    edition = current_edition(db)
    if edition is None:
        return {"now_on": [], "phases": {}}
    phases = {one.sitting_id: phase_row(one, lang) for one in phases_on(db, edition.id)}
    return {"now_on": going_on(sittings(db, edition.id)), "phases": phases}


def changed_rows(db: Connection, entry: Entry) -> Places:
    """A word, a count, a person more: one row. A sitting opened or closed, a theme named: the rows of its stoliki."""
    if entry.noun == "sitting":
        return [("hall", str(one)) for one in stoliki_in(db, int(entry.subject or 0))]
    if entry.noun == "theme":
        return [("hall", str(one)) for one in stoliki_about(db, int(entry.subject or 0))] if entry.verb == "name" else []
    if entry.noun == "seat":
        found = stolik_of_seat(db, entry.subject or "") if entry.verb in AT_SEAT else None
        return [("hall", str(found))] if found is not None else []
    return [] if entry.verb in UNSEEN else [("hall", str(entry.stolik_id))]


@shown_on("issue", "tally", "headcount", "sitting", "theme", "seat", "help", "notice", where=changed_rows)
def rows(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    found = rows_of(db, [int(key) for key in keys])
    return "".join(partial(f"#hall-row-{row.id}", block(TEMPLATE, "row", {"row": row}, lang)) for row in found)


def everywhere(db: Connection, entry: Entry) -> Places:
    return [] if entry.verb in UNSEEN else [("hall", "")]


def reshaped(db: Connection, entry: Entry) -> Places:
    """There are other stoliki in the hall now, or they stand in another order."""
    return [("hall", "")] if entry.kind in SHAPING else []


@shown_on("stolik", "edition", where=reshaped)
def hall_table(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    """All rows: pages that are open take a new stolik, and another edition, without being loaded anew."""
    values = {"edition": current_edition(db)} | all_rows(db)
    return "".join(partial(f"#hall-{name}", block(TEMPLATE, name, values, lang)) for name in ("rows", "edition", "working"))


@shown_on("issue", "tally", "headcount", "stolik", "edition", where=everywhere)
def hall_totals(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#hall-totals", block(TEMPLATE, "totals", in_numbers(db), lang))


@shown_on("sitting", "edition", "phase", where=everywhere)
def hall_sittings(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#hall-sittings", block(TEMPLATE, "sittings", programme(db, lang), lang))
