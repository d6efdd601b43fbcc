"""The café: a resident's own phone adds an idea, a moderator at the counter writes down what people say and reads what phones have sent."""

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection, Row, select
from starlette.exceptions import HTTPException

from app.cafe.inbox import inbox
from app.cafe.inbox import router as inbox_router
from app.editions.queries import current_edition, open_cafe
from app.ideas.commands import CAFE
from app.ideas.queries import ADMITTED, REFUSED, ideas_of
from app.issues.queries import issue, visible
from app.live.door import answer_json
from app.live.pages import page
from app.live.seat import MODERATOR, ORGANISER, PARTICIPANT
from app.live.seated import NotYours, fitting, has_role
from app.stoliki.queries import stolik_numbered, stolik_of
from app.topics.queries import topic_list

router = APIRouter()
router.include_router(inbox_router)
NUMBER = re.compile(r"[1-9][0-9]{0,5}")
KINDS = ("idea", "problem", "question", "tool", "quote")


@router.get("/cafe", response_class=HTMLResponse)
def cafe(request: Request) -> Response:
    """A resident's page: one box to type in. It hears no channel and asks for news itself, so that it stays small."""
    return page(request, "cafe/cafe.html", "", fitting(request, has_role(PARTICIPANT)), lambda db: {"cafe": open_cafe(db)})


@router.get("/cafe/mine")
def mine(request: Request) -> Response:
    """What became of what this phone has sent; whether the café is open."""
    seat, state = fitting(request, has_role(PARTICIPANT)), request.app.state
    with state.db.read() as db:
        told = decided(db, seat.id)
    return answer_json(200, {"epoch": state.epoch, "rehearsal": state.settings.is_rehearsal} | told)


def decided(db: Connection, seat_id: str) -> dict[str, Any]:
    """One that was let in and withdrawn later is refused, as far as its author is concerned."""
    found = open_cafe(db)
    said = ideas_of(db, seat_id)
    ids = [one.id for one in said if one.state == ADMITTED]
    shown = set(db.execute(select(issue.c.id).where(issue.c.id.in_(ids), visible())).scalars())
    states = {one.id: REFUSED if one.state == ADMITTED and one.id not in shown else one.state for one in said}
    return {"sitting_id": found.id if found else None, "ideas": states}


@router.get("/stoliki/{number}/counter", response_class=HTMLResponse)
def counter(request: Request, number: str) -> Response:
    """The counter of a café: a quick card for whoever comes by, and what phones have sent."""
    stolik = numbered(request, number)
    seat = fitting(request, lambda one: one.role == MODERATOR and one.stolik_id == stolik.id, has_role(ORGANISER))
    return page(request, "cafe/counter.html", f"stolik-{stolik.id}", seat, lambda db: at_counter(db, stolik.id))


def numbered(request: Request, number: str) -> Row[Any]:
    """The stolik with this number; who has no seat is not told which numbers there are."""
    with request.app.state.db.read() as db:
        edition = current_edition(db)
        found = stolik_numbered(db, edition.id, int(number)) if edition and NUMBER.fullmatch(number) else None
    if found is None:
        fitting(request, has_role(MODERATOR, ORGANISER))
        raise HTTPException(404)
    return found


def at_counter(db: Connection, stolik_id: int) -> dict[str, Any]:
    stolik = stolik_of(db, stolik_id)
    if stolik is None:
        raise NotYours
    values = {"stolik": stolik, "kinds": KINDS, "topics": topic_list(db, stolik_id), "is_cafe": stolik.sitting_format == CAFE}
    return values | inbox(db, stolik.sitting_id)
