"""What was redacted stays so: what the database knows of it, and what it must be told again."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from app.issues.commands import RedactIssue
from app.issues.queries import issue
from app.live import journal
from app.live.journal import Entry
from app.live.redactions import Redaction, without
from app.summaries.commands import RedactSummary
from app.summaries.queries import SUBJECT, named, summary


def redacted_in(db: Connection) -> list[Redaction]:
    """The redactions that stand in the journal: if their file is lost, this is what it said."""
    newest = select(journal.journal).join(issue, issue.c.redacted == journal.journal.c.seq).order_by(journal.journal.c.seq)
    of_summaries = select(journal.journal).where(journal.journal.c.kind == RedactSummary.kind).order_by(journal.journal.c.seq)
    rows = [*db.execute(newest), *{row.subject: row for row in db.execute(of_summaries)}.values()]
    return [_redaction(db, Entry(*row)) for row in rows]


def _redaction(db: Connection, entry: Entry) -> Redaction:
    earlier = journal.about(db, entry.subject or "", entry.seq)
    ids = tuple(one.command_id for one in earlier if without(one.fields, "") != without(one.fields, "-"))
    return Redaction(entry.command_id, int(entry.stolik_id or 0), entry.subject or "", entry.fields["text"], ids, scrubbed=True)


def still_to_redact(db: Connection, known: Sequence[Redaction]) -> list[RedactIssue | RedactSummary]:
    """An older database knows these words, but not that they were redacted."""
    asked = journal.known(db, [one.id for one in known])
    there = set(db.execute(select(issue.c.id).where(issue.c.id.in_([one.subject for one in known]))).scalars())
    there |= {named(stolik_id) for stolik_id in db.execute(select(summary.c.stolik_id)).scalars()}
    return [again(one) for one in known if one.id not in asked and one.subject in there]


def again(one: Redaction) -> RedactIssue | RedactSummary:
    """The command that takes the same words out once more."""
    if one.subject.startswith(SUBJECT):
        return RedactSummary(id=one.id, stolik_id=one.stolik_id, text=one.text)
    return RedactIssue(id=one.id, stolik_id=one.stolik_id, issue_id=one.subject, text=one.text)
