"""A code becomes a seat: by a card, through the room's figures, or with a paper token."""

import secrets
import time
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from uuid_utils.compat import uuid7

from app.live.recorder import Refusal
from app.live.seat import PARTICIPANT, Seat
from app.seats.asking import AskForSeat, RaiseSeatAlarm
from app.seats.codes import fingerprint
from app.seats.cookies import held, new_token, said_by_house, take_seat, waiting_name, with_seat, with_waiting
from app.seats.queries import asked_with
from app.seats.residents import EnterHall
from app.seats.screens import RESIDENTS_PAGE, WAITING_PAGE
from app.seats.ways import Way

MOST_ALARMS = 3  # of one seat in a minute


def now_ms() -> int:
    return time.time_ns() // 1_000_000


async def come_in(request: Request, way: Way, screen: str) -> Response:
    """303 with a cookie. Raises Refusal, Turned."""
    if way.card is None:
        return await enter_hall(request, way)
    if held(request, way.card.id) is not None:
        return await take_seat(request, way.card.id, screen)
    try:
        if way.card.approval:
            return await wait_at_door(request, way.card)
        return await take_seat(request, way.card.id, screen, generation=way.card.generation)
    except Refusal as refusal:
        if refusal.code == "used":
            await raise_alarm(request.app.state, way.card.id)
        raise


async def wait_at_door(request: Request, card: Any) -> Response:
    """The card is good, but a person decides. Who waits with it already goes on waiting."""
    if await run_in_threadpool(waits_already, request, card):
        return RedirectResponse(WAITING_PAGE, 303)
    token = new_token()
    asks = AskForSeat(id=str(uuid7()), seat_id=card.id, token_hash=fingerprint(token), generation=card.generation)
    await said_by_house(request.app.state, asks)
    return with_waiting(request, RedirectResponse(WAITING_PAGE, 303), token)


def waits_already(request: Request, card: Any) -> bool:
    token = request.cookies.get(waiting_name(request), "")
    with request.app.state.db.read() as db:
        asks = asked_with(db, fingerprint(token)) if token else None
    return asks is not None and (asks.seat_id, asks.generation) == (card.id, card.generation) and asks.state in ("waiting", "admitted")


async def raise_alarm(state: Any, seat_id: str) -> None:
    """Heard at the desk. Somebody who tries again and again raises a few, not thousands."""
    if not state.alarms.over(seat_id):
        await said_by_house(state, RaiseSeatAlarm(id=str(uuid7()), seat_id=seat_id))


async def enter_hall(request: Request, way: Way) -> Response:
    """A resident gets a seat of their own; one who sits here already only gets another cookie."""
    keeper = request.app.state.doorkeeper
    there = next((one for one in keeper.seats(request.cookies) if one.role == PARTICIPANT), None)
    if there is not None and way.room is not None:
        return await take_seat(request, there.id, RESIDENTS_PAGE)
    seat_id, token, era = f"{PARTICIPANT}-{secrets.token_hex(8)}", new_token(), keeper.era
    by: dict[str, Any] = {"room_id": way.room.id, "edition_id": way.room.edition_id} if way.room else {}
    if way.paper:
        by = {"paper_hash": way.paper.code_hash, "edition_id": way.paper.edition_id}
    sits = Seat(seat_id, PARTICIPANT, device=fingerprint(token))
    await said_by_house(request.app.state, EnterHall(id=str(uuid7()), seat_id=seat_id, token_hash=sits.device, **by))
    keeper.greet(token, sits, era)
    return with_seat(request, RedirectResponse(RESIDENTS_PAGE, 303), seat_id, token)
