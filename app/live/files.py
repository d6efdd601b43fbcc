"""Files of ours that a power cut must never leave half written: written beside, flushed, renamed, and their directory flushed."""

import os
from pathlib import Path


def flush(path: Path) -> None:
    """Onto the disk: a file's content, or a directory's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(file: Path, content: bytes, mode: int = 0o600) -> None:
    """The whole content or what was there before, whatever happens. Raises OSError; then nothing has changed."""
    part = file.with_name(f".{file.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
            out.write(content)
        put_in_place(part, file)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def put_in_place(part: Path, file: Path) -> None:
    """A file that is complete gets its name."""
    flush(part)
    os.replace(part, file)
    flush(file.parent)
