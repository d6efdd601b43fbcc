"""The one writer. All commands that have arrived go into one transaction, one fsync, and only then is anyone answered.

Group commit without a tick: while one group is being written the next gathers, so the busier the hall the cheaper a command.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.live import journal
from app.live.db import Database, savepoint
from app.live.journal import Entry
from app.live.seat import Seat

log = logging.getLogger(__name__)
Standing = Callable[[Connection, set[str]], set[str]]
Post = Callable[..., object]


class Refusal(Exception):
    """A command that may not be: a code of the protocol and a Polish message (the key of the translations)."""

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


@dataclass(slots=True)
class Batch:
    """Commands of one request; `done` is called once, after the commit, with one answer per command or with the fault."""

    seat: Seat
    now: int
    commands: Sequence[Recordable]
    done: Callable[[list[Answer] | Exception], object]
    answers: list[Answer] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """What one transaction knows while it writes."""

    db: Connection
    seq: int
    known: dict[str, Entry]
    standing: set[str]
    fresh: list[Entry] = field(default_factory=list)


class Recorder:
    """Owns the writer's thread. `ring(seq)` is called after each commit; `post` moves a call to the answering thread."""

    def __init__(self, db: Database, standing: Standing, ring: Callable[[int], object], most: int = 512) -> None:
        self.db, self.standing, self.ring, self.most = db, standing, ring, most
        self.post: Post = lambda call, *rest: call(*rest)
        self._queue: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Write what has arrived, then end."""
        self._queue.put(None)
        self._thread.join(timeout=30)

    def submit(self, batch: Batch) -> None:
        self._queue.put(batch)

    def record_now(self, seat: Seat, now: int, commands: Sequence[Recordable]) -> list[Answer]:
        """The same path without the thread: for set-up before anyone listens. Raises what the database raises."""
        batch = Batch(seat, now, commands, done=lambda _: None)
        self._write([batch])
        return batch.answers

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group, ends = self._gather(first)
            self._commit(group)
            if ends:
                return

    def _gather(self, first: Batch) -> tuple[list[Batch], bool]:
        group, size = [first], len(first.commands)
        while size < self.most:
            try:
                batch = self._queue.get_nowait()
            except queue.Empty:
                break
            if batch is None:
                return group, True
            group.append(batch)
            size += len(batch.commands)
        return group, False

    def _commit(self, batches: list[Batch]) -> None:
        try:
            seq = self._write(batches)
        except Exception as fault:  # a full disk or a locked file: nobody is told "recorded", everybody may retry
            log.exception("the group could not be written")
            self.post(_fail, batches, fault)
        else:
            self.post(self._announce, batches, seq)

    def _announce(self, batches: list[Batch], seq: int | None) -> None:
        for batch in batches:
            batch.done(batch.answers)
        if seq is not None:
            self.ring(seq)

    def _write(self, batches: list[Batch]) -> int | None:
        """Write all batches in one transaction. Returns the newest seq, or None when nothing new was recorded."""
        for batch in batches:
            batch.answers.clear()
        with self.db.write() as db:
            journal.lock(db)
            ids = {command.id for batch in batches for command in batch.commands}
            devices = {batch.seat.device for batch in batches}
            group = Group(db, journal.latest(db), journal.known(db, ids), self.standing(db, devices))
            for batch in batches:
                batch.answers.extend(_record(group, command, batch) for command in batch.commands)
            journal.append(db, group.fresh)
        return group.seq if group.fresh else None


def _record(group: Group, command: Recordable, batch: Batch) -> Answer:
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
    payload = command.payload()
    if (old := group.known.get(command.id)) is not None:
        return _same(old, command, payload)
    if batch.seat.device not in group.standing:
        raise Refusal("forbidden", "To stanowisko zostało odebrane. Zeskanuj kartę jeszcze raz.")
    arrival = Arrival(batch.seat, batch.now, batch.now - int(command.age_ms))
    command.check(group.db, arrival)
    entry = Entry(group.seq + 1, command.id, command.kind_name, arrival.at, batch.now, batch.seat.id,
                  command.about_stolik, command.subject(), arrival.late, payload)  # fmt: skip
    with savepoint(group.db):
        command.apply(group.db, entry)
    group.seq = entry.seq
    group.known[command.id] = entry
    group.fresh.append(entry)
    return entry.seq


def _same(old: Entry, command: Recordable, payload: str) -> int:
    """The same id again gives the same answer; with other content it is refused."""
    if (old.kind, old.payload) != (command.kind_name, payload):
        raise Refusal("id_reuse", "Ten identyfikator ma już inny wpis.")
    return old.seq


def _fail(batches: list[Batch], fault: Exception) -> None:
    for batch in batches:
        batch.done(fault)
