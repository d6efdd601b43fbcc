"""Ten thousand ballots take a tenth of a second to count. It is done beside the loop, before the hub shows what came out."""

import asyncio
import logging

from app.editions.queries import current_edition
from app.live.db import Database
from app.live.newest import Newest
from app.votes.queries import OPEN, rounds_in
from app.votes.remembered import result_of
from app.votes.standing import standing

log = logging.getLogger(__name__)
CHANGES = ("round", "edition", "ballot.late", "tally", "issue.merge", "issue.split", "issue.undo")
ENDS = 2  # so many of these may make a round be over, or another one the last


class Ahead:
    """Counts what the rounds that are over say, when anything may have changed it; whoever asks next finds it remembered."""

    def __init__(self, db: Database, newest: Newest) -> None:
        self._db, self._newest = db, newest
        self._seen: tuple[int, ...] = ()
        self._are_over = True  # nobody has looked yet

    async def look(self) -> None:
        """Where no round is over there is nothing to count, and the hub goes on at once."""
        now, before = self._newest.of(CHANGES), self._seen
        self._seen = now
        if now != before and (self._are_over or now[:ENDS] != before[:ENDS]):
            await asyncio.to_thread(self.count)

    def count(self) -> None:
        """Whatever happens here, the hub goes on: it would count by itself."""
        try:
            with self._db.read() as db:
                edition = current_edition(db)
                over = [one for one in rounds_in(db, edition.id) if one.state != OPEN] if edition else []
                self._are_over = bool(over)
                if edition and over:
                    standing(db, edition.id)
                    result_of(db, max(over, key=lambda one: one.closed_at or 0).id, None)
        except Exception:
            log.exception("the rounds that are over could not be counted ahead")
