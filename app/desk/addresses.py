"""The address on the cards is remembered when they are printed, and told at the desk when it leads nowhere any more. The codes on
the cards stay the same."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from app.live.door import Turned, answer_json, body_of
from app.live.files import write_whole
from app.live.languages import say
from app.live.origin import is_ours
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role, language
from app.seats.addresses import addresses

router = APIRouter()
LONGEST = 300


@router.get("/desk/address")
def address(request: Request) -> Response:
    """Asked by the open desk from time to time: laptops change networks in the middle of a hall."""
    fitting(request, has_role(ORGANISER))
    found = addresses(request)
    return answer_json(200, {"moved": found.moved, "printed": found.printed, "base": found.base})


@router.post("/desk/seats/printed")
async def printed(request: Request) -> Response:
    """The cards are being printed with this address."""
    settings = request.app.state.settings
    if request.headers.get("x-stoliki") != "1" or not is_ours(request.headers, request.url.scheme, settings.public_url):
        return answer_json(403, {"error": say(language(request), "To żądanie przyszło z innej strony.")})
    try:
        base = (await body_of(request)).decode(errors="replace")
    except Turned as turned:
        return answer_json(turned.status, {"error": say(language(request), turned.message)})
    return await run_in_threadpool(remember, request, base)


def remember(request: Request, base: str) -> Response:
    """Beside the database, as the address itself: it is about this machine, not about the Congress."""
    fitting(request, has_role(ORGANISER))
    known: list[Any] = [*addresses(request).now, str(request.base_url).rstrip("/")]
    if base not in known:
        return answer_json(400, {"error": base[:LONGEST]})
    write_whole(request.app.state.settings.data / "cards", base.encode())
    return answer_json(200, {"printed": base})
