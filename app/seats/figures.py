"""Six figures that change with time: of an organiser's app (TOTP), and of the room. All are derived from the secret file."""

import base64
import hmac
import time
from typing import Any, NamedTuple

import pyotp

STEP = 30  # s, of an app
ROOM_DIGITS = 6


def totp_secret(secret: bytes, seat_id: str, generation: int) -> str:
    """What an organiser's app keeps, in base 32."""
    return base64.b32encode(hmac.digest(secret, f"totp|{seat_id}|{generation}".encode(), "sha256")[:20]).decode()


class UsedSteps:
    """Which figures were used already: the same six, seen over a shoulder, open nothing a second time."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def right(self, seat_id: str, app_secret: str, typed: str) -> bool:
        """Now, half a minute ago or in half a minute; each only once."""
        now, figures = int(time.time()) // STEP, "".join(typed.split())
        for step in (now, now - 1, now + 1):
            if hmac.compare_digest(pyotp.TOTP(app_secret).at(step * STEP).encode(), figures.encode()) and step > self._last.get(seat_id, 0):
                self._last[seat_id] = step
                return True
        return False


class RoomCode(NamedTuple):
    """What stands on the screen now, and for how many seconds."""

    code: str
    seconds: int


def room_code(secret: bytes, room: Any, now: int) -> RoomCode:
    """The figures of a room that is open. `now`: ms since 1970."""
    length = room.minutes * 60_000
    turn, into = divmod(max(0, now - room.opened_at), length)
    return RoomCode(_room_figures(secret, room.id, turn), (length - into) // 1000)


def opens_room(secret: bytes, room: Any, typed: str, now: int) -> bool:
    """The figures of now, or those just before: somebody is still typing them."""
    turn = max(0, now - room.opened_at) // (room.minutes * 60_000)
    good = [_room_figures(secret, room.id, one) for one in {turn, max(0, turn - 1)}]
    return any(hmac.compare_digest(one, typed) for one in good)


def looks_like_room(typed: str) -> bool:
    return len(typed) == ROOM_DIGITS and typed.isascii() and typed.isdigit()


def _room_figures(secret: bytes, room_id: str, turn: int) -> str:
    digest = hmac.digest(secret, f"room|{room_id}|{turn}".encode(), "sha256")
    return f"{int.from_bytes(digest[:8], 'big') % 10**ROOM_DIGITS:0{ROOM_DIGITS}}"
