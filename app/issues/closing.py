"""An edition is closed: what could point to a person goes for good, from the tables and from the journal. What was said stays.

Issues that may hold personal data are redacted one by one (`issue.redact`) before; this takes the rest: labels of seats, who sat
where and when, organisers with their names and passwords, names in titles of topics, ideas from phones (what was let in stays as an issue).
"""

import hashlib
import re
import secrets
from typing import Any, ClassVar

import orjson
from sqlalchemy import Connection, Row, delete, or_, select, update

from app.editions.tables import edition, sitting, theme
from app.ideas.commands import RecordIdea
from app.ideas.queries import idea
from app.issues.commands import RedactIssue
from app.issues.personal import GONE, masked, personal_in
from app.issues.queries import issue, issue_variant
from app.live import acts, journal
from app.live.commands import Command, Id, Number, Title
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.tables import table_of
from app.seats.models import Asking, Invitation, Organiser, PaperToken, SeatAlarm
from app.seats.queries import seat, seating
from app.stoliki.queries import stolik
from app.summaries.commands import RedactSummary
from app.summaries.queries import summary
from app.topics.queries import topic

AT_SEATS = (seating, table_of(Asking), table_of(SeatAlarm), table_of(Invitation), table_of(Organiser))
TOKENS = table_of(PaperToken)
HASH = re.compile(r"[0-9a-f]{64}")
CARDS = ("code_hash", "code_hashes", "paper_hash")  # derived from the secret: of a card, not of a person
SAYS_NOTHING: dict[str, Any] = {"label": "", "name": "––", "password_hash": "$argon2id$"}


