"""A backup is one file with all that is needed to carry on: a checked copy of the database, the secret behind the codes on the
cards, the tombstones, the last address. It is made while the hall writes, and never by copying a live file: the newest commits
are in the WAL, and a copy of one file while the other moves is a database that never was.
"""

import hashlib
import json
import os
import sqlite3
import time
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.live.files import put_in_place

FORMAT = 1
DATABASE = "stoliki.db"
CARRIED = ("seats.secret", "redacted.jsonl", "address")  # beside the database, when they are there
AUTHORITY = "authority"  # the folder of the hall's own certificate authority: tablets trust it, also after a restore
SCRATCH = "backup-"
HEAD = "SELECT (SELECT value FROM installation WHERE name = 'epoch'), coalesce(max(seq), 0), count(*) FROM entry"


class BrokenBackup(Exception):
    """This file is no backup, or no longer a whole one."""


@dataclass(frozen=True)
class Made:
    """A backup that was written, read again and found whole. `at`: seconds since 1970."""

    file: Path
    epoch: str
    seq: int
    at: float


def name_of(epoch: str, seq: int, at: float) -> str:
    """Sorted by name they are sorted by time."""
    return f"stoliki-{epoch}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(at))}-{seq}.zip"


def back_up(data: Path, to: Path) -> Made:
    """Into a folder that is there, under a name that says what it is, or as the file that is named. Raises OSError,
    sqlite3.Error or BrokenBackup; then what was there before is untouched."""
    with TemporaryDirectory(dir=data, prefix=SCRATCH) as scratch:
        copy, at = Path(scratch) / DATABASE, time.time()
        copied(data / DATABASE, copy)
        epoch, seq = checked(copy)
        file = to / name_of(epoch, seq, at) if to.is_dir() else to
        if file.exists() and not file.is_file():
            raise FileExistsError(17, "not a file", str(file))
        part = file.with_name(f".{file.name}.part")
        try:
            _pack(part, {DATABASE: copy} | carried(data), epoch, seq, at)
            put_in_place(part, file)
        finally:
            part.unlink(missing_ok=True)
    return Made(file, epoch, seq, at)


def carried(data: Path) -> dict[str, Path]:
    """What stands beside the database and is needed to carry on: name in the backup -> file."""
    names = [*CARRIED, *(f"{AUTHORITY}/{file.name}" for file in sorted((data / AUTHORITY).glob("*")))]
    return {name: data / name for name in names if (data / name).is_file()}


def known_name(name: str) -> bool:
    """Nothing else is ever unpacked, and nothing outside the folder."""
    folder, _, file = name.rpartition("/")
    return name in (DATABASE, *CARRIED) or (folder == AUTHORITY and file not in ("", ".", ".."))


def copied(source: Path, target: Path) -> None:
    """One snapshot of a database that others go on writing; they are not waited for and do not wait."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def checked(copy: Path) -> tuple[str, int]:
    """The epoch and the journal's head of a whole database. Raises BrokenBackup."""
    try:
        with closing(sqlite3.connect(copy)) as db:
            [(verdict, *_), *_] = db.execute("PRAGMA integrity_check").fetchall()
            epoch, seq, entries = db.execute(HEAD).fetchone()
    except sqlite3.Error as problem:
        raise BrokenBackup(str(problem)) from None
    if verdict != "ok" or seq != entries or not epoch:
        raise BrokenBackup(verdict if verdict != "ok" else f"{entries} of {seq} entries")
    return str(epoch), int(seq)


def head_of(database: Path) -> tuple[str, int]:
    """The epoch and the journal's head, unchecked."""
    with closing(sqlite3.connect(database)) as db:
        epoch, seq, _ = db.execute(HEAD).fetchone()
    return str(epoch), int(seq)


def _pack(part: Path, files: dict[str, Path], epoch: str, seq: int, at: float) -> None:
    told = {name: {"bytes": file.stat().st_size, "sha256": digest(file)} for name, file in files.items()}
    manifest = {"format": FORMAT, "epoch": epoch, "seq": seq, "at": round(at), "files": told}
    with open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            packed.writestr("manifest.json", json.dumps(manifest, indent=1))
            for name, file in files.items():
                packed.write(file, name)
    if zipfile.ZipFile(part).testzip() is not None:
        raise BrokenBackup(str(part))


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def unpack(backup: Path, folder: Path) -> dict[str, Any]:
    """Every file of a backup into a folder, checked byte by byte; its manifest. Raises BrokenBackup or OSError."""
    try:
        with zipfile.ZipFile(backup) as packed:
            manifest: dict[str, Any] = json.loads(packed.read("manifest.json"))
            if manifest["format"] != FORMAT or not all(map(known_name, manifest["files"])) or DATABASE not in manifest["files"]:
                raise BrokenBackup(f"format {manifest['format']}")
            for name, told in manifest["files"].items():
                packed.extract(name, folder)
                (folder / name).chmod(0o600)
                if digest(folder / name) != told["sha256"]:
                    raise BrokenBackup(name)
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, NotImplementedError) as problem:
        raise BrokenBackup(str(problem) or type(problem).__name__) from None
    if checked(folder / DATABASE) != (manifest["epoch"], manifest["seq"]):
        raise BrokenBackup(DATABASE)
    return manifest
