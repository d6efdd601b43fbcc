"""The one writer. All commands that have arrived go into one transaction, one fsync, and only then is anyone answered.

Group commit without a tick: while one group is being written the next gathers, so the busier the hall the cheaper a command.
What becomes of a single command is decided in judging.py.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection

from app.live import acts, journal
from app.live.db import FAULTS, Database
from app.live.disk import LOOK_SECONDS, Disk
from app.live.judging import Answer, Arrival, Batch, Group, Recordable, Refusal, Veiled, verdicts
from app.live.keys import Keys
from app.live.newest import Newest
from app.live.redactions import Redactions, erase
from app.live.seat import Seat
from app.live.waterline import Waterline

__all__ = ["Answer", "Arrival", "Batch", "Recordable", "Recorder", "Refusal", "Veiled"]
log = logging.getLogger(__name__)
Standing = Callable[[Connection, set[str]], set[str]]
Post = Callable[..., object]
SEALING = "round.seal"  # after this nobody can tie what was said in secret to anybody
SEALED_PATIENCE_MS = 20


class ReadOnly(Exception):
    """The disk takes nothing now."""


class Recorder:
    """Owns the writer's thread. `ring(seq)` is called after each commit; `post` moves a call to the answering thread."""

    def __init__(
        self, db: Database, standing: Standing, ring: Callable[[int], object], most: int = 512,
        disk: Disk | None = None, redactions: Redactions | None = None,
    ) -> None:  # fmt: skip
        self.db, self.standing, self.ring, self.most = db, standing, ring, most
        self.disk, self.redactions = disk or Disk(db), redactions or Redactions()
        self.waterline, self.keys, self.newest = Waterline(), Keys(), Newest()
        self._unsettled = False  # whether the WAL may still tell the order of ballots that were sealed
        self.post: Post = lambda call, *rest: call(*rest)
        self.heal: Callable[[str], object] = lambda channel: None
        self._queue: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._turned_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Write what has arrived, then end."""
        self._queue.put(None)
        self._thread.join(timeout=30)

    def submit(self, batch: Batch) -> None:
        self._queue.put(batch)

    def stuck_seconds(self) -> float:
        """How long its thread has not come round: once a second when all is well."""
        return time.monotonic() - self._turned_at

    def record_now(self, seat: Seat, now: int, commands: Sequence[Recordable], whole: bool = False) -> list[Answer]:
        """The same path without the thread: for set-up before anyone listens. Raises what the database raises."""
        batch = Batch(seat, now, commands, done=lambda _: None, whole=whole)
        self._write([batch])
        self.scrub()
        return batch.answers

    def _run(self) -> None:
        while True:
            self._turned_at = time.monotonic()
            try:
                first = self._queue.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                self._rest()
                continue
            if first is None:
                return
            group, ends = self._gather(first)
            self._commit(group)
            if ends:
                return

    def _rest(self) -> None:
        """Nobody asks for anything: look whether the disk is still, or again, writable, and do what was put off."""
        if self.disk.ready():
            self.scrub()

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
        if not self.disk.ready():
            self.post(_fail, batches, ReadOnly())
            return
        try:
            seq = self._write(batches)
        except Exception as fault:  # a full disk or a locked file: nobody is told "recorded", everybody may retry
            log.exception("the group could not be written")
            self.disk.failed(fault)
            self.post(_fail, batches, fault)
        else:
            self.scrub()
            self.post(self._announce, batches, seq)

    def scrub(self) -> None:
        """After a redaction: no file of the database may hold the words any more; after a seal the WAL must not know the order of the
        ballots. What fails now is tried again."""
        if self._unsettled:
            self._unsettled = not self.db.checkpoint(patience_ms=SEALED_PATIENCE_MS)
        if self.redactions.unscrubbed():
            try:
                if self.db.scrub():
                    self.redactions.scrubbed()
            except FAULTS as fault:
                log.warning("redacted words are still in the database's files: %s", fault)

    def forget(self, sealed: Iterable[str]) -> None:
        """The keys of sealed rounds; one that cannot go now goes at the next start."""
        for name in sealed:
            self._unsettled = True
            try:
                self.keys.destroy(name)
            except OSError as fault:
                log.warning("the key of a sealed round is still there: %s", fault)

    def _announce(self, batches: list[Batch], seq: int | None) -> None:
        for batch in batches:
            batch.done(batch.answers)
        if seq is not None:
            self.ring(seq)
        for channel in {answer.refusal.heals for batch in batches for answer in batch.answers if answer.refusal and answer.refusal.heals}:
            self.heal(channel)

    def _write(self, batches: list[Batch]) -> int | None:
        """Write all batches in one transaction. Returns the newest seq, or None when nothing new was recorded."""
        for batch in batches:
            batch.answers.clear()
        with self.db.write() as db:
            journal.lock(db)
            ids = {command.id for batch in batches for command in batch.commands}
            devices = {batch.seat.device for batch in batches}
            group = Group(db, journal.latest(db), journal.known(db, ids), self.standing(db, devices), self.redactions, self.keys)
            for batch in batches:
                batch.answers.extend(verdicts(group, batch))
            journal.append(db, group.fresh)
            acts.chained(db, group.fresh, (batch.seat for batch in batches))
            self.redactions.add([erase(db, entry) for entry in group.erasing])
        self.forget(entry.subject or "" for entry in group.fresh if entry.kind == SEALING)
        self.waterline.reached(group.seq)
        self.newest.heard(group.fresh)
        return group.seq if group.fresh else None


def _fail(batches: list[Batch], fault: Exception) -> None:
    for batch in batches:
        batch.done(fault)
