"""What can happen to a stolik's summary and to its call for help."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field
from sqlalchemy import Connection, delete, insert, update

from app.live.commands import Command, Number, clean_text
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.redactions import Redaction
from app.live.seat import MODERATOR, ORGANISER
from app.stoliki.queries import sits, theme_of
from app.summaries.queries import called_at, help_call, named, summary, summary_of

SummaryText = Annotated[str, BeforeValidator(clean_text), Field(max_length=600)]
Revision = Annotated[int, Field(ge=0, lt=2**31)]


class StolikCommand(Command):
    """About a stolik that is there."""

    roles: ClassVar[frozenset[str]] = frozenset({MODERATOR, ORGANISER})
    stolik_id: Number

    def subject(self) -> str | None:
        return str(self.stolik_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        theme_of(db, self.stolik_id)


class SummaryCommand(StolikCommand):
    """Said knowing the summary's `revision` (0: there was none). A moderator may while the sitting is open, an organiser always."""

    revision: Revision

    def subject(self) -> str | None:
        return named(self.stolik_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if arrival.seat.role == MODERATOR:
            sits(db, self.stolik_id, arrival)
        known = summary_of(db, self.stolik_id)
        if self.revision != (known.revision if known else 0):
            raise Refusal("stale", "Ktoś właśnie zmienił podsumowanie tego stolika. Przeczytaj je jeszcze raz.")

    def put(self, db: Connection, **values: Any) -> None:
        db.execute(update(summary).where(summary.c.stolik_id == self.stolik_id).values(values))


class RecordSummary(SummaryCommand):
    """What was said here, in up to three sentences. It waits to be read back."""

    kind: ClassVar[str] = "summary.record"

    text: SummaryText

    def apply(self, db: Connection, entry: Entry) -> None:
        values = {"text": self.text, "revision": self.revision + 1, "sealed": False, "at": entry.at}
        if self.revision:
            self.put(db, **values)
        else:
            db.execute(insert(summary).values(stolik_id=self.stolik_id, **values))

    def remains(self, redaction: Redaction) -> Sequence[Command]:
        """The same in the words that stay, and the redaction."""
        redact = RedactSummary(id=redaction.id, stolik_id=redaction.stolik_id, text=redaction.text)
        return self.model_copy(update={"text": redaction.text}), redact


class SealSummary(SummaryCommand):
    """It was read to the table, and the people there said: it is so."""

    kind: ClassVar[str] = "summary.seal"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.revision == 0:
            raise Refusal("stale", "Ten stolik nie ma jeszcze podsumowania.")

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, sealed=True)


class RedactSummary(StolikCommand):
    """Personal data goes for good: `text` is what stays, here and in the journal's earlier entries."""

    kind: ClassVar[str] = "summary.redact"
    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER})
    erases: ClassVar[bool] = True

    text: SummaryText = "[usunięto dane osobowe]"

    def subject(self) -> str | None:
        return named(self.stolik_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if summary_of(db, self.stolik_id) is None:
            raise Refusal("unknown_reference", "Ten stolik nie ma jeszcze podsumowania.")

    def apply(self, db: Connection, entry: Entry) -> None:
        mine, stays = summary.c.stolik_id == self.stolik_id, {"text": self.text, "sealed": False, "redacted": entry.seq}
        db.execute(update(summary).where(mine).values(**stays, revision=summary.c.revision + 1))


class OpenHelp(StolikCommand):
    """The table needs an organiser. Said again, it still waits since the first time."""

    kind: ClassVar[str] = "help.open"

    def apply(self, db: Connection, entry: Entry) -> None:
        if called_at(db, self.stolik_id) is None:
            db.execute(insert(help_call).values(stolik_id=self.stolik_id, opened_at=entry.recorded_at))


class CloseHelp(StolikCommand):
    """Somebody came, or it is no longer needed."""

    kind: ClassVar[str] = "help.close"

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(delete(help_call).where(help_call.c.stolik_id == self.stolik_id))
