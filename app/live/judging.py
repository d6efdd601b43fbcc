"""Commands as they arrive, and what becomes of each inside the recorder's transaction: refused, known already, or an entry."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.live.db import savepoint
from app.live.journal import Entry
from app.live.keys import Keys
from app.live.redactions import Redaction, Redactions
from app.live.seat import HOUSE, Seat

log = logging.getLogger(__name__)


class Refusal(Exception):
    """A command that may not be: a code of the protocol and a Polish message (the key of the translations). `heals`: a channel whose
    pages show that it came."""

    heals = ""

    def __init__(self, code: str, message: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.message, self.values = code, message, values


@dataclass(slots=True)
class Answer:
    """What became of one command: recorded under a seq, or refused with a code and a reason."""

    id: Any
    seq: int | None = None
    refusal: Refusal | None = None


@dataclass(slots=True)
class Arrival:
    """Who says it and when (ms). `check` sets `late` when the command came after its sitting was closed."""

    seat: Seat
    now: int
    at: int
    late: bool = False


class Recordable(Protocol):
    """What the recorder needs of a command (app/live/commands.py has the class)."""

    erases: ClassVar[bool]
    secret: ClassVar[bool]
    id: str
    age_ms: float

    @property
    def kind_name(self) -> str: ...
    @property
    def about_stolik(self) -> int | None: ...
    def subject(self) -> str | None: ...
    def payload(self) -> str: ...
    def check(self, db: Connection, arrival: Arrival) -> None: ...
    def apply(self, db: Connection, entry: Entry) -> None: ...
    def remains(self, redaction: Redaction) -> "Sequence[Recordable]": ...
    def veiled(self, db: Connection, arrival: Arrival, keys: Keys) -> "Veiled": ...


@dataclass(slots=True)
class Veiled:
    """A secret command as the journal may keep it: under another id, without who said it; `at` tells nothing of when, either. `note`
    keeps, outside the journal, what answers it when it comes again; then it has its `seq` already, and nothing else."""

    command: Recordable | None = None
    at: int = 0
    note: Callable[[int], object] = lambda seq: None
    seq: int | None = None


@dataclass(slots=True)
class Batch:
    """Commands of one request; `done` is called once, after the commit, with one answer per command or with the fault.

    `whole`: all of them or none. `by_house`: the ids of those that the house adds to what the seat says, such as a new card."""

    seat: Seat
    now: int
    commands: Sequence[Recordable]
    done: Callable[[list[Answer] | Exception], object]
    answers: list[Answer] = field(default_factory=list)
    whole: bool = False
    by_house: frozenset[str] = frozenset()


@dataclass(slots=True)
class Group:
    """What one transaction knows while it writes."""

    db: Connection
    seq: int
    known: dict[str, Entry]
    standing: set[str]
    redactions: Redactions
    keys: Keys
    fresh: list[Entry] = field(default_factory=list)
    erasing: list[Entry] = field(default_factory=list)


class Undone(Exception):
    """One of a whole batch was refused."""


def verdicts(group: Group, batch: Batch) -> list[Answer]:
    """One answer for each command of a batch. Of a whole one nothing stays when one is refused."""
    if not batch.whole:
        return [judged(group, command, batch) for command in batch.commands]
    before, answers = (group.seq, len(group.fresh), len(group.erasing)), list[Answer]()
    try:
        with savepoint(group.db):
            for command in batch.commands:
                answers.append(judged(group, command, batch))
                if answers[-1].refusal is not None:
                    raise Undone
    except Undone:
        _take_back(group, *before)
        together = Refusal("undone", "Nie zapisano, bo nie dało się zapisać wszystkiego razem.")
        return [answers[-1] if command.id == answers[-1].id else Answer(command.id, refusal=together) for command in batch.commands]
    return answers


def _take_back(group: Group, seq: int, fresh: int, erasing: int) -> None:
    """The group knows again what it knew before."""
    for entry in group.fresh[fresh:]:
        del group.known[entry.command_id]
    group.seq = seq
    del group.fresh[fresh:], group.erasing[erasing:]


def judged(group: Group, command: Recordable, batch: Batch) -> Answer:
    if command.id in batch.by_house:
        batch = replace(batch, seat=HOUSE)
    try:
        return Answer(command.id, seq=_entry(group, command, batch))
    except Refusal as refusal:
        return Answer(command.id, refusal=refusal)
    except (DBAPIError, MemoryError) as fault:
        if isinstance(fault, IntegrityError):
            return _broken(command)
        raise
    except Exception:
        return _broken(command)


def _broken(command: Recordable) -> Answer:
    log.exception("a command could not be applied: %s", command.kind_name)
    return Answer(command.id, refusal=Refusal("invalid", "Serwer nie umiał tego zapisać. Treść została na tablecie."))


def _entry(group: Group, command: Recordable, batch: Batch) -> int:
    if (redaction := group.redactions.covering(command.id)) is not None:
        _keep_remains(group, command, batch, redaction)
        raise Refusal("redacted", "Z tego wpisu usunięto dane osobowe.")
    if command.secret:
        return _unsigned(group, command, batch)
    payload = command.payload()
    if (old := group.known.get(command.id)) is not None:
        return _same(old, command, payload)
    return _fresh(group, command, batch, payload)


def _fresh(group: Group, command: Recordable, batch: Batch, payload: str) -> int:
    arrival = _arrival(group, command, batch)
    command.check(group.db, arrival)
    entry = Entry(group.seq + 1, command.id, command.kind_name, arrival.at, batch.now, batch.seat.id,
                  command.about_stolik, command.subject(), arrival.late, payload)  # fmt: skip
    with savepoint(group.db):
        command.apply(group.db, entry)
    if command.erases:
        group.erasing.append(entry)
    return _recorded(group, entry)


def _unsigned(group: Group, command: Recordable, batch: Batch) -> int:
    """The entry keeps no seat, no client's id and no time."""
    arrival = _arrival(group, command, batch)
    veiled = command.veiled(group.db, arrival, group.keys)
    if veiled.seq is not None:
        return veiled.seq
    kept = veiled.command
    assert kept is not None
    entry = Entry(group.seq + 1, kept.id, command.kind_name, veiled.at, veiled.at, "",
                  kept.about_stolik, kept.subject(), arrival.late, kept.payload())  # fmt: skip
    with savepoint(group.db):
        kept.apply(group.db, entry)
        veiled.note(entry.seq)
    return _recorded(group, entry)


def _arrival(group: Group, command: Recordable, batch: Batch) -> Arrival:
    if batch.seat.device not in group.standing:
        raise Refusal("forbidden", "To stanowisko zostało odebrane. Zeskanuj kartę jeszcze raz.")
    return Arrival(batch.seat, batch.now, batch.now - int(command.age_ms))


def _recorded(group: Group, entry: Entry) -> int:
    group.seq = entry.seq
    group.known[entry.command_id] = entry
    group.fresh.append(entry)
    return entry.seq


def _keep_remains(group: Group, command: Recordable, batch: Batch, redaction: Redaction) -> None:
    """A database that never knew this command, or lost it, gets the words that were left of it, and the redaction itself."""
    if command.id in group.known:
        return
    for remains in command.remains(redaction):
        speaker = replace(batch, seat=HOUSE) if remains.erases else batch
        if remains.id not in group.known:
            with suppress(Refusal):
                _fresh(group, remains, speaker, remains.payload())


def _same(old: Entry, command: Recordable, payload: str) -> int:
    """The same id again gives the same answer; with other content it is refused."""
    if (old.kind, old.payload) != (command.kind_name, payload):
        raise Refusal("id_reuse", "Ten identyfikator ma już inny wpis.")
    return old.seq
