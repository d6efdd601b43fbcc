"""Joining: a code becomes a cookie. The code of a card arrives in the fragment, so no log and no history keeps it."""

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.editions.queries import open_cafe
from app.live.door import Turned, body_of
from app.live.languages import say
from app.live.origin import is_ours
from app.live.pages import page, shared
from app.live.recorder import Refusal
from app.live.seat import PARTICIPANT
from app.live.seated import fitting, has_role, language, seats_of
from app.seats.account import router as account_router
from app.seats.codes import read_secret
from app.seats.joining import come_in, now_ms
from app.seats.screens import RESIDENTS_PAGE, screen_of
from app.seats.signing_in import router as sign_in_router
from app.seats.waiting import router as waiting_router
from app.seats.ways import Way, way_of
from app.seats.welcome import router as welcome_router

router = APIRouter()
for part in (waiting_router, sign_in_router, welcome_router, account_router):
    router.include_router(part)
STATUSES = {"used": 409, "unknown_code": 401}


@router.get("/", response_class=HTMLResponse)
def start(request: Request) -> Response:
    """A browser with a seat goes to its screen; everyone else hears what this is."""
    seats = seats_of(request)
    if len(seats) == 1 and "lang" not in request.query_params:
        with request.app.state.db.read() as db:
            return RedirectResponse(screen_of(db, seats[0].role, seats[0].stolik_id, seats[0].id), 303)
    return page(
        request,
        "seats/start.html",
        "",
        None,
        lambda db: {"screens": [(seat.id, screen_of(db, seat.role, seat.stolik_id, seat.id)) for seat in seats]},
    )


@router.get("/join", response_class=HTMLResponse)
async def join(request: Request) -> Response:
    """The page on which a code is typed, or taken from the address by the card's QR."""
    return shared(request, "seats/join.html", None, ("edition",), lambda db: {"problem": ""})


@router.get(RESIDENTS_PAGE, response_class=HTMLResponse)
async def participant(request: Request) -> Response:
    """Where residents are who came in: they are here, and what they can do comes to this page."""
    seat = fitting(request, has_role(PARTICIPANT))
    return shared(request, "seats/participant.html", seat, ("edition", "sitting"), lambda db: {"cafe": open_cafe(db)})


@router.post("/join", response_class=HTMLResponse)
async def take(request: Request) -> Response:
    """303 with the seat's cookie. A wrong code is told so, and too many of them have to wait (ways.py says how)."""
    state, address = request.app.state, request.client.host if request.client else ""
    if request.headers.get("origin") and not is_ours(request.headers, request.url.scheme, state.settings.public_url):
        return await _again(request, 403, "To żądanie przyszło z innej strony.")
    try:
        typed = parse_qs((await body_of(request)).decode(errors="replace")).get("code", [""])[0]
        found = None if state.guesses.closed(address, typed) else await _leads(request, typed)
        if found is None:
            return await _unknown(request, address)
        if costs_a_seat(found[0]) and state.entries.over(address):
            return await _again(request, 429, "Za dużo osób naraz. Spróbuj za chwilę.")
        return await come_in(request, *found)
    except Refusal as refusal:
        return await _again(request, STATUSES.get(refusal.code, 403), refusal.message)
    except Turned as turned:
        return await _again(
            request, turned.status, "Serwer nie może teraz zapisywać. Spróbuj za chwilę." if turned.status == 503 else turned.message
        )


def costs_a_seat(way: Way) -> bool:
    """Residents and those who wait leave something behind each time."""
    return way.card is None or bool(way.card.approval)


async def _unknown(request: Request, address: str) -> Response:
    if request.app.state.guesses.wrong(address):
        return await _again(request, 429, "Za dużo prób. Poczekaj minutę.")
    return await _again(request, 401, "Nie znam tego kodu. Sprawdź go na karcie.")


async def _leads(request: Request, typed: str) -> tuple[Way, str] | None:
    """Where a code leads, and to which page."""
    known: Way | None = request.app.state.last_room.way(typed, now_ms())
    return (known, RESIDENTS_PAGE) if known else await run_in_threadpool(_way, request, typed)


def _way(request: Request, code: str) -> tuple[Way, str] | None:
    state = request.app.state
    with state.db.read() as db:
        way = way_of(db, state.settings, code, now_ms())
        if way is None:
            return None
        if way.room is not None:
            state.last_room.keep(way, read_secret(state.settings.secret_file))
        return way, screen_of(db, way.card.role, way.card.stolik_id, way.card.id) if way.card else RESIDENTS_PAGE


async def _again(request: Request, status: int, problem: str) -> Response:
    said = say(language(request), problem)
    answer = await run_in_threadpool(page, request, "seats/join.html", "", None, lambda db: {"problem": said})
    return HTMLResponse(
        bytes(answer.body), status, headers={"Cache-Control": "no-store"} | ({"Retry-After": "60"} if status == 429 else {})
    )
