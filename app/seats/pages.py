"""Joining: the code of a card becomes a cookie. The code arrives in the fragment, so no log and no history keeps it."""

import secrets
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection, Row
from uuid_utils.compat import uuid7

from app.live.door import Turned, body_of, record
from app.live.languages import say
from app.live.origin import is_ours
from app.live.pages import page
from app.live.seat import HOUSE
from app.live.seated import language, seats_of
from app.seats.codes import fingerprint, read_code
from app.seats.commands import TakeSeat
from app.seats.queries import seat_with_code
from app.stoliki.queries import stolik_of

router = APIRouter()
YEAR = 365 * 24 * 3600
SCREENS = {"organiser": "/desk", "themer": "/desk", "projector": "/map"}


@router.get("/", response_class=HTMLResponse)
def start(request: Request) -> Response:
    """A browser with a seat goes to its screen; everyone else hears what this is."""
    seats = seats_of(request)
    if len(seats) == 1 and "lang" not in request.query_params:
        with request.app.state.db.read() as db:
            return RedirectResponse(screen_of(db, seats[0].role, seats[0].stolik_id), 303)
    return page(
        request,
        "seats/start.html",
        "",
        None,
        lambda db: {"screens": [(seat.id, screen_of(db, seat.role, seat.stolik_id)) for seat in seats]},
    )


@router.get("/join", response_class=HTMLResponse)
def join(request: Request) -> Response:
    """The page on which a code is typed, or taken from the address by the card's QR."""
    return page(request, "seats/join.html", "", None, lambda db: {"problem": ""})


@router.post("/join", response_class=HTMLResponse)
async def take(request: Request) -> Response:
    """303 with the seat's cookie; a wrong code is told so, and too many of them from one address have to wait: a right one never does."""
    state, address = request.app.state, request.client.host if request.client else ""
    if request.headers.get("origin") and not is_ours(request.headers, request.url.scheme, state.settings.public_url):
        return await _again(request, 403, "To żądanie przyszło z innej strony.")
    try:
        typed = parse_qs((await body_of(request)).decode(errors="replace")).get("code", [""])[0]
    except Turned as turned:
        return await _again(request, turned.status, turned.message)
    card = await run_in_threadpool(_card, request, typed)
    if card is None:
        if state.guesses.over(address):
            return await _again(request, 429, "Za dużo prób. Poczekaj minutę.")
        return await _again(request, 401, "Nie znam tego kodu. Sprawdź go na karcie.")
    try:
        return await _seated(request, card)
    except Turned:
        return await _again(request, 503, "Serwer nie może teraz zapisywać. Spróbuj za chwilę.")


def screen_of(db: Connection, role: str, stolik_id: int | None) -> str:
    """Where a seat goes after joining."""
    stolik = stolik_of(db, stolik_id) if stolik_id is not None else None
    return f"/stoliki/{stolik.number}" if stolik else SCREENS.get(role, "/hall")


def _card(request: Request, code: str) -> tuple[Row[Any], str] | None:
    with request.app.state.db.read() as db:
        card = seat_with_code(db, fingerprint(read_code(code)))
        return (card, screen_of(db, card.role, card.stolik_id)) if card else None


async def _seated(request: Request, found: tuple[Row[Any], str]) -> Response:
    (card, screen), token, state = found, secrets.token_urlsafe(32), request.app.state
    took = TakeSeat(id=str(uuid7()), seat_id=card.id, token_hash=fingerprint(token))
    await record(state, HOUSE, [took])
    answer = RedirectResponse(screen, 303, headers={"Cache-Control": "no-store"})
    name = state.doorkeeper.cookie_name(card.id)
    answer.set_cookie(name, token, max_age=YEAR, httponly=True, samesite="lax", secure=state.doorkeeper.https)
    return answer


async def _again(request: Request, status: int, problem: str) -> Response:
    said = say(language(request), problem)
    answer = await run_in_threadpool(page, request, "seats/join.html", "", None, lambda db: {"problem": said})
    return HTMLResponse(
        bytes(answer.body), status, headers={"Cache-Control": "no-store"} | ({"Retry-After": "60"} if status == 429 else {})
    )
