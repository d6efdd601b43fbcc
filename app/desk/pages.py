"""/desk: sittings are opened and closed, topic lists are edited. Two desks see each other, every tablet sees both."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection, Row

from app.desk.acts import router as acts_router
from app.desk.addresses import router as addresses_router
from app.desk.alarms import alarms
from app.desk.care import router as care_router
from app.desk.checklist import router as checklist_router
from app.desk.clause import router as clause_router
from app.desk.editions import router as editions_router
from app.desk.importing import router as importing_router
from app.desk.paper import router as paper_router
from app.desk.programme import router as programme_router
from app.desk.queries import desk_topics, elsewhere, same_theme
from app.desk.redact import router as redact_router
from app.desk.rehearsal import router as rehearsal_router
from app.desk.room import router as room_router
from app.desk.rounds import router as rounds_router
from app.desk.scenarios import router as scenarios_router
from app.desk.screens import router as screens_router
from app.desk.seat_deeds import router as deeds_router
from app.desk.seats import router as seats_router
from app.desk.tablets import router as tablets_router
from app.editions.queries import current_edition, days_of, sittings
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.live.pages import page
from app.live.seat import DESK, ORGANISER, THEMER
from app.live.seated import fitting, has_role, language
from app.phases.control import phases
from app.stoliki.queries import stoliki
from app.topics.queries import topic_list

router = APIRouter()
router.include_router(seats_router)
router.include_router(deeds_router)
router.include_router(room_router)
router.include_router(screens_router)
router.include_router(rounds_router)
router.include_router(care_router)
router.include_router(clause_router)
router.include_router(importing_router)
router.include_router(checklist_router)
router.include_router(paper_router)
router.include_router(redact_router)
router.include_router(programme_router)
router.include_router(editions_router)
router.include_router(rehearsal_router)
router.include_router(scenarios_router)
router.include_router(addresses_router)
router.include_router(tablets_router)
router.include_router(acts_router)
TEMPLATE = "desk/desk.html"
Values = dict[str, Any]


@router.get("/desk", response_class=HTMLResponse)
def desk(request: Request, stolik: str = "") -> Response:
    """The desk, with the topic list of the stolik that was asked for by its number, else of the first."""
    seat, db = fitting(request, has_role(ORGANISER), has_role(THEMER)), request.app.state.db
    with db.read() as connection:
        chosen, empty = chosen_stolik(connection, stolik), current_edition(connection) is None
    if empty and seat.role == ORGANISER:
        return RedirectResponse("/desk/editions", 303)
    heard = ["hall", *([f"stolik-{chosen.id}"] if chosen else []), *([DESK] if seat.role == ORGANISER else [])]
    channels = ",".join(heard)
    lang = language(request)
    return page(request, TEMPLATE, channels, seat, lambda connection: everything(connection, chosen.id if chosen else None, lang))


def chosen_stolik(db: Connection, number: str) -> Row[Any] | None:
    """The stolik with this number, the first when there is none such."""
    edition = current_edition(db)
    found = stoliki(db, edition.id) if edition else []
    return next((one for one in found if str(one.number) == number), found[0] if found else None)


def everything(db: Connection, stolik_id: int | None, lang: str) -> Values:
    edition = current_edition(db)
    found = stoliki(db, edition.id) if edition else []
    chosen = next((one for one in found if one.id == stolik_id), None)
    listed = topics(db, stolik_id) if stolik_id is not None else {}
    return {"edition": edition, "stoliki": found, "chosen": chosen} | programme(db) | phases(db, lang) | alarms(db) | listed


def programme(db: Connection) -> Values:
    """The sittings, day by day."""
    edition = current_edition(db)
    if edition is None:
        return {"days": []}
    found = sittings(db, edition.id)
    return {"days": [(date.fromisoformat(day), [one for one in found if one.day == day]) for day in days_of(db, edition)]}


def topics(db: Connection, stolik_id: int) -> Values:
    """The editor's list, what was taken off it, what else could stand on it."""
    listed = desk_topics(db, stolik_id)
    gone = topic_list(db, stolik_id, "withdrawn")
    end = listed[-1].id if listed else None
    return {"stolik_id": stolik_id, "listed": listed, "withdrawn": gone, "elsewhere": elsewhere(db, stolik_id), "end": end}


def lists_changed(db: Connection, entry: Entry) -> Iterable[tuple[str, str]]:
    """Every stolik of the theme: a title stands on several lists, and a new topic may be put on the others."""
    return [(f"stolik-{one}", str(one)) for one in same_theme(db, entry.stolik_id or 0)]


@shown_on("topic", where=lists_changed)
def desk_list(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return "".join(partial("#desk-topics", block(TEMPLATE, "topics", topics(db, int(key)), lang)) for key in keys)


@shown_on("sitting", where=lambda db, entry: [("hall", "")])
def desk_sittings(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#desk-sittings", block(TEMPLATE, "sittings", programme(db), lang))
