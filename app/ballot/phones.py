"""/vote: a resident's own phone. The page is small and hears no channel: it asks what is open, and says one ballot."""

import re
import time
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection, func, select

from app.editions.queries import current_edition
from app.live.bare import Bare
from app.live.door import answer_json
from app.live.pages import page
from app.live.seat import PARTICIPANT
from app.live.seated import fitting, has_role, seats_of
from app.seats.queries import paper_token
from app.stoliki.queries import stoliki
from app.votes.queries import ISSUES, PHONES, methods_of, open_rounds, people_of, rounds
from app.votes.slips import slip

router = APIRouter()
NUMBER = re.compile(r"[1-9][0-9]{0,5}")
FRESH = 1.0  # s for which an answer is given to everybody who asks for the same
MOST_KEPT = 500
Told = dict[str, Any]
LAST = (func.max(rounds.c.born).label("opened"), func.max(rounds.c.closed_at).label("closed"))
OPENED = Bare(select(func.count(rounds.c.id).label("all"), *LAST))
KEPT: dict[tuple[Any, ...], tuple[float, Told]] = {}


@router.get("/vote", response_class=HTMLResponse)
def vote(request: Request, stolik: str = "") -> Response:
    """The QR on a table says which stolik; whoever has no seat yet types the room's code first, and is not asked for the stolik again."""
    if NUMBER.fullmatch(stolik) and not seats_of(request):
        return RedirectResponse(f"/join?stolik={stolik}", 303)
    return page(request, "ballot/phone.html", "", fitting(request, has_role(PARTICIPANT)), lambda db: {})


@router.get("/vote/now")
def now(request: Request, stolik: str = "") -> Response:
    """What is open now, and at this stolik what there is to choose from. The same answer for a whole hall that asks in one second."""
    seat, state = fitting(request, has_role(PARTICIPANT)), request.app.state
    told = {"epoch": state.epoch, "rehearsal": state.settings.is_rehearsal} | fresh(state, int(stolik) if NUMBER.fullmatch(stolik) else 0)
    if told["slip"] and told["slip"]["token"]:
        with state.db.read() as db:
            told["has_token"] = has_token(db, seat.id)
    return answer_json(200, told)


def fresh(state: Any, number: int) -> Told:
    """That a round was opened or closed is seen at once; what is called how, a second later."""
    with state.db.read() as db:
        key = (str(state.settings.home), number, *OPENED.first(db, {}))
        known = KEPT.get(key)
        if known is None or time.monotonic() - known[0] > FRESH:
            if len(KEPT) >= MOST_KEPT:
                KEPT.clear()
            known = KEPT[key] = (time.monotonic(), open_now(db, number))
    return known[1]


def open_now(db: Connection, number: int) -> Told:
    """`stoliki`: where phones vote now; `slip`: the ballot of the one asked for, null where none is open. Number 0: at no stolik, which
    is enough where topics are voted on."""
    edition = current_edition(db)
    found = [one for one in open_rounds(db, edition.id) if PHONES in methods_of(one)] if edition else []
    voting = {stolik_id: one for one in found for stolik_id in people_of(db, one)}
    places = [one for one in stoliki(db, edition.id) if one.id in voting] if edition else []
    mine = next((one for one in places if one.number == number), None)
    told: Told = {"stoliki": [{"number": one.number, "theme": one.theme} for one in places], "slip": None, "free": False}
    free = next((one for one in found if one.about != ISSUES), None)
    if mine is not None:
        told["slip"] = slip(db, voting[mine.id], mine.id) | {"number": mine.number, "theme": mine.theme}
    elif free is not None:
        told |= {"free": True, "slip": slip(db, free, None) | {"number": 0, "theme": ""}}
    return told


def has_token(db: Connection, seat_id: str) -> bool:
    """Whether this phone came in with a paper token: then it need not be typed again."""
    return db.execute(select(paper_token.c.nth).where(paper_token.c.seat_id == seat_id)).first() is not None
