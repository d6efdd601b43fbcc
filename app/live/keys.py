"""Keys that stand in no database and no backup: a file each, beside the database, until they are destroyed."""

import hmac
import os
import secrets
from pathlib import Path

from app.live.files import flush, write_whole

BYTES = 32


class Keys:
    """Named by what they are for (a round's id). Without a folder they are kept in memory only."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._known: dict[str, bytes] = {}

    def of(self, name: str) -> bytes | None:
        """None: never made, destroyed, or lost."""
        if name not in self._known and self._folder is not None and (self._folder / name).is_file():
            self._known[name] = (self._folder / name).read_bytes()
        return self._known.get(name)

    def names(self) -> list[str]:
        """Of all that are on disk, also of what this database does not know: it may be an older one, put back."""
        return sorted(file.name for file in self._folder.iterdir()) if self._folder is not None and self._folder.is_dir() else []

    def make(self, name: str) -> bytes:
        """The key of this name; a new one is on disk when this returns. Raises OSError."""
        known = self.of(name)
        if known is None:
            known = secrets.token_bytes(BYTES)
            if self._folder is not None:
                self._folder.mkdir(mode=0o700, exist_ok=True)
                write_whole(self._folder / name, known)
            self._known[name] = known
        return known

    def destroy(self, name: str) -> None:
        """Overwritten, then gone. What it had signed can never be tied to anything again."""
        self._known.pop(name, None)
        if self._folder is None or not (file := self._folder / name).is_file():
            return
        with file.open("r+b") as out:
            out.write(secrets.token_bytes(BYTES))
            out.flush()
            os.fsync(out.fileno())
        file.unlink()
        flush(self._folder)


def signed(key: bytes, *words: object) -> str:
    """An HMAC in hexadecimal: the same words always give the same, and without the key nobody can try out which."""
    return hmac.digest(key, "\n".join(map(str, words)).encode(), "sha256").hex()
