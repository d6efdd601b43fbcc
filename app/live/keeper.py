"""Every minute a backup to a second place, from a thread of its own. A second place that is full or gone is a warning at the
desk; the hall goes on."""

import logging
import shutil
import sqlite3
import threading
import time
from pathlib import Path

from app.live.backup import DATABASE, SCRATCH, BrokenBackup, Made, back_up, head_of

log = logging.getLogger(__name__)
OLD_SECONDS = 3600.0


class Keeper:
    """`last`: the newest backup, `seen_at`: when it was last known to be the newest state, `problem`: why there is none newer."""

    def __init__(self, data: Path, folder: Path | None, seconds: float, keep: int, hourly: int) -> None:
        self.data, self.folder, self.seconds, self.keep, self.hourly = data, folder, seconds, keep, hourly
        self.last: Made | None = None
        self.seen_at: float | None = None
        self.problem = ""
        self._ends = threading.Event()

    def start(self) -> None:
        """Nothing happens without a folder."""
        if self.folder is not None:
            threading.Thread(target=self._run, name="keeper", daemon=True).start()

    def stop(self) -> None:
        self._ends.set()

    @property
    def same_disk(self) -> bool:
        """A backup on the disk of the database does not outlive it."""
        try:
            return self.folder is not None and self.folder.stat().st_dev == self.data.stat().st_dev
        except OSError:
            return False

    def _run(self) -> None:
        clear_scratch(self.data)
        while not self._ends.wait(self.seconds):
            self.attempt()

    def attempt(self) -> None:
        """One backup, unless nothing was said since the last; then the old ones go."""
        assert self.folder is not None
        try:
            if not self.folder.is_dir():
                raise NotADirectoryError(20, "no such folder", str(self.folder))
            if not self._is_newest():
                self.last = back_up(self.data, self.folder)
                rotate(self.folder, self.last.epoch, self.keep, self.hourly)
        except (OSError, sqlite3.Error, BrokenBackup) as problem:
            if not self.problem:
                log.warning("no backup in %s: %s", self.folder, problem)
            self.problem = str(problem) or type(problem).__name__
        else:
            self.problem, self.seen_at = "", time.time()

    def _is_newest(self) -> bool:
        last = self.last
        return last is not None and last.file.exists() and head_of(self.data / DATABASE) == (last.epoch, last.seq)


def rotate(folder: Path, epoch: str, keep: int, hourly: int) -> None:
    """Keep the last `keep` backups of this epoch and the last of each of the last `hourly` hours that have one. Those of another
    epoch, another hall or another life of this one, are not ours to remove."""
    files = sorted(folder.glob(f"stoliki-{epoch}-*.zip"), reverse=True)
    hours: dict[str, Path] = {}
    for file in files:
        hours.setdefault(file.name.split("-")[2][:11], file)
    wanted = {*files[: max(1, keep)], *list(hours.values())[:hourly]}
    for file in files:
        if file not in wanted:
            file.unlink(missing_ok=True)


def clear_scratch(data: Path) -> None:
    """What a crash in the middle of a backup left."""
    for left in data.glob(f"{SCRATCH}*"):
        if time.time() - left.stat().st_mtime > OLD_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
