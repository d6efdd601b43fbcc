"""A disk that loses its power: from the log of powercut.c, what is left in the directory at any moment.

Safe is what was flushed: a file's bytes by its own fsync, a name by the fsync of the directory. Of the rest the disk has kept
nothing ("drop"), the first so many writes with the last one torn ("prefix"), or any of them, each torn at 512 bytes ("some").
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

HEAD = struct.Struct("<cIQI")
SECTOR = 512
WAYS = ("drop", "prefix", "some")


@dataclass(frozen=True)
class Record:
    """C and O: a file is made, or opened; W and T: bytes, or a length; B and S: a flush begins, or has returned; U and R: names;
    A: answers were given."""

    kind: str
    file: int
    offset: int
    content: bytes


def records(log: Path) -> list[Record]:
    """All of them, in order."""
    return list(_records(log.read_bytes()))


def _records(text: bytes) -> Iterator[Record]:
    at = 0
    while at + HEAD.size <= len(text):
        kind, file, offset, length = HEAD.unpack_from(text, at)
        at += HEAD.size
        yield Record(kind.decode(), file, offset, text[at : at + length])
        at += length


@dataclass(eq=False)
class File:
    """What was done to it, in order; the first `safe` of it is flushed."""

    done: list[tuple[int, bytes | None]] = field(default_factory=list)
    flushing: list[int] = field(default_factory=list)
    safe: int = 0


@dataclass
class Disk:
    """Names are flushed apart from what they name. Deeper names than the directory's own count as flushed at once."""

    files: dict[int, File] = field(default_factory=dict)
    names: dict[str, File] = field(default_factory=dict)
    safe_names: dict[str, File] = field(default_factory=dict)
    renamed: list[dict[str, File]] = field(default_factory=list)
    flushing: list[int] = field(default_factory=list)

    def play(self, record: Record) -> None:
        kind, file = record.kind, self.files.get(record.file)
        if kind in "CO":
            name = record.content.decode()
            file = self.files[record.file] = File() if kind == "C" else self.names.get(name, File())
            if self.names.get(name) is not file:
                self._name(self.names | {name: file})
        elif kind in "WT" and file is not None:
            file.done.append((record.offset, record.content if kind == "W" else None))
        elif kind in "UR":
            self._rename(*record.content.decode().split("\0"))
        elif kind in "BS":
            self._flush(kind, file)

    def _name(self, names: dict[str, File]) -> None:
        self.names = names
        self.renamed.append(names)

    def _rename(self, old: str, new: str = "") -> None:
        names = dict(self.names)
        file = names.pop(old, None)
        if new and file is not None:
            names[new] = file
        self._name(names)

    def _flush(self, kind: str, file: File | None) -> None:
        if kind == "B":
            self.flushing.append(len(self.renamed)) if file is None else file.flushing.append(len(file.done))
        elif file is not None:
            file.safe = max(file.safe, file.flushing.pop(0))
        else:
            until = self.flushing.pop(0)
            if until:
                self.safe_names = self.renamed[until - 1]
                self.renamed, self.flushing = self.renamed[until:], [max(0, one - until) for one in self.flushing]

    def after_cut(self, way: str, random: Random) -> tuple[dict[str, bytes], int]:
        """Name -> content, and how many writes are gone."""
        kept = random.randrange(len(self.renamed) + 1) if way != "drop" else 0
        names = self.renamed[kept - 1] if kept else self.safe_names
        deep = {name: file for name, file in self.names.items() if "/" in name}
        left, gone = {}, 0
        for name, file in sorted((names | deep).items()):
            if not name.endswith("-shm"):
                left[name], lost = content(file, way, random)
                gone += lost
        return left, gone


def content(file: File, way: str, random: Random) -> tuple[bytes, int]:
    """A file's bytes after the cut, and how many writes of it are gone."""
    text, rest = bytearray(), file.done[file.safe :]
    for offset, piece in file.done[: file.safe]:
        put(text, offset, piece)
    kept = random.randrange(len(rest) + 1) if way == "prefix" else 0
    for nth, (offset, piece) in enumerate(rest):
        if nth < kept:
            put(text, offset, piece)
        elif (way == "some" and random.random() < 0.5) or (way == "prefix" and nth == kept):
            tear(text, offset, piece, random)
    return bytes(text), len(rest) - kept


def put(text: bytearray, offset: int, piece: bytes | None) -> None:
    if piece is None:
        del text[offset:]
        text.extend(bytes(max(0, offset - len(text))))
        return
    text.extend(bytes(max(0, offset - len(text))))
    text[offset : offset + len(piece)] = piece


def tear(text: bytearray, offset: int, piece: bytes | None, random: Random) -> None:
    """Some sectors of it, in no order; a change of length happens or not."""
    if piece is None:
        if random.random() < 0.5:
            put(text, offset, None)
        return
    for at in range(0, len(piece), SECTOR):
        if random.random() < 0.6:
            put(text, offset + at, piece[at : at + SECTOR])
