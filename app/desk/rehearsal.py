"""The button that begins a rehearsal, and the one that ends it. The server closes and opens again with the other database."""

import logging
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.background import BackgroundTask
from uuid_utils.compat import uuid7

from app.editions.rehearsing import BeginRehearsal
from app.live.db import FAULTS
from app.live.door import Turned, answer_json, body_of, record
from app.live.languages import say
from app.live.origin import is_ours
from app.live.seat import ORGANISER, Seat
from app.live.seated import fitting, has_role, language

log = logging.getLogger(__name__)
router = APIRouter()
WISHES = {b"begin": True, b"end": False}


@router.post("/desk/rehearsal")
async def rehearsal(request: Request) -> Response:
    """`begin` or `end`: 202 when it is being done, 200 when it is so already."""
    lang, settings = language(request), request.app.state.settings
    if request.headers.get("x-stoliki") != "1" or not is_ours(request.headers, request.url.scheme, settings.public_url):
        return answer_json(403, {"error": say(lang, "To żądanie przyszło z innej strony.")})
    seat = await run_in_threadpool(fitting, request, has_role(ORGANISER))
    try:
        wish = WISHES.get(await body_of(request))
    except Turned as turned:
        return answer_json(turned.status, {"error": say(lang, turned.message)})
    if wish is None or request.app.state.house.move is None:
        return answer_json(400, {"error": say(lang, "Ten serwer nie prowadzi prób.")})
    return answer_json(200, {"rehearsal": wish}) if wish == settings.is_rehearsal else await moved(request, seat, wish)


async def moved(request: Request, seat: Seat, wish: bool) -> Response:
    """Answered before the server closes; without room for another database nothing is done."""
    state, answer = request.app.state, answer_json(202, {"rehearsal": wish})
    if state.house.move.wanted is wish:
        return answer
    try:
        await begun(state, seat, wish)
        leave = await run_in_threadpool(state.house.move.prepare, wish, seat.id)
    except (Turned, *FAULTS):
        log.exception("no rehearsal could be made")
        return answer_json(503, {"error": say(language(request), "Nie udało się przygotować próby. Sprawdź miejsce na dysku.")})
    answer.background = BackgroundTask(leave)
    return answer


async def begun(state: Any, seat: Seat, wish: bool) -> None:
    """The real hall's journal says who began it; its end is said there when it is open again."""
    if wish:
        await record(state, seat, [BeginRehearsal(id=str(uuid7()))])
