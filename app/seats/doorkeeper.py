"""Whose cookie is this? Answered from memory, so that a command costs no query; forgotten when a seat changes."""

from collections.abc import Mapping

from app.live.db import Database
from app.live.seat import Seat
from app.seats.codes import fingerprint
from app.seats.queries import seat_of_token

MOST_REMEMBERED = 20_000


class Doorkeeper:
    """Cookies of seats are named `stoliki_{port}_{seat id}`: a browser may hold several at once."""

    def __init__(self, db: Database, port: int) -> None:
        self._db, self.prefix = db, f"stoliki_{port}_"
        self._seats: dict[str, Seat | None] = {}

    def cookie_name(self, seat_id: str) -> str:
        return self.prefix + seat_id

    def seats(self, cookies: Mapping[str, str]) -> list[Seat]:
        """All seats this browser holds."""
        tokens = (token for name, token in cookies.items() if name.startswith(self.prefix))
        return [seat for token in tokens if (seat := self._seat(token)) is not None]

    def knows(self, token: str) -> bool:
        """Whether somebody sits with this cookie."""
        return self._seat(token) is not None

    def forget(self) -> None:
        """Somebody was released: ask the tables again."""
        self._seats.clear()

    def _seat(self, token: str) -> Seat | None:
        if token not in self._seats:
            if len(self._seats) > MOST_REMEMBERED:
                self._seats.clear()
            with self._db.read() as db:
                self._seats[token] = seat_of_token(db, fingerprint(token))
        return self._seats[token]
