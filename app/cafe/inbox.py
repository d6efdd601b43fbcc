"""/desk/ideas: what phones have sent waits here for a person. No channel but those of the café's own stoliki and the desk carries it."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection, Row

from app.editions.queries import current_edition, sittings
from app.ideas.commands import CAFE
from app.ideas.queries import REFUSED, WAITING, counted, idea_of, ideas_in
from app.issues.personal import personal_in
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.live.pages import page
from app.live.seat import DESK, ORGANISER
from app.live.seated import fitting, has_role
from app.stoliki.queries import stoliki, stoliki_in

router = APIRouter()
TEMPLATE, INBOX = "cafe/ideas.html", "cafe/inbox.html"
PARTS = {"waiting": INBOX, "refused": INBOX, "waits": TEMPLATE}
MOST_SHOWN = 20


@router.get("/desk/ideas", response_class=HTMLResponse)
def ideas(request: Request, sitting: str = "") -> Response:
    """What waits, the oldest first; of the café that was asked for, else of the one that is open."""
    seat, db = fitting(request, has_role(ORGANISER)), request.app.state.db
    with db.read() as connection:
        chosen = chosen_cafe(connection, sitting)
        heard = channels(connection, chosen.id) if chosen else [DESK]
    return page(request, TEMPLATE, ",".join(heard), seat, lambda connection: everything(connection, sitting))


def cafes(db: Connection) -> list[Row[Any]]:
    edition = current_edition(db)
    return [one for one in sittings(db, edition.id) if one.format == CAFE] if edition else []


def chosen_cafe(db: Connection, asked: str) -> Row[Any] | None:
    found = cafes(db)
    wanted = [one for one in found if str(one.id) == asked] or [one for one in found if one.state == "open"] or found
    return wanted[0] if wanted else None


def everything(db: Connection, asked: str) -> dict[str, Any]:
    edition, chosen = current_edition(db), chosen_cafe(db, asked)
    places = stoliki(db, edition.id) if edition else []
    places = sorted(places, key=lambda one: (chosen is None or one.sitting_id != chosen.id, one.number))
    return {"edition": edition, "cafes": cafes(db), "chosen": chosen, "places": places} | inbox(db, chosen.id if chosen else 0)


def inbox(db: Connection, sitting_id: int) -> dict[str, Any]:
    """What waits and what was refused, as much as fits, and how much there is of each."""
    found = {name: ideas_in(db, sitting_id, state, MOST_SHOWN) for name, state in (("waiting", WAITING), ("refused", REFUSED))}
    suspect = {one.id for one in found["waiting"] if personal_in(one.text)}
    return {"sitting_id": sitting_id, "counts": counted(db, sitting_id), "suspect": suspect} | found


def channels(db: Connection, sitting_id: int) -> list[str]:
    """Who hears of a café's ideas: its stoliki; while it has none, the desk."""
    return [f"stolik-{one}" for one in stoliki_in(db, sitting_id)] or [DESK]


def of_cafe(db: Connection, entry: Entry) -> Iterable[tuple[str, str]]:
    """An idea came, was refused or let in."""
    known = idea_of(db, entry.subject or "") if entry.noun == "idea" or entry.kind == "issue.admit" else None
    return [(one, str(known.sitting_id)) for one in channels(db, known.sitting_id)] if known else []


@shown_on("idea", "issue", where=of_cafe)
def ideas_waiting(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    told = [(key, inbox(db, int(key))) for key in keys]
    return "".join(partial(f"#ideas-{part}-{key}", block(file, part, values, lang)) for key, values in told for part, file in PARTS.items())
