"""/hall: every stolik at a glance, in a fixed order. One changed stolik is one pushed row."""

import time
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from app.editions.queries import current_edition, sittings
from app.hall.queries import going_on, rows_of, totals
from app.live.door import answer_json
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.live.pages import page
from app.live.seat import MODERATOR, ORGANISER, THEMER
from app.live.seated import fitting, has_role
from app.stoliki.queries import stoliki, stoliki_about, stoliki_in

router = APIRouter()
TEMPLATE = "hall/hall.html"
WATCHERS = (has_role(ORGANISER), has_role(THEMER), has_role("projector", "clerk", MODERATOR))
UNSEEN = ("classify", "sort")  # what they change does not stand in a row
Places = Iterable[tuple[str, str]]


@router.get("/hall", response_class=HTMLResponse)
def hall(request: Request) -> Response:
    """The overview."""
    return page(request, TEMPLATE, "hall", fitting(request, *WATCHERS), everything)


@router.get("/hall/presence")
async def presence(request: Request) -> Response:
    """How many tablets hear their stolik now, and the server's clock: memory only, never journalled, never in a cached page."""
    fitting(request, *WATCHERS)
    return answer_json(200, {"now": time.time_ns() // 1_000_000, "tablets": tablets(request.app.state.hub.listeners)})


def tablets(listeners: Iterable[Any]) -> dict[str, int]:
    """Stolik -> devices of its moderators with an open page; two pages on one tablet are one."""
    devices = {(channel, one.token) for one in listeners if one.seat_id.startswith(MODERATOR) for channel in one.channels}
    found: dict[str, int] = {}
    for channel, _ in devices:
        noun, _, stolik_id = channel.partition("-")
        if noun == "stolik":
            found[stolik_id] = found.get(stolik_id, 0) + 1
    return found


def everything(db: Connection) -> dict[str, Any]:
    """What the page shows; an empty house has no edition and no rows."""
    edition = current_edition(db)
    ids = [one.id for one in stoliki(db, edition.id)] if edition else []
    return {"edition": edition, "rows": rows_of(db, ids)} | in_numbers(db) | programme(db)


def in_numbers(db: Connection) -> dict[str, Any]:
    edition = current_edition(db)
    return {"totals": totals(db, edition.id if edition else 0)}


def programme(db: Connection) -> dict[str, Any]:
    edition = current_edition(db)
    return {"now_on": going_on(sittings(db, edition.id)) if edition else []}


def changed_rows(db: Connection, entry: Entry) -> Places:
    """A word, a count, a person more: one row. A sitting opened or closed, a theme named: the rows of its stoliki."""
    if entry.noun == "sitting":
        return [("hall", str(one)) for one in stoliki_in(db, int(entry.subject or 0))]
    if entry.noun in ("theme", "stolik"):
        return [("hall", str(one)) for one in named_again(db, entry)]
    return [] if entry.verb in UNSEEN else [("hall", str(entry.stolik_id))]


def named_again(db: Connection, entry: Entry) -> list[int]:
    """The stoliki whose number, theme or colour is another now. A stolik that is new comes with the next page."""
    if entry.verb != "name":
        return []
    return [entry.stolik_id or 0] if entry.noun == "stolik" else stoliki_about(db, int(entry.subject or 0))


@shown_on("issue", "tally", "headcount", "sitting", "theme", "stolik", where=changed_rows)
def rows(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    found = rows_of(db, [int(key) for key in keys])
    return "".join(partial(f"#hall-row-{row.id}", block(TEMPLATE, "row", {"row": row}, lang)) for row in found)


def everywhere(db: Connection, entry: Entry) -> Places:
    return [] if entry.verb in UNSEEN else [("hall", "")]


@shown_on("issue", "tally", "headcount", where=everywhere)
def hall_totals(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#hall-totals", block(TEMPLATE, "totals", in_numbers(db), lang))


@shown_on("sitting", where=everywhere)
def hall_sittings(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#hall-sittings", block(TEMPLATE, "sittings", programme(db), lang))
