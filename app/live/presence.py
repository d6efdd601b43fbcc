"""What tablets say of themselves: how their clock stands against ours, their battery, how far the way is, what they could not send
yet, whether their screen is on. Memory only, for the checklist and the overview; never journalled, and nothing waits for it."""

import time
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.live.door import Turned, answer_json, body_of
from app.live.languages import say
from app.live.origin import is_ours
from app.live.seat import Seat
from app.live.seated import language, named_seat

MOST_REMEMBERED, MOST_WAITING = 5000, 1_000_000
WEEK_MS = 7 * 24 * 3600 * 1000
Milliseconds = Annotated[int, Field(ge=-WEEK_MS * 10_000, le=WEEK_MS * 10_000)]


class Saying(BaseModel):
    """What a page posts; null where its browser does not know. `ahead_ms`: how much its clock is ahead of ours; `waiting`: commands
    that the server has not taken; `visible`: whether anybody can see the page, or the device sleeps; `dark`: whether its system is."""

    model_config = ConfigDict(extra="forbid")

    ahead_ms: Milliseconds | None = None
    trip_ms: Annotated[int, Field(ge=0, le=WEEK_MS)] | None = None
    battery: Annotated[float, Field(ge=0, le=1)] | None = None
    charging: bool | None = None
    waiting: Annotated[int, Field(ge=0, le=MOST_WAITING)] | None = None
    visible: bool | None = None
    dark: bool | None = None


@dataclass(slots=True, frozen=True)
class Report:
    """The last of one device; `at`: by our clock; `waiting_since`: since when it has said without a break that commands wait."""

    seat: Seat
    at: int
    said: Saying
    waiting_since: int | None = None


class Presence:
    """The newest report of every device."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Report] = {}

    def heard(self, seat: Seat, said: Saying, at: int) -> None:
        """Beyond the bound who was heard longest ago is forgotten."""
        old = self._known.pop((seat.id, seat.device), None)
        since = ((old.waiting_since if old else None) or at) if said.waiting else None
        self._known[seat.id, seat.device] = Report(seat, at, said, since)
        if len(self._known) > MOST_REMEMBERED:
            del self._known[next(iter(self._known))]

    def all(self) -> list[Report]:
        return list(self._known.values())


async def presence(request: Request) -> Response:
    """A device tells; it hears what time it is."""
    lang, state = language(request), request.app.state
    if request.headers.get("x-stoliki") != "1" or not is_ours(request.headers, request.url.scheme, state.settings.public_url):
        return answer_json(403, {"error": say(lang, "To żądanie przyszło z innej strony.")})
    seat = named_seat(request, request.headers.get("x-stoliki-seat"))
    if seat is None:
        return answer_json(401, {"error": say(lang, "Zeskanuj kartę stolika jeszcze raz.")})
    try:
        said = Saying.model_validate_json(await body_of(request))
    except Turned as turned:
        return answer_json(turned.status, {"error": say(lang, turned.message)})
    except ValidationError:
        return answer_json(400, {"error": say(lang, "Nie rozumiem tej paczki.")})
    now = time.time_ns() // 1_000_000
    state.presence.heard(seat, said, now)
    return answer_json(200, {"now": now})


ROUTES = [Route("/presence", presence, methods=["POST"])]
