"""The journal as people may read it: entries about visible things only (R11). The full journal is a separate archive."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.editions.queries import sittings
from app.exports import asked
from app.exports.times import iso
from app.ideas.queries import REFUSED, idea
from app.issues.personal import GONE
from app.live import journal
from app.live.journal import Entry
from app.stoliki.queries import stoliki
from app.votes.queries import rounds, rounds_in, totals_may_be_seen

SECRET = re.compile(r"(?:_hash|_hashes|^asked)$")  # of codes, cookies, links, passwords
BALLOT = "ballot"
Told = tuple[int, str | None, str, str, int | None, str | None, bool, str]


@dataclass
class Visible:
    """What may be told: texts of issues and titles of topics, sittings and rounds by id, numbers of stoliki; `hidden`: the rounds whose
    totals nobody may see yet."""

    issues: dict[str, str]
    topics: dict[str, str]
    sittings: dict[str, str]
    rounds: dict[str, str]
    numbers: dict[int, int]
    hidden: frozenset[str]

    def named(self, entry: Entry) -> dict[str, str]:
        """The things of the entry's kind that may be seen, with what they are called; of an unknown noun nothing may."""
        known = {"issue": self.issues, "tally": self.issues | self.topics, "topic": self.topics, "sitting": self.sittings}
        return (known | {"round": self.rounds, "ballot": self.rounds}).get(entry.noun, {})

    def tells(self, entry: Entry) -> bool:
        """Whether the thing the entry is about may be seen."""
        return entry.stolik_id in self.numbers if entry.noun in ("headcount", "summary") else entry.subject in self.named(entry)


def visible(db: Connection, edition_id: int) -> Visible:
    return Visible(
        {row.id: row.text for row in said(db, edition_id)},
        {row.id: row.title for row in asked.topics(db, edition_id)},
        {str(row.id): row.title for row in sittings(db, edition_id)},
        {row.id: row.title for row in rounds_in(db, edition_id)},
        {row.id: row.number for row in stoliki(db, edition_id)},
        hidden_rounds(db),
    )


def said(db: Connection, edition_id: int) -> list[Any]:
    """Visible issues, and what is one with them now."""
    issues, merged = asked.issues(db, edition_id), asked.merged(db, edition_id)
    return [*issues, *(part for one in issues for part in merged.get(one.id, []))]


def hidden_rounds(db: Connection) -> frozenset[str]:
    return frozenset(row.id for row in db.execute(select(rounds)) if not totals_may_be_seen(row))


def history(db: Connection, edition_id: int) -> Iterator[Told]:
    """seq, at, kind, seat, stolik (its number), subject, late, text."""
    seen = visible(db, edition_id)
    for entry in in_order(db):
        if seen.tells(entry):
            number = seen.numbers.get(entry.stolik_id) if entry.stolik_id is not None else None
            at = None if entry.noun == BALLOT else iso(entry.at)
            yield (entry.seq, at, entry.kind, entry.seat_id, number, entry.subject, entry.late, _text(entry, seen))


def in_order(db: Connection) -> Iterator[Entry]:
    for row in db.execute(select(journal.journal).order_by(journal.journal.c.seq)):
        yield Entry(*row)


def _text(entry: Entry, seen: Visible) -> str:
    """What was said or changed, in words and numbers; a topic that is hidden now has no name here."""
    fields = entry.fields
    said = fields.get("text") or fields.get("title") or seen.named(entry).get(entry.subject or "", "")
    return ": ".join(str(part) for part in (*_detail(entry.kind, fields, seen), said) if part != "")


def _detail(kind: str, fields: dict[str, Any], seen: Visible) -> Iterable[Any]:
    if kind.startswith("tally.") and fields["round_id"] in seen.hidden:
        return ("?",)
    if kind in ("tally.count", "tally.recount", "headcount.count", "headcount.recount"):
        return (fields["count"] if fields["count"] is not None else "-",)
    if kind == "issue.classify":
        return (fields["issue_kind"],)
    if kind == "issue.park":
        return ("parked" if fields["parked"] else "taken back",)
    if kind == "issue.sort":
        return (f"[{seen.topics.get(fields['topic_id'] or '', '-')}]",)
    return ()


def archive(db: Connection) -> Iterator[bytes]:
    """The whole journal, one JSON object a line, payloads included; only the hashes of codes and cookies stay at home, and what a ballot
    says: it stands in no order among the others (`ballots.csv`). Nor the words of an idea from a phone that nobody let in."""
    hidden = hidden_rounds(db) | refused_ideas(db)
    for entry in in_order(db):
        known = {name: getattr(entry, name) for name in Entry.__slots__ if name != "payload"}
        yield orjson.dumps(known | {"payload": payload(entry, hidden)}, option=orjson.OPT_APPEND_NEWLINE)


def refused_ideas(db: Connection) -> frozenset[str]:
    return frozenset(db.execute(select(idea.c.id).where(idea.c.state == REFUSED)).scalars())


def payload(entry: Entry, hidden: frozenset[str]) -> dict[str, Any]:
    """What of an entry's own fields may leave the house."""
    fields = entry.fields
    if entry.noun == BALLOT:
        return {name: fields[name] for name in ("round_id", "stolik_id")}
    if entry.noun == "tally" and fields.get("round_id") in hidden:
        return {name: value for name, value in fields.items() if name not in ("count", "seen")}
    if entry.noun == "idea" and entry.command_id in hidden:
        return fields | {"text": GONE}
    return {name: value for name, value in fields.items() if not SECRET.search(name)}
