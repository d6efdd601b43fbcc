"""What can happen to a tie: people break it, and why stands beside the result."""

from typing import Annotated, ClassVar

import orjson
from pydantic import Field
from sqlalchemy import Connection, delete, insert

from app.live.commands import Id, Number, Title
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.votes.queries import CLOSED, SEALED, known_round, people_of, tie_break
from app.votes.results import results
from app.votes.rounds import RoundCommand


class SettleRound(RoundCommand):
    """`choices`: those that tie, in the order people decided on; `stolik_id` null: in the result of the whole round."""

    kind: ClassVar[str] = "round.settle"
    states: ClassVar[tuple[str, ...]] = (CLOSED, SEALED)

    stolik_id: Number | None = None
    choices: Annotated[list[Id], Field(min_length=2, max_length=50)]
    reason: Title

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.stolik_id is not None and self.stolik_id not in people_of(db, known_round(db, self.round_id)):
            raise Refusal("wrong_stolik", "Ten stolik nie bierze udziału w tym głosowaniu.")
        lines = {line.id: line for line in results(db, self.round_id, self.stolik_id).lines}
        found = [lines[one] for one in {*self.choices} if one in lines and lines[one].tied]
        if len(self.choices) != len(found) or len({line.weight for line in found}) != 1:
            raise Refusal("stale", "To nie jest remis.")

    def apply(self, db: Connection, entry: Entry) -> None:
        mine = (tie_break.c.round_id == self.round_id, tie_break.c.choices == self._written())
        db.execute(delete(tie_break).where(*mine))
        row = {"round_id": self.round_id, "stolik_id": self.stolik_id, "choices": self._written(), "reason": self.reason}
        db.execute(insert(tie_break).values(id=self.id, born=entry.seq, **row))

    def _written(self) -> str:
        return orjson.dumps(self.choices).decode()
