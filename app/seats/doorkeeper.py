"""Whose cookie is this? Answered from memory, so that a command costs no query; forgotten when a seat changes."""

from collections.abc import Mapping
from itertools import islice

from app.live.db import Database
from app.live.seat import Seat
from app.seats.codes import fingerprint
from app.seats.queries import seat_of_token

MOST_REMEMBERED = 20_000
MOST_SEATS, TOKEN_LETTERS = 32, 43


class Doorkeeper:
    """Cookies of seats are named `stoliki_{port}_{seat id}`: a browser may hold several at once. Over https they carry the
    prefix `__Host-`, which browsers drop on http."""

    def __init__(self, db: Database, port: int, https: bool = False) -> None:
        self._db, self.https = db, https
        self.prefix = f"{'__Host-' if https else ''}stoliki_{port}_"
        self._seats: dict[str, Seat | None] = {}
        self._era = 0

    def cookie_name(self, seat_id: str) -> str:
        return self.prefix + seat_id

    def seats(self, cookies: Mapping[str, str]) -> list[Seat]:
        """All seats this browser holds; of a flood of cookies only the first are looked at."""
        tokens = (token for name, token in cookies.items() if name.startswith(self.prefix) and len(token) == TOKEN_LETTERS)
        return [seat for token in islice(tokens, MOST_SEATS) if (seat := self._seat(token)) is not None]

    def knows(self, token: str) -> bool:
        """Whether somebody sits with this cookie."""
        return self._seat(token) is not None

    def forget(self, seats: set[str]) -> None:
        """Somebody there was released: ask the tables again."""
        self._era += 1
        self._seats = {token: seat for token, seat in self._seats.items() if seat is not None and seat.id not in seats}

    @property
    def era(self) -> int:
        """Another one after each release."""
        return self._era

    def greet(self, token: str, seat: Seat | None, era: int) -> None:
        """Who sits with this cookie, as it was in this era: what was known before somebody was released is not remembered."""
        if era == self._era:
            if len(self._seats) > MOST_REMEMBERED:
                self._seats.clear()
            self._seats[token] = seat

    def _seat(self, token: str) -> Seat | None:
        if token in self._seats:
            return self._seats[token]
        era = self._era
        with self._db.read() as db:
            seat = seat_of_token(db, fingerprint(token))
        self.greet(token, seat, era)
        return seat
