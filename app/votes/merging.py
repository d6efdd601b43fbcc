"""Two issues that say the same become one, and come apart again. It is decided here, where it is known what was counted for them."""

from typing import ClassVar

from sqlalchemy import Connection, select

from app.issues.commands import IssueCommand
from app.issues.queries import issue
from app.live.commands import Id
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.stoliki.queries import stands
from app.votes.groups import MERGED
from app.votes.tallies import show


class MergeIssue(IssueCommand):
    """This issue becomes one with `into_id`, which stays. No row of a ballot changes: what is one is counted as one."""

    kind: ClassVar[str] = "issue.merge"

    into_id: Id

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        stands(db, self.stolik_id)
        if self.into_id == self.issue_id:
            raise Refusal("invalid", "Wpisu nie łączy się z nim samym.")
        rows = {row.id: row for row in db.execute(select(issue).where(issue.c.id.in_([self.issue_id, self.into_id])))}
        if self.into_id not in rows:
            raise Refusal("unknown_reference", "Nie ma takiego wpisu.")
        if rows[self.into_id].stolik_id != self.stolik_id:
            raise Refusal("wrong_stolik", "Ten wpis należy do innego stolika.")
        if any(row.state != "live" for row in rows.values()):
            raise Refusal("stale", "Jeden z tych wpisów jest już połączony albo wycofany.")

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, state=MERGED, merged_into=self.into_id, merged_at=entry.seq)
        show(db, self.stolik_id, self.into_id)


class SplitIssue(IssueCommand):
    """This issue leaves `into_id` and is one of its own again, with what was given to it."""

    kind: ClassVar[str] = "issue.split"

    into_id: Id

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        stands(db, self.stolik_id)
        known = db.execute(select(issue.c.state, issue.c.merged_into).where(issue.c.id == self.issue_id)).one()
        if (known.state, known.merged_into) != (MERGED, self.into_id):
            raise Refusal("stale", "Ten wpis nie jest połączony z innym.")

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, state="live", merged_into=None, merged_at=None)
        show(db, self.stolik_id, self.issue_id)
        show(db, self.stolik_id, self.into_id)
