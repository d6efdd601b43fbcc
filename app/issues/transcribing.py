"""What stood on paper is typed in later: by whoever has the sheet, whenever, and it says so for ever."""

from typing import ClassVar

from sqlalchemy import Connection

from app.issues.commands import RecordIssue
from app.live.recorder import Arrival
from app.live.seat import ORGANISER, THEMER
from app.stoliki.queries import stands, theme_of
from app.topics.queries import belongs

CLERK = "clerk"


class TranscribeIssue(RecordIssue):
    """Somebody at the table said this, and somebody wrote it on paper. The sitting may be over."""

    kind: ClassVar[str] = "issue.transcribe"
    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER, THEMER, CLERK})
    source: ClassVar[str] = "paper"

    def check(self, db: Connection, arrival: Arrival) -> None:
        theme_of(db, self.stolik_id)
        stands(db, self.stolik_id)
        if self.topic_id is not None:
            belongs(db, self.topic_id, self.stolik_id)
