"""The plan takes another shape: a stolik more, a theme with another name, another edition. Pages that are drawn from the plan and say so
(`data-reshapes` on their body) fetch themselves again; what is small is pushed by its own fragments anyway."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from app.live.fragments import shown_on
from app.live.journal import Entry
from app.live.seat import DESK

CHANNELS = ("map", "hall", DESK)
SAME_SHAPE = frozenset({"sitting.open", "sitting.close", "sitting.sort", "edition.inform"})
ANOTHER_EDITION = frozenset({"edition.open", "edition.choose", "edition.close"})


def reshaped(db: Connection, entry: Entry) -> Iterable[tuple[str, str]]:
    if entry.kind in SAME_SHAPE:
        return []
    return [(channel, "edition" if entry.kind in ANOTHER_EDITION else "plan") for channel in CHANNELS]


@shown_on("edition", "theme", "sitting", "stolik", where=reshaped)
def reshaping(db: Connection, channel: str, keys: list[str], lang: str) -> dict[str, Any]:
    return {"reshaped": "edition" if "edition" in keys else "plan"}
