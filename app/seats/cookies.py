"""The cookies of a seat: drawn anew for every joining, signing in and letting in; a browser never chooses one itself."""

import secrets
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from uuid_utils.compat import uuid7

from app.live.commands import Command
from app.live.door import record
from app.live.seat import HOUSE, Seat
from app.live.seated import seats_of
from app.seats.codes import fingerprint
from app.seats.commands import ReleaseSeat, TakeSeat

YEAR, WAITING_SECONDS = 365 * 24 * 3600, 12 * 3600


def new_token() -> str:
    """32 random bytes."""
    return secrets.token_urlsafe(32)


async def said_by_house(state: Any, *commands: Command) -> None:
    """All of them or none. Raises Refusal, or Turned when nothing can be written."""
    for answer in await record(state, HOUSE, list(commands), whole=True):
        if answer.refusal is not None:
            raise answer.refusal


async def take_seat(request: Request, seat_id: str, screen: str, *also: Command, **how: Any) -> Response:
    """The seat is taken with a new cookie; what this browser had for it before is released. Raises Refusal, Turned."""
    token = new_token()
    took = TakeSeat(id=str(uuid7()), seat_id=seat_id, token_hash=fingerprint(token), **how)
    await said_by_house(request.app.state, *also, took, *given_up(request, seat_id))
    return with_seat(request, RedirectResponse(screen, 303), seat_id, token)


def held(request: Request, seat_id: str) -> Seat | None:
    """This browser sits there already."""
    return next((one for one in seats_of(request) if one.id == seat_id), None)


def given_up(request: Request, seat_id: str) -> list[ReleaseSeat]:
    """What this browser had for the seat: it ends when a new cookie is drawn, so that nobody goes on with the old one."""
    old = held(request, seat_id)
    return [ReleaseSeat(id=str(uuid7()), seat_id=seat_id, token_hash=old.device)] if old else []


def with_seat(request: Request, answer: Response, seat_id: str, token: str) -> Response:
    keeper = request.app.state.doorkeeper
    answer.set_cookie(keeper.cookie_name(seat_id), token, max_age=YEAR, httponly=True, samesite="lax", secure=keeper.https)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def without_seat(request: Request, answer: Response, seat_id: str) -> Response:
    keeper = request.app.state.doorkeeper
    answer.delete_cookie(keeper.cookie_name(seat_id), httponly=True, samesite="lax", secure=keeper.https)
    return answer


def waiting_name(request: Request) -> str:
    """The cookie of a device that waits to be let in. It opens nothing."""
    keeper = request.app.state.doorkeeper
    return f"{'__Host-' if keeper.https else ''}waiting_{request.app.state.settings.port}"


def with_waiting(request: Request, answer: Response, token: str) -> Response:
    secure = request.app.state.doorkeeper.https
    answer.set_cookie(waiting_name(request), token, max_age=WAITING_SECONDS, httponly=True, samesite="lax", secure=secure)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def without_waiting(request: Request, answer: Response) -> Response:
    answer.delete_cookie(waiting_name(request), httponly=True, samesite="lax", secure=request.app.state.doorkeeper.https)
    return answer
