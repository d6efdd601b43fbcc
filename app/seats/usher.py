"""Every stolik on a plan has a moderator's seat: the house opens one as soon as it hears of a stolik that has none."""

import logging
import time
from pathlib import Path

from sqlalchemy import Connection, select

from app.live.db import Database
from app.live.recorder import Batch, Recorder
from app.live.seat import HOUSE
from app.seats.codes import read_secret
from app.seats.issuing import open_seats
from app.seats.queries import seat
from app.stoliki.queries import stolik

log = logging.getLogger(__name__)


class Usher:
    """Asked after each stolik that is opened, and when the house opens: what a crash left undone is done then."""

    def __init__(self, db: Database, recorder: Recorder, secret_file: Path) -> None:
        self.db, self.recorder, self.secret_file = db, recorder, secret_file

    def look(self) -> None:
        """Open what is missing. Whoever asks follows the journal, and goes on whatever happens here: a lost secret, a slow disk."""
        try:
            self._open()
        except Exception:
            log.exception("a stolik is still without a seat; the next new one is another try")

    def _open(self) -> None:
        """Asked twice at once it changes nothing: a seat that is there is refused."""
        with self.db.read() as db:
            bare = seatless(db)
            opened = open_seats(db, read_secret(self.secret_file), bare) if bare else []
        if opened:
            self.recorder.submit(Batch(HOUSE, time.time_ns() // 1_000_000, opened, done=lambda _: None))


def seatless(db: Connection) -> list[int]:
    """The stoliki without a moderator's seat."""
    seated = select(seat.c.stolik_id).where(seat.c.stolik_id.is_not(None))
    return list(db.execute(select(stolik.c.id).where(stolik.c.id.not_in(seated)).order_by(stolik.c.id)).scalars())
