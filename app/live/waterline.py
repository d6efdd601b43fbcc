"""How far the journal had come, in a file beside the database: an older database under the same epoch is noticed at start.

Who puts an old copy of the file back, or whose disk lied about a flush, must not have tablets believe that what they were answered
is still there: the database gets another epoch, and every tablet says again what it may not know. The file is written after each
commit and never flushed: after a power cut it may tell of less than the database holds, never of more.
"""

import os
from contextlib import suppress
from pathlib import Path


class Waterline:
    """The epoch and the highest seq that was answered for. Without a file nothing is remembered."""

    def __init__(self, file: Path | None = None) -> None:
        self._handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600) if file else None
        self.epoch = ""

    def highest(self, epoch: str) -> int:
        """The seq this database had reached when it was last written; 0 when the file tells of another one or of nothing."""
        self.epoch = epoch
        told = os.pread(self._handle, 100, 0).decode(errors="replace").split() if self._handle is not None else []
        return int(told[1]) if len(told) == 2 and told[0] == epoch and told[1].isdecimal() else 0

    def reached(self, seq: int) -> None:
        """One small write into the page cache; a disk that takes nothing is told of elsewhere."""
        if self._handle is not None:
            with suppress(OSError):
                os.pwrite(self._handle, f"{self.epoch} {seq:019d}\n".encode(), 0)

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)
