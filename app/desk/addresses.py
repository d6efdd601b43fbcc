"""Which address stands on the cards: chosen among those by which people reach us now, remembered when the cards are printed, and
told at the desk when it leads nowhere any more. The codes on the cards stay the same."""

from pathlib import Path
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from app.live.door import Turned, answer_json, body_of
from app.live.files import write_whole
from app.live.languages import say
from app.live.origin import is_ours
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role, language

router = APIRouter()
LOOPBACK = ("http://127.", "http://localhost", "https://127.", "https://localhost")
LONGEST = 300


class Addresses(NamedTuple):
    """`now`: all that lead here, `base`: the one for the cards, `printed`: the one on the cards that were printed last, or ""."""

    now: list[str]
    base: str
    printed: str

    @property
    def moved(self) -> bool:
        """The printed cards lead nowhere."""
        return bool(self.printed and self.now) and self.printed not in self.now

    @property
    def only_here(self) -> bool:
        return self.base.startswith(LOOPBACK)

    @property
    def choice(self) -> list[str]:
        """What may stand on cards instead; an address of this computer alone is none."""
        return [one for one in self.now if not one.startswith(LOOPBACK)]


def addresses(request: Request) -> Addresses:
    """Asked for, chosen at the start, printed before, come by: the first of these that people can reach."""
    settings, now = request.app.state.settings, request.app.state.house.addresses()
    came, printed = str(request.base_url).rstrip("/"), printed_at(settings.data)
    asked, others = request.query_params.get("address"), [one for one in now if not one.startswith(LOOPBACK)]
    wishes = [asked if asked in now else "", settings.public_url, settings.cards_url, printed if printed in now else ""]
    wishes += ["" if came.startswith(LOOPBACK) else came, *others, came]
    return Addresses(now, next(one for one in wishes if one), printed)


def printed_at(data: Path) -> str:
    file = data / "cards"
    return file.read_text(encoding="utf-8") if file.exists() else ""


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
