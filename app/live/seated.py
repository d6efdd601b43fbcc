"""Which seat does this request come from? A browser may hold several; pages take the one that fits."""

from collections.abc import Callable

from starlette.requests import HTTPConnection

from app.live.languages import LANGUAGES
from app.live.seat import Seat


class Unseated(Exception):
    """No seat: a page answers 303 to /join, JSON answers 401."""


class NotYours(Exception):
    """There is a seat, but not for this page."""


def seats_of(connection: HTTPConnection) -> list[Seat]:
    """All seats this browser holds."""
    found: list[Seat] = connection.app.state.doorkeeper.seats(connection.cookies)
    return found


def named_seat(connection: HTTPConnection, name: str | None) -> Seat | None:
    """The seat the page says it is; without a name the only one there is."""
    seats = seats_of(connection)
    if name:
        return next((seat for seat in seats if seat.id == name), None)
    return seats[0] if len(seats) == 1 else None


def fitting(connection: HTTPConnection, *fits: Callable[[Seat], bool]) -> Seat:
    """The first seat that fits, the best way of fitting first. Raises Unseated, or NotYours when none of them fits."""
    seats = seats_of(connection)
    if not seats:
        raise Unseated
    for fit in fits:
        for seat in seats:
            if fit(seat):
                return seat
    raise NotYours


def has_role(*roles: str) -> Callable[[Seat], bool]:
    """A way of fitting: one of these roles."""
    return lambda seat: seat.role in roles


def language(connection: HTTPConnection) -> str:
    """The language asked for in the address, else in the cookie, else the edition's own."""
    wanted = connection.query_params.get("lang") or connection.cookies.get("lang")
    return wanted if wanted in LANGUAGES else str(connection.app.state.tongues.offered()[0])
