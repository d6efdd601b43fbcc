"""Where a typed code leads: to a card's seat, into the room, or in with a paper token. And how often it may be tried."""

import time
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from app.live.pace import Pace
from app.seats.codes import fingerprint, read_code, read_secret
from app.seats.figures import looks_like_room, opens_room
from app.seats.queries import open_room, paper_token, seat_with_code
from app.settings import Settings

EVERYBODY, FLOOD = "", 10
REMEMBERED_SECONDS = 1.0


class Way(NamedTuple):
    """One of the three."""

    card: Row[Any] | None = None
    room: Row[Any] | None = None
    paper: Row[Any] | None = None


class LastRoom:
    """The room that was open a moment ago: a hall that comes in at once costs a look at the tables each second. Whether it still is
    open is judged when somebody enters."""

    def __init__(self) -> None:
        self._room: Row[Any] | None = None
        self._secret, self._until = b"", 0.0

    def keep(self, way: Way, secret: bytes) -> None:
        self._room, self._secret, self._until = way.room, secret, time.monotonic() + REMEMBERED_SECONDS

    def way(self, typed: str, now: int) -> Way | None:
        """None: it has to be looked up."""
        code = read_code(typed)
        if self._room is None or time.monotonic() > self._until or not looks_like_room(code):
            return None
        return Way(room=self._room) if opens_room(self._secret, self._room, code, now) else None


class Guesses:
    """How many wrong codes: of one address, and of all together.

    A card's code is one of a million million, so a right one still opens where many people type from one address; ten times as
    many wrong ones, and nothing from there is looked at. The room's six figures can be guessed: there too many wrong ones, of
    one address or in all, end every trying for a while."""

    def __init__(self, settings: Settings) -> None:
        seconds = settings.failed_joins_window_seconds
        self._here, self._flood = Pace(settings.failed_joins, seconds), Pace(FLOOD * settings.failed_joins, seconds)
        self._in_all = Pace(settings.failed_joins_in_all, seconds)

    def closed(self, address: str, typed: str) -> bool:
        """Nothing is looked up now."""
        if self._flood.full(address):
            return True
        return looks_like_room(read_code(typed)) and (self._here.full(address) or self._in_all.full(EVERYBODY))

    def wrong(self, address: str) -> bool:
        """Count one more; whether it was one too many."""
        over = [pace.over(key) for pace, key in ((self._here, address), (self._flood, address), (self._in_all, EVERYBODY))]
        return any(over)


def way_of(db: Connection, settings: Settings, typed: str, now: int) -> Way | None:
    """None for a code that nobody knows."""
    code = read_code(typed)
    if looks_like_room(code):
        room = open_room(db)
        good = room is not None and opens_room(read_secret(settings.secret_file), room, code, now)
        return Way(room=room) if good else None
    if not code:
        return None
    if (card := seat_with_code(db, fingerprint(code))) is not None:
        return Way(card=card)
    paper = db.execute(select(paper_token).where(paper_token.c.code_hash == fingerprint(code))).first()
    return Way(paper=paper) if paper else None
