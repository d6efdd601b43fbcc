"""When a round takes what is said in it. What was typed before its close and arrives later waits for an organiser's word."""

from typing import Any

from app.live.recorder import Arrival, Refusal
from app.votes.queries import OPEN, SEALED

ADMITTED, REFUSED, UNDECIDED = "admitted", "refused", ""


def came_late(round_: Any, arrival: Arrival) -> bool:
    """Typed while the round was open, arrived after its close."""
    return bool(round_.state != OPEN and round_.closed_at is not None and arrival.at <= round_.closed_at)


def takes(round_: Any, arrival: Arrival, by_organiser: bool = False) -> None:
    """Refuse with `round_closed` what comes too late; what an organiser has admitted is marked late. An organiser may count again
    until the seal."""
    if round_.withdrawn:
        raise Refusal("round_closed", "To głosowanie wycofano.")
    if round_.state == OPEN:
        return
    if round_.state == SEALED:
        raise Refusal("round_closed", "Głosowanie jest zamknięte na stałe. Jeśli Twój głos już dotarł, jest policzony.")
    if by_organiser:
        return
    if not came_late(round_, arrival):
        raise Refusal("round_closed", "Głosowanie jest już zamknięte.")
    if round_.late != ADMITTED:
        raise Refusal("round_closed", "Głosowanie zamknięto, zanim to dotarło. Organizatorzy mogą to jeszcze przyjąć: nie usuwaj.")
    arrival.late = True
