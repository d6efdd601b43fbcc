"""Tombstones of personal data. What was redacted stays so: not a tablet's memory and not an old backup brings the words back.

They live in a file beside the database, on disk before the database itself forgets, so that whatever happens in between
ends redacted. The file holds ids and the words that stay, never the words that went.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from app.live import acts, journal
from app.live.files import write_whole
from app.live.journal import Entry


class BrokenRedactions(Exception):
    """The file of the tombstones cannot be read."""


@dataclass(slots=True, frozen=True)
class Redaction:
    """`id`: of the redacting command; `subject`: what it redacted; `text`: the words that stay; `ids`: the commands whose words
    went; `scrubbed`: no file of the database holds those words any more."""

    id: str
    stolik_id: int
    subject: str
    text: str
    ids: tuple[str, ...]
    scrubbed: bool = False


class Redactions:
    """The newest redaction of each thing. Without a file they are kept in memory only."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._known: dict[str, Redaction] = {one.subject: one for one in (read(file) if file else [])}
        self._by_id: dict[str, Redaction] = {}
        self._index()

    def covering(self, command_id: str) -> Redaction | None:
        """The redaction that took this command's words."""
        return self._by_id.get(command_id)

    def all(self) -> list[Redaction]:
        return list(self._known.values())

    def learn(self, found: Iterable[Redaction]) -> None:
        """What a database tells of redactions that the file does not know."""
        self.add([one for one in found if one.subject not in self._known])

    def add(self, new: Iterable[Redaction]) -> None:
        """On disk when this returns. Raises OSError, and then nothing is known of them."""
        wanted = self._known | {one.subject: self._joined(one) for one in new}
        if wanted != self._known:
            if self._file:
                write_whole(self._file, written(wanted.values()))
            self._known = wanted
            self._index()

    def unscrubbed(self) -> bool:
        return not all(one.scrubbed for one in self._known.values())

    def scrubbed(self) -> None:
        """The database's files hold none of the words any more."""
        self.add([replace(one, scrubbed=True) for one in self._known.values()])

    def _joined(self, new: Redaction) -> Redaction:
        """What an earlier redaction of the same thing covered stays covered."""
        old = self._known.get(new.subject)
        if old is None:
            return new
        earlier = (*old.ids, old.id) if old.id != new.id else old.ids
        return replace(new, ids=tuple(dict.fromkeys((*earlier, *new.ids))))

    def _index(self) -> None:
        self._by_id = {id: one for one in self._known.values() for id in one.ids}


def read(file: Path) -> list[Redaction]:
    """One redaction a line. Raises BrokenRedactions."""
    if not file.exists():
        return []
    try:
        return [_redaction(line) for line in file.read_bytes().splitlines() if line]
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise BrokenRedactions(f"{file}: {problem}") from None


def _redaction(line: bytes) -> Redaction:
    fields = orjson.loads(line)
    return Redaction(**fields | {"ids": tuple(fields["ids"])})


def written(redactions: Iterable[Redaction]) -> bytes:
    """The file's content."""
    return b"".join(orjson.dumps(asdict(one), option=orjson.OPT_APPEND_NEWLINE) for one in redactions)


def erase(db: Connection, entry: Entry) -> Redaction:
    """Put the words that stay into every earlier entry about the same thing."""
    said, ids, seqs = entry.fields, [], []
    for old in journal.about(db, entry.subject or "", entry.seq):
        said_then = old.fields
        if (fields := without(said_then, said["text"])) != said_then:
            journal.rewrite(db, old.seq, orjson.dumps(fields, option=orjson.OPT_SORT_KEYS).decode())
            ids.append(old.command_id)
            seqs.append(old.seq)
    acts.forgotten(db, seqs)
    return Redaction(entry.command_id, int(entry.stolik_id or 0), entry.subject or "", said["text"], tuple(ids))


def without(fields: Any, text: str) -> Any:
    """The same fields with the words that stay wherever a text stood, however deep."""
    if isinstance(fields, list):
        return [without(one, text) for one in fields]
    if not isinstance(fields, dict):
        return fields
    return {name: text if name == "text" else without(value, text) for name, value in fields.items()}
