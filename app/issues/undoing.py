"""A deed on an issue is taken back: by a new entry, and only if nobody has changed since what the deed had left behind."""

from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, with_config
from sqlalchemy import Connection, delete, insert
from typing_extensions import TypedDict

from app.issues.commands import IssueCommand, is_alone
from app.issues.models import IssueKind
from app.issues.queries import issue_of, issue_variant
from app.live.commands import Id, IssueText, Number
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.stoliki.queries import stands
from app.topics.queries import belongs

COLUMNS = {"issue_kind": "kind"}


@with_config(ConfigDict(extra="forbid", strict=True))
class Facts(TypedDict, total=False):
    """What a deed can change on an issue."""

    text: IssueText
    issue_kind: IssueKind
    topic_id: Id | None
    parked: bool
    state: Literal["live", "withdrawn"]


@with_config(ConfigDict(extra="forbid", strict=True))
class Version(TypedDict):
    """A version that was settled away."""

    id: Id
    text: IssueText
    revision: Number


class UndoIssue(IssueCommand):
    """`seen`: what the deed left, `back`: what was there before it, `variants`: the versions it settled. A text that comes back is a
    new revision: who saw the one between does not overwrite it unseen."""

    kind: ClassVar[str] = "issue.undo"

    seen: Facts
    back: Facts
    variants: list[Version] = []

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        stands(db, self.stolik_id)
        known = issue_of(db, self.issue_id)
        if known is not None and any(version["revision"] < (known.redacted or 0) for version in self.variants):
            raise Refusal("redacted", "Z tego wpisu usunięto dane osobowe.")
        if any(getattr(known, COLUMNS.get(name, name)) != value for name, value in self.seen.items()):
            if known is not None and known.redacted is not None:
                raise Refusal("redacted", "Z tego wpisu usunięto dane osobowe.")
            raise Refusal("stale", "Ktoś zmienił to później, więc nie można tego cofnąć.")
        if "state" in self.back:
            is_alone(db, self.issue_id)
        if (topic_id := self.back.get("topic_id")) is not None:
            belongs(db, topic_id, self.stolik_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        known = issue_of(db, self.issue_id)
        values: dict[str, Any] = {COLUMNS.get(name, name): value for name, value in self.back.items()}
        if known is not None and values.get("text", known.text) != known.text:
            values["revision"] = known.revision + 1
        if values:
            self.put(db, **values)
        self._reopen(db, entry)

    def _reopen(self, db: Connection, entry: Entry) -> None:
        """The versions stand beside the text again, under the ids they had."""
        for version in self.variants:
            db.execute(delete(issue_variant).where(issue_variant.c.id == version["id"]))
            db.execute(insert(issue_variant).values(**version, issue_id=self.issue_id, at=entry.at))
