"""What can happen to an issue. Nothing typed is ever overwritten unseen."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.issues.models import IssueKind
from app.issues.queries import issue, issue_of, issue_variant
from app.live.bare import Bare
from app.live.commands import Command, Id, IssueText, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.redactions import Redaction
from app.live.seat import MODERATOR, ORGANISER, THEMER
from app.stoliki.queries import sits, stands, theme_of
from app.topics.queries import belongs

TYPISTS = frozenset({MODERATOR, ORGANISER})
RECORD = Bare(insert(issue))
PUT_TEXT = update(issue).where(issue.c.id == bindparam("issue")).values(text=bindparam("new_text"), revision=bindparam("new_revision"))
KNOWN = select(issue.c.stolik_id, issue.c.revision, issue.c.text, issue.c.redacted, issue.c.state).where(issue.c.id == bindparam("issue"))


class RecordIssue(Command):
    """Somebody at the table said this."""

    kind: ClassVar[str] = "issue.record"
    roles: ClassVar[frozenset[str]] = TYPISTS
    source: ClassVar[str] = "tablet"

    stolik_id: Number
    topic_id: Id | None
    issue_kind: IssueKind
    text: IssueText
    parked: bool = False

    def check(self, db: Connection, arrival: Arrival) -> None:
        sits(db, self.stolik_id, arrival)
        if self.topic_id is not None:
            belongs(db, self.topic_id, self.stolik_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        said = {"kind": self.issue_kind, "text": self.text, "parked": self.parked, "topic_id": self.topic_id, "stolik_id": self.stolik_id}
        fresh = {"id": self.subject(), "revision": 1, "state": "live", "redacted": None, "source": self.source}
        fresh |= {"merged_into": None, "merged_at": None}
        RECORD.run(db, said | fresh | {"late": entry.late, "at": entry.at, "born": entry.seq})

    def remains(self, redaction: Redaction) -> Sequence[Command]:
        """The same issue in the words that stay, and the redaction, so that nobody's older rewording brings the others back."""
        redact = RedactIssue(id=redaction.id, stolik_id=redaction.stolik_id, issue_id=redaction.subject, text=redaction.text)
        return self.model_copy(update={"text": redaction.text}), redact


class IssueCommand(Command):
    """About an issue of this stolik. A moderator may while the sitting is open, an organiser always."""

    roles: ClassVar[frozenset[str]] = TYPISTS

    stolik_id: Number
    issue_id: Id

    def subject(self) -> str | None:
        return self.issue_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        if arrival.seat.role == MODERATOR:
            sits(db, self.stolik_id, arrival)
        else:
            theme_of(db, self.stolik_id)
        known = db.execute(KNOWN, {"issue": self.issue_id}).first()
        if known is None:
            raise Refusal("unknown_reference", "Nie ma takiego wpisu.")
        if known.stolik_id != self.stolik_id:
            raise Refusal("wrong_stolik", "Ten wpis należy do innego stolika.")

    def put(self, db: Connection, **values: Any) -> None:
        db.execute(update(issue).where(issue.c.id == self.issue_id).values(values))


class RewordIssue(IssueCommand):
    """A better wording. Who saw the newest text replaces it; who saw an older one adds a variant."""

    kind: ClassVar[str] = "issue.reword"

    text: IssueText
    revision: Annotated[int, Field(ge=1, lt=2**31)]

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        known = db.execute(KNOWN, {"issue": self.issue_id}).one()
        if known.redacted is not None and self.revision < known.redacted:
            raise Refusal("redacted", "Z tego wpisu usunięto dane osobowe.")
        if self.revision > known.revision:
            raise Refusal("unknown_reference", "Brakuje wcześniejszej poprawki tego wpisu.")

    def apply(self, db: Connection, entry: Entry) -> None:
        known = db.execute(KNOWN, {"issue": self.issue_id}).one()
        if known.revision == self.revision:
            db.execute(PUT_TEXT, {"issue": self.issue_id, "new_text": self.text, "new_revision": self.revision + 1})
        elif known.text != self.text:
            variant = {"id": self.id, "issue_id": self.issue_id, "text": self.text, "revision": self.revision, "at": entry.at}
            db.execute(insert(issue_variant).values(variant))


class SettleIssue(IssueCommand):
    """Somebody who saw all versions chose one: `text_of` is "current" or a variant's id, `seen` the variants shown to the chooser."""

    kind: ClassVar[str] = "issue.settle"

    text_of: str
    seen: list[Id]

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.text_of != "current" and (self.text_of not in self.seen or self._chosen(db) is None):
            raise Refusal("stale", "Tę wersję ktoś już wybrał albo odrzucił.")

    def apply(self, db: Connection, entry: Entry) -> None:
        chosen = self._chosen(db)
        if chosen is not None:
            known = issue_of(db, self.issue_id)
            revision = known.revision + 1 if known else 1
            db.execute(PUT_TEXT, {"issue": self.issue_id, "new_text": chosen, "new_revision": revision})
        mine = (issue_variant.c.issue_id == self.issue_id, issue_variant.c.id.in_(self.seen))
        db.execute(delete(issue_variant).where(*mine))

    def _chosen(self, db: Connection) -> str | None:
        mine = (issue_variant.c.issue_id == self.issue_id, issue_variant.c.id == self.text_of)
        return db.execute(select(issue_variant.c.text).where(*mine)).scalar()


class RedactIssue(IssueCommand):
    """Personal data goes for good: `text` is what stays, here, in the journal's earlier entries and in every version. Any revision
    seen before is older than the one this gives: the entry's own seq, whatever came before, so that a replay agrees."""

    kind: ClassVar[str] = "issue.redact"
    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER})
    erases: ClassVar[bool] = True

    text: IssueText = "[usunięto dane osobowe]"

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, text=self.text, revision=entry.seq, redacted=entry.seq)
        db.execute(delete(issue_variant).where(issue_variant.c.issue_id == self.issue_id))


class SortIssue(IssueCommand):
    """Under another topic of the stolik, or under none."""

    kind: ClassVar[str] = "issue.sort"
    roles: ClassVar[frozenset[str]] = frozenset({MODERATOR, ORGANISER, THEMER})

    topic_id: Id | None

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.topic_id is not None:
            belongs(db, self.topic_id, self.stolik_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, topic_id=self.topic_id)


class ClassifyIssue(IssueCommand):
    """Another kind: problem, idea, question, tool, quote."""

    kind: ClassVar[str] = "issue.classify"

    issue_kind: IssueKind

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, kind=self.issue_kind)


class ParkIssue(IssueCommand):
    """Set aside for later, off the map; or taken back."""

    kind: ClassVar[str] = "issue.park"

    parked: bool

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, parked=self.parked)


class WithdrawIssue(IssueCommand):
    """Taken back: no screen and no export shows it any more; it can be restored."""

    kind: ClassVar[str] = "issue.withdraw"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        is_alone(db, self.issue_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, state="withdrawn")


class RestoreIssue(IssueCommand):
    """Back among the others, as it was."""

    kind: ClassVar[str] = "issue.restore"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        stands(db, self.stolik_id)
        is_alone(db, self.issue_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, state="live")


def is_alone(db: Connection, issue_id: str) -> None:
    """Refuse what would take an issue out of the one it was merged into: only a split does that."""
    if db.execute(KNOWN, {"issue": issue_id}).one().state == "merged":
        raise Refusal("stale", "Ten wpis jest połączony z innym. Najpierw je rozdziel.")
