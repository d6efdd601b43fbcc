"""A seat: a signed-in device with a role. Who sits where is known by the seats slice; what a seat may say is decided here."""

import re
from dataclasses import dataclass
from typing import Literal, Protocol

Role = Literal["organiser", "moderator", "themer", "projector", "participant", "clerk"]
ORGANISER, MODERATOR, THEMER, PARTICIPANT = "organiser", "moderator", "themer", "participant"
DESK = "desk"  # the channel of what organisers alone may know: who asks to be let in, which card was used twice
STOLIK_CHANNEL = re.compile(r"stolik-[1-9][0-9]{0,8}")
HOUSE_ROLE = "house"  # the server itself: no card, no cookie


@dataclass(slots=True, frozen=True)
class Seat:
    """`stolik_id` is set for a moderator: a moderator's seat speaks for its own stolik only. `device`: the hash of its cookie."""

    id: str
    role: str
    stolik_id: int | None = None
    device: str = ""


HOUSE = Seat("house", HOUSE_ROLE)


class Sayable(Protocol):
    """What `may` needs of a command."""

    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def about_stolik(self) -> int | None: ...


def may(seat: Seat, command: Sayable) -> str | None:
    """None when the seat may say this command, else the code of the refusal."""
    if seat.role not in command.roles:
        return "forbidden"
    if seat.role == MODERATOR and command.about_stolik != seat.stolik_id:
        return "wrong_stolik"
    return None


def hears(seat: Seat, channel: str) -> bool:
    """Whether a byte of this channel may reach this seat."""
    if channel == "map":
        return True
    if channel == DESK:
        return seat.role == ORGANISER
    if channel == "hall":
        return seat.role in (ORGANISER, THEMER, MODERATOR, "projector", "clerk")
    if seat.role in (ORGANISER, THEMER):
        return STOLIK_CHANNEL.fullmatch(channel) is not None
    return seat.role == MODERATOR and channel in (f"stolik-{seat.stolik_id}", f"count-{seat.stolik_id}")
