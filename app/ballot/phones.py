"""/vote: a resident's own phone. The page is small and hears no channel: it asks what is open, and says one ballot.

A whole hall asks the same at once: what is told is made once, and given to everybody until something in it changes."""

import re
from typing import Any, NamedTuple

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection, Row, bindparam, select

from app.editions.queries import current_edition
from app.live.bare import Bare
from app.live.door import OURS
from app.live.pages import shared
from app.live.seat import PARTICIPANT
from app.live.seated import fitting, has_role, seats_of
from app.seats.queries import paper_token
from app.stoliki.queries import stoliki
from app.votes.queries import ISSUES, PHONES, methods_of, open_rounds, people_of
from app.votes.slips import slip

router = APIRouter()
NUMBER = re.compile(r"[1-9][0-9]{0,5}")
PLAN = ("edition", "stolik", "theme", "round")
CHANGED = ("merge", "split", "withdraw", "restore", "park", "reword", "settle", "undo", "redact")
SLIPS = (*PLAN, "topic", *(f"issue.{verb}" for verb in CHANGED))
HAS_TOKEN = Bare(select(paper_token.c.nth).where(paper_token.c.seat_id == bindparam("seat")).limit(1))
BY_TOKEN: dict[tuple[str, str], bool] = {}
MOST_SEATS = 20_000
Told = dict[str, Any]


class Places(NamedTuple):
    """Where phones vote now. `at`: number -> the stolik and its round; `free`: the round in which no stolik is needed."""

    told: list[Told]
    at: dict[int, tuple[Row[Any], Row[Any]]]
    free: Row[Any] | None


class Now(NamedTuple):
    """An answer, ready to be sent; `by_token`: the same for who came in with a paper token, and for who did not."""

    plain: bytes
    by_token: dict[bool, bytes]


@router.get("/vote", response_class=HTMLResponse)
async def vote(request: Request) -> Response:
    """The QR on a table says which stolik; whoever has no seat yet types the room's code first, and is not asked for the stolik again."""
    if (number := number_in(request)) and not seats_of(request):
        return RedirectResponse(f"/join?stolik={number}", 303)
    return shared(request, "ballot/phone.html", fitting(request, has_role(PARTICIPANT)), ("edition",))


@router.get("/vote/now")
async def now(request: Request) -> Response:
    """What is open now, and at this stolik what there is to choose from."""
    seat, state = fitting(request, has_role(PARTICIPANT)), request.app.state
    newest = state.recorder.newest
    places = newest.kept("vote/places", PLAN, lambda: places_now(state))
    number = number_in(request) if number_in(request) in places.at else 0
    found = newest.kept(("vote/now", number), SLIPS, lambda: answers(state, places, number))
    told = found.by_token[has_token(state, seat.id)] if found.by_token else found.plain
    return Response(told, 200, OURS, "application/json")


def number_in(request: Request) -> int:
    """Of the stolik in the address; 0: none."""
    typed = request.query_params.get("stolik", "")
    return int(typed) if NUMBER.fullmatch(typed) else 0


def places_now(state: Any) -> Places:
    with state.db.read() as db:
        edition = current_edition(db)
        found = [one for one in open_rounds(db, edition.id) if PHONES in methods_of(one)] if edition else []
        voting = {stolik_id: one for one in found for stolik_id in people_of(db, one)}
        places = [one for one in stoliki(db, edition.id) if one.id in voting] if edition else []
    told = [{"number": one.number, "theme": one.theme} for one in places]
    return Places(told, {one.number: (one, voting[one.id]) for one in places}, next((one for one in found if one.about != ISSUES), None))


def answers(state: Any, places: Places, number: int) -> Now:
    """The bytes for everybody at this stolik."""
    with state.db.read() as db:
        told = {"epoch": state.epoch, "rehearsal": state.settings.is_rehearsal} | open_now(db, places, number)
    both = (True, False) if told["slip"] and told["slip"]["token"] else ()
    return Now(orjson.dumps(told), {one: orjson.dumps(told | {"has_token": one}) for one in both})


def open_now(db: Connection, places: Places, number: int) -> Told:
    """`stoliki`: where phones vote now; `slip`: the ballot of the one asked for, null where none is open. Number 0: at no stolik, which
    is enough where topics are voted on."""
    told: Told = {"stoliki": places.told, "slip": None, "free": False}
    if number:
        stolik, round_ = places.at[number]
        told["slip"] = slip(db, round_, stolik.id) | {"number": number, "theme": stolik.theme}
    elif places.free is not None:
        told |= {"free": True, "slip": slip(db, places.free, None) | {"number": 0, "theme": ""}}
    return told


def has_token(state: Any, seat_id: str) -> bool:
    """Whether this phone came in with a paper token: then it need not be typed again. It came in once."""
    key = (state.epoch, seat_id)
    if key not in BY_TOKEN:
        if len(BY_TOKEN) >= MOST_SEATS:
            BY_TOKEN.clear()
        with state.db.read() as db:
            BY_TOKEN[key] = HAS_TOKEN.first(db, {"seat": seat_id}) is not None
    return BY_TOKEN[key]
