"""Times as files say them: ISO 8601, UTC with its offset, so that no reader has to guess."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row


def iso(ms: int | None) -> str | None:
    """From milliseconds since 1970."""
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def starts(sitting: Row[Any]) -> str | None:
    """When a sitting begins, in the hall's own time; null while only its day is known."""
    return f"{sitting.day}T{sitting.starts_at}" if sitting.starts_at else None


def days(edition: Row[Any]) -> list[str]:
    return [str(day) for day in json.loads(edition.days)]
