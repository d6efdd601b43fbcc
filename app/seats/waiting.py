"""A device waits until somebody at the desk lets it in. It asks every second; let in, it takes the seat with another cookie."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Row, select

from app.live.door import Turned, answer_json
from app.live.pages import page
from app.live.recorder import Refusal
from app.live.seated import Unseated
from app.seats.codes import fingerprint
from app.seats.cookies import take_seat, waiting_name, without_waiting
from app.seats.forms import form_again, typed_in
from app.seats.queries import asked_with, seat
from app.seats.screens import screen_of

router = APIRouter(prefix="/join")
TEMPLATE = "seats/waiting.html"


@router.get("/waiting", response_class=HTMLResponse)
def waiting(request: Request) -> Response:
    """ "Poczekaj": the page goes on by itself."""
    found, screen = asking_of(request)
    return page(request, TEMPLATE, "", None, lambda db: {"problem": "", "state": found.state, "screen": screen})


@router.get("/waiting/state")
def state(request: Request) -> Response:
    """waiting, admitted, refused, seated."""
    return answer_json(200, {"state": asking_of(request)[0].state})


@router.post("/enter")
async def enter(request: Request) -> Response:
    """Let in: the seat, with a cookie of its own."""
    found, screen = await run_in_threadpool(asking_of, request)
    try:
        await typed_in(request)
        answer = await take_seat(request, found.seat_id, screen, generation=found.generation, asked=found.token_hash)
    except (Refusal, Turned) as problem:
        return await form_again(request, TEMPLATE, problem, state=found.state, screen=screen)
    return without_waiting(request, answer)


def asking_of(request: Request) -> tuple[Row[Any], str]:
    """What this device asked for, and where that leads. Raises Unseated for one that asked for nothing."""
    token = request.cookies.get(waiting_name(request), "")
    with request.app.state.db.read() as db:
        found = asked_with(db, fingerprint(token)) if token else None
        if found is None:
            raise Unseated
        wanted = db.execute(select(seat.c.role, seat.c.stolik_id, seat.c.id).where(seat.c.id == found.seat_id)).one()
        return found, screen_of(db, *wanted)
