"""A stolik stands out in the hall: it is silent, calls for help, or its tablet waits. An organiser says that somebody goes there."""

from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import Connection, delete, insert

from app.live.commands import Command, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import ORGANISER
from app.notices.models import About
from app.notices.queries import notice, taken_mark
from app.stoliki.queries import stands, theme_of


class NoticeCommand(Command):
    """About one thing that stands out at one stolik."""

    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER})

    stolik_id: Number
    about: About
    mark: Annotated[int, Field(ge=0, lt=2**53)]

    def subject(self) -> str | None:
        return str(self.stolik_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        theme_of(db, self.stolik_id)
        stands(db, self.stolik_id)

    def clear(self, db: Connection) -> None:
        db.execute(delete(notice).where(notice.c.stolik_id == self.stolik_id, notice.c.about == self.about))


class TakeNotice(NoticeCommand):
    """Somebody goes there. `mark`: when it began, so that the next time stands out again."""

    kind: ClassVar[str] = "notice.take"

    def apply(self, db: Connection, entry: Entry) -> None:
        self.clear(db)
        db.execute(insert(notice).values(stolik_id=self.stolik_id, about=self.about, mark=self.mark, taken_at=entry.recorded_at))


class ReleaseNotice(NoticeCommand):
    """Nobody goes there after all."""

    kind: ClassVar[str] = "notice.release"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if taken_mark(db, self.stolik_id, self.about) != self.mark:
            raise Refusal("stale", "Nikt tego nie wziął albo to już coś innego.")

    def apply(self, db: Connection, entry: Entry) -> None:
        self.clear(db)
