"""Which state a page of the map is in: what the desk sent to its screen, what it sent to another one, or what the address asks for."""

from collections.abc import Iterable
from typing import Any

from fastapi import Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.live.fragments import shown_on
from app.live.headers import POLICY
from app.live.journal import Entry
from app.live.seat import ORGANISER, Seat, hears
from app.live.seated import fitting, has_role, language
from app.stage.asked import asked_for
from app.stage.queries import UNTOLD, State, projectors, states

WATCH = "watch"  # in the address of the desk's previews
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def seat_at(request: Request) -> Seat:
    """A projector's own; `?screen=` says which, where one browser has several. The desk's previews are the organiser's, so that a
    computer that holds both seats does not look like a screen that is alive."""
    wanted = request.query_params.get("screen")

    def mine(seat: Seat) -> bool:
        return seat.role == "projector" and wanted in (None, seat.id)

    previews = [has_role(ORGANISER)] if WATCH in request.query_params else []
    return fitting(request, *previews, mine, lambda seat: True)


def state_at(request: Request, db: Connection, seat: Seat) -> State:
    """`?screen=` follows that screen, also from another seat."""
    followed = request.query_params.get("screen") or (seat.id if seat.role == "projector" else "")
    known = followed in {one.id for one in projectors(db)}
    state = states(db, [followed])[followed] if known else UNTOLD
    return asked_for(request.query_params, state | {"languages": state["languages"] or [language(request)]})


def language_at(request: Request, seat: Seat) -> str:
    """A screen speaks what it was told; where that is two languages, the address says which it is now."""
    with request.app.state.db.read() as db:
        spoken: list[str] = state_at(request, db, seat)["languages"]
    wanted = request.query_params.get("lang", "")
    return wanted if wanted in spoken else spoken[0]


def channels_of(seat: Seat) -> str:
    return "map,hall" if hears(seat, "hall") else "map"


def may_be_framed(request: Request, seat: Seat, answer: Response) -> None:
    """By our own desk, and there alone."""
    if WATCH in request.query_params and seat.role == ORGANISER:
        answer.headers["Content-Security-Policy"] = FRAMED


def told_screen(db: Connection, entry: Entry) -> Iterable[tuple[str, str]]:
    return [("hall", str(entry.subject))]


@shown_on("screen", where=told_screen)
def screen_states(db: Connection, channel: str, keys: list[str], lang: str) -> dict[str, Any]:
    """The same as a page of that screen carries in its island."""
    return {"screens": states(db, keys)}
