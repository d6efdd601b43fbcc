"""Can the hall be written to now? Only the recorder's thread asks and changes it; pages and doors read `writable`.

After a write that failed nothing is taken on trust. A failing fsync may have dropped what the kernel still shows (and the next
fsync would succeed over it), so the writer's connection is thrown away, a trial is written, and the whole WAL is carried into
the database file and flushed there, before anything is acknowledged again.
"""

import logging
import os
import time
from pathlib import Path

from sqlalchemy import text

from app.live.db import FAULTS, Database
from app.live.files import write_whole

log = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
MIB = 1024 * 1024
TRIAL = text("UPDATE installation SET value = value WHERE name = 'epoch'")


def free_mb(folder: Path) -> int:
    """How many megabytes a program of ours may still write there."""
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize // MIB


class Disk:
    """`writable`: whether commands are taken. `reserve_mb`: with less than this free they are not, so that what is there can
    always be checkpointed; 0 means that only a failed write counts."""

    def __init__(self, db: Database, data: Path | None = None, reserve_mb: int = 0) -> None:
        self.db, self.data, self.reserve_mb = db, data, reserve_mb
        self.writable = True
        self._look_at = 0.0

    def ready(self) -> bool:
        """Whether a group may be tried now. Looks at most once a second, and at once after a fault."""
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            self._become(self._roomy() and (self.writable or self._mended()))
        return self.writable

    def failed(self, fault: BaseException) -> None:
        """A group could not be written."""
        if self.writable:
            log.error("the hall cannot be written to: %s", fault)
        self.writable, self._look_at = False, 0.0

    def _become(self, writable: bool) -> None:
        if writable != self.writable:
            log.warning("the hall is writable again" if writable else "the hall is read-only: no room on the disk")
        self.writable = writable

    def _roomy(self) -> bool:
        try:
            return self.data is None or free_mb(self.data) >= self.reserve_mb
        except OSError:
            return False

    def _mended(self) -> bool:
        """A megabyte can be written, a new connection commits, and all that is in the WAL is safe in the database file."""
        try:
            if self.data is not None:
                self._try_file(self.data / "trial")
            self.db.renew()
            with self.db.write() as db:
                db.execute(TRIAL)
            return self.db.checkpoint("FULL")
        except FAULTS:
            return False

    def _try_file(self, file: Path) -> None:
        try:
            write_whole(file, bytes(MIB))
        finally:
            file.unlink(missing_ok=True)