class CloseEdition(Command):
    """Seats of this edition, and those of no edition, forget who sat there. `titles`: what topics are called from now on."""

    kind: ClassVar[str] = "edition.close"

    edition_id: Number
    titles: dict[Id, Title] = {}

    def subject(self) -> str | None:
        return str(self.edition_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        if not db.execute(select(edition.c.id).where(edition.c.id == self.edition_id)).first():
            raise Refusal("not_found", "Nie ma takiej edycji.")

    def apply(self, db: Connection, entry: Entry) -> None:
        open_now = (sitting.c.edition_id == self.edition_id, sitting.c.state == "open")
        db.execute(update(sitting).where(*open_now).values(state="closed", closed_at=entry.recorded_at))
        for topic_id, title in self.titles.items():
            db.execute(update(topic).where(topic.c.id == topic_id).values(title=title))
        db.execute(delete(TOKENS).where(TOKENS.c.edition_id == self.edition_id))
        db.execute(delete(idea).where(idea.c.sitting_id.in_(sittings_of(db, self.edition_id))))
        gone = seats_of(db, self.edition_id)
        for table in AT_SEATS:
            db.execute(delete(table).where(table.c.seat_id.in_(gone)))
        db.execute(update(seat).where(seat.c.id.in_(gone)).values(label=""))


def seats_of(db: Connection, edition_id: int) -> list[str]:
    """The seats of an edition and those that belong to none."""
    mine = or_(seat.c.edition_id == edition_id, seat.c.edition_id.is_(None))
    return list(db.execute(select(seat.c.id).where(mine).order_by(seat.c.id)).scalars())


def sittings_of(db: Connection, edition_id: int) -> list[int]:
    return list(db.execute(select(sitting.c.id).where(sitting.c.edition_id == edition_id)).scalars())


def to_redact(db: Connection, edition_id: int) -> dict[str, Row[Any]]:
    """Issue -> its row, for all in whose words, now or ever before, something was noticed that may be personal."""
    mine = select(issue).join(stolik, stolik.c.id == issue.c.stolik_id).where(stolik.c.edition_id == edition_id)
    rows = {row.id: row for row in db.execute(mine)}
    noticed = {row.id for row in rows.values() if personal_in(row.text)}
    variants = db.execute(select(issue_variant.c.issue_id, issue_variant.c.text))
    noticed |= {row.issue_id for row in variants if personal_in(row.text)}
    said = db.execute(select(journal.journal.c.subject, journal.journal.c.payload).where(journal.journal.c.kind.like("issue.%")))
    noticed |= {row.subject for row in said if any(personal_in(text) for text in texts_in(orjson.loads(row.payload)))}
    return {id: row for id, row in rows.items() if id in noticed}


def texts_in(fields: Any) -> list[str]:
    """Every text of a payload, however deep."""
    if isinstance(fields, list):
        return [text for one in fields for text in texts_in(one)]
    if not isinstance(fields, dict):
        return []
    here = [fields["text"]] if isinstance(fields.get("text"), str) else []
    return here + [text for value in fields.values() for text in texts_in(value)]


def redactions(rows: dict[str, Row[Any]], new_id: Any) -> list[RedactIssue]:
    """What was noticed goes; the words around it stay."""
    return [RedactIssue(id=new_id(), stolik_id=row.stolik_id, issue_id=id, text=masked(row.text)) for id, row in rows.items()]


def summaries_to_redact(db: Connection, edition_id: int, new_id: Any) -> list[RedactSummary]:
    """Of every stolik in whose summary, now or ever before, something was noticed; the words around it stay."""
    mine = select(summary.c.stolik_id, summary.c.text).join(stolik, stolik.c.id == summary.c.stolik_id)
    rows = {row.stolik_id: row.text for row in db.execute(mine.where(stolik.c.edition_id == edition_id))}
    said = db.execute(select(journal.journal.c.stolik_id, journal.journal.c.payload).where(journal.journal.c.kind.like("summary.%")))
    noticed = {row.stolik_id for row in said if any(personal_in(text) for text in texts_in(orjson.loads(row.payload)))}
    return [RedactSummary(id=new_id(), stolik_id=id, text=masked(text)) for id, text in rows.items() if id in noticed]


def titles_to_mask(db: Connection, edition_id: int) -> dict[str, str]:
    """Topic -> its title without what was noticed; also where only an older title held something."""
    mine = select(topic.c.id, topic.c.title).join(theme, theme.c.id == topic.c.theme_id).where(theme.c.edition_id == edition_id)
    now = {row.id: row.title for row in db.execute(mine)}
    said = db.execute(select(journal.journal.c.subject, journal.journal.c.payload).where(journal.journal.c.kind.like("topic.%")))
    noticed = {row.subject for row in said if personal_in(orjson.loads(row.payload).get("title") or "")}
    return {id: masked(title) for id, title in now.items() if id in noticed or personal_in(title)}


def forget(db: Connection, closed: CloseEdition, seq: int) -> int:
    """Take the same things out of the journal's earlier entries. Returns how many were rewritten."""
    salt, gone, seqs = secrets.token_bytes(32), {*seats_of(db, closed.edition_id)}, []
    held = {*sittings_of(db, closed.edition_id)}
    for entry in journal.since(db, 0):
        fields = unsaid(entry) if in_cafe(entry, held) else forgotten(entry, gone, closed.titles, salt)
        if entry.seq < seq and fields != entry.fields:
            journal.rewrite(db, entry.seq, orjson.dumps(fields, option=orjson.OPT_SORT_KEYS).decode())
            seqs.append(entry.seq)
    acts.forgotten(db, seqs)
    return len(seqs)


def in_cafe(entry: Entry, held: set[int]) -> bool:
    """Whether it is an idea from a phone, of one of these sittings."""
    return entry.kind == RecordIdea.kind and entry.fields["sitting_id"] in held


def unsaid(entry: Entry) -> dict[str, Any]:
    """An idea's words: those that were let in stand in the entry that let them in."""
    return entry.fields | {"text": GONE}


def forgotten(entry: Entry, gone: set[str], titles: dict[str, str], salt: bytes) -> dict[str, Any]:
    """An entry's fields without what points to a person; a cookie's hash becomes another, the same everywhere."""
    fields = entry.fields
    if entry.noun == "topic" and entry.subject in titles and fields.get("title"):
        return fields | {"title": masked(fields["title"])}
    if entry.noun not in ("seat", "organiser") or entry.subject not in gone:
        return fields
    new = fields | {name: value for name, value in SAYS_NOTHING.items() if fields.get(name)}
    return {name: other(value, salt) if name not in CARDS else value for name, value in new.items()}


def other(value: Any, salt: bytes) -> Any:
    return hashlib.sha256(salt + value.encode()).hexdigest() if isinstance(value, str) and HASH.fullmatch(value) else value
