"""What an organiser should see at once, on the desk and on the page of the seats: a card used twice, a device that waits."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.live.seat import DESK
from app.seats.at_desk import loud_alarms, waiting_devices

TEMPLATE = "desk/seats.html"


def alarms(db: Connection) -> dict[str, Any]:
    return {"alarms": loud_alarms(db), "waiting": waiting_devices(db)}


def at_desk(db: Connection, entry: Entry) -> Iterable[tuple[str, str]]:
    """Everything about seats but the residents, who come by hundreds: the page of the seats hears by it that it should look."""
    return [] if entry.kind == "seat.enter" else [(DESK, "")]


@shown_on("seat", "organiser", "room", "token", where=at_desk)
def desk_alarms(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#desk-alarms", block(TEMPLATE, "alarms", alarms(db), lang))
