"""The button that begins a rehearsal, and the one that ends it. The server closes and opens again with the other database."""

import logging

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.background import BackgroundTask

from app.live.db import FAULTS
from app.live.door import Turned, answer_json, body_of
from app.live.languages import say
from app.live.origin import is_ours
from app.live.seat import ORGANISER
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
    await run_in_threadpool(fitting, request, has_role(ORGANISER))
    try:
        wish = WISHES.get(await body_of(request))
    except Turned as turned:
        return answer_json(turned.status, {"error": say(lang, turned.message)})
    if wish is None or request.app.state.house.move is None:
        return answer_json(400, {"error": say(lang, "Ten serwer nie prowadzi prób.")})
    return answer_json(200, {"rehearsal": wish}) if wish == settings.is_rehearsal else await moved(request, wish)


async def moved(request: Request, wish: bool) -> Response:
    """Answered before the server closes; without room for another database nothing is done."""
    move = request.app.state.house.move
    try:
        leave = await run_in_threadpool(move.prepare, wish)
    except FAULTS:
        log.exception("no rehearsal could be made")
        return answer_json(503, {"error": say(language(request), "Nie udało się przygotować próby. Sprawdź miejsce na dysku.")})
    answer = answer_json(202, {"rehearsal": wish})
    answer.background = BackgroundTask(leave)
    return answer
