"""An idea from a phone is let in: a person has read it, and it becomes an issue of a stolik."""

from typing import ClassVar

from sqlalchemy import Connection, select, update

from app.editions.tables import sitting
from app.ideas.commands import in_state
from app.ideas.queries import ADMITTED, WAITING, idea
from app.issues.commands import RecordIssue
from app.live.commands import Id
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import MODERATOR, ORGANISER
from app.stoliki.queries import stands, stolik, theme_of
from app.topics.queries import belongs


class AdmitIssue(RecordIssue):
    """The issue has the idea's id, so that whatever takes its words for good takes them from the phone's entry, too. `text`: what is
    let in, as the person read it or put it right."""

    kind: ClassVar[str] = "issue.admit"
    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER, MODERATOR})
    source: ClassVar[str] = "phone"

    idea_id: Id

    def subject(self) -> str | None:
        return self.idea_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        theme_of(db, self.stolik_id)
        stands(db, self.stolik_id)
        in_state(db, self.idea_id, self.stolik_id if arrival.seat.role == MODERATOR else None, WAITING)
        if edition_of_idea(db, self.idea_id) != edition_of_stolik(db, self.stolik_id):
            raise Refusal("wrong_stolik", "Ten stolik jest z innej edycji.")
        if self.topic_id is not None:
            belongs(db, self.topic_id, self.stolik_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        super().apply(db, entry)
        db.execute(update(idea).where(idea.c.id == self.idea_id).values(state=ADMITTED, text=""))


def edition_of_idea(db: Connection, idea_id: str) -> int:
    found = select(sitting.c.edition_id).join(idea, idea.c.sitting_id == sitting.c.id).where(idea.c.id == idea_id)
    return int(db.execute(found).scalar_one())


def edition_of_stolik(db: Connection, stolik_id: int) -> int:
    return int(db.execute(select(stolik.c.edition_id).where(stolik.c.id == stolik_id)).scalar_one())
