"""SQLite's own file system layer, made to fail from outside: a write that finds no room, a flush that says EIO.

The data of a failed flush stays visible, as the kernel leaves it: this is what makes it dangerous."""

import _sqlite3
import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

OK, FULL, IOERR_FSYNC = 0, 13, 1034
METHODS = 18
Open = ctypes.CFUNCTYPE(ctypes.c_int, *[ctypes.c_void_p] * 3, ctypes.c_int, ctypes.c_void_p)
Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
Write = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)


class Vfs(ctypes.Structure):
    _fields_ = [
        ("version", ctypes.c_int), ("size", ctypes.c_int), ("most", ctypes.c_int), ("next", ctypes.c_void_p), ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p), ("open", ctypes.c_void_p),
    ]  # fmt: skip


class Methods(ctypes.Structure):
    """version; close, read, write, truncate, sync, ..."""

    _fields_ = [("version", ctypes.c_int), ("calls", ctypes.c_void_p * METHODS)]


@dataclass
class Faults:
    """`sync(name)` and `write(name)` answer what happens to a file of that ending: OK lets it happen."""

    sync: Callable[[str], int] = lambda name: OK
    write: Callable[[str], int] = lambda name: OK
    synced: list[str] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)


@contextmanager
def faulty() -> Iterator[Faults]:
    """Databases opened inside obey the faults."""
    library = ctypes.CDLL(_sqlite3.__file__)
    if not hasattr(library, "sqlite3_vfs_find"):
        pytest.skip("this Python hides its SQLite")
    library.sqlite3_vfs_find.restype = ctypes.POINTER(Vfs)
    vfs, faults = library.sqlite3_vfs_find(None).contents, Faults()
    known = vfs.open
    real = Open(known)

    def opened(this: int, path: int | None, file: int, flags: int, out: int) -> int:
        code = real(this, path, file, flags, out)
        if code == OK and path:
            wrap(faults, file, ctypes.string_at(path).decode(errors="replace"))
        return code

    mine = Open(opened)
    vfs.open = ctypes.cast(mine, ctypes.c_void_p).value
    try:
        yield faults
    finally:
        vfs.open = known
        EVER.append((mine, faults.kept))  # connections of this test may still be closed later


EVER: list[Any] = []


def wrap(faults: Faults, file: int, path: str) -> None:
    """This file's write and sync go through the faults first."""
    place = ctypes.cast(file, ctypes.POINTER(ctypes.c_void_p))
    real = ctypes.cast(place[0], ctypes.POINTER(Methods)).contents
    copy = Methods.from_buffer_copy(real)
    write, sync = Write(real.calls[2]), Sync(real.calls[4])

    def written(this: int, data: int, size: int, offset: int) -> int:
        return faults.write(path) or write(this, data, size, offset)

    def synced(this: int, flags: int) -> int:
        faults.synced.append(path)
        return faults.sync(path) or sync(this, flags)

    mine = (Write(written), Sync(synced))
    copy.calls[2], copy.calls[4] = (ctypes.cast(one, ctypes.c_void_p).value for one in mine)
    faults.kept.append((copy, mine))
    place[0] = ctypes.addressof(copy)
