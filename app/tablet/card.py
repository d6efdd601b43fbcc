"""The facilitator's card on the tablet: the phase of the stolik's sitting, its summary, its call for help."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.notices.queries import taken_mark
from app.phases.queries import PhaseNow, phase_now, phase_row
from app.stoliki.queries import stoliki_in
from app.summaries.queries import called_at, summary_of

PAGE = "tablet/tablet.html"
TURNS = {"open", "close"}  # what a sitting does to its phase
Values = dict[str, Any]


def card(db: Connection, stolik_id: int, sitting_id: int, lang: str) -> Values:
    """Everything the card shows."""
    now = phase_now(db, sitting_id)
    return {"phase": phase_row(now, lang) if now else None} | summary(db, stolik_id) | help_call(db, stolik_id)


def summary(db: Connection, stolik_id: int) -> Values:
    return {"summary": summary_of(db, stolik_id)}


def help_call(db: Connection, stolik_id: int) -> Values:
    """`coming`: an organiser has said that somebody goes there, for this call."""
    since = called_at(db, stolik_id)
    return {"called_at": since, "coming": since is not None and taken_mark(db, stolik_id, "help") == since}


def of_sitting(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    """Every tablet of the sitting; the key is the sitting's id, so that its stoliki need not be asked for it."""
    if entry.noun == "sitting" and entry.verb not in TURNS:
        return []
    return [(f"stolik-{one}", entry.subject or "") for one in stoliki_in(db, int(entry.subject or 0))]


@shown_on("phase", "sitting", where=of_sitting)
def tablet_phase(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return phase_shown(phase_now(db, int(keys[-1])), lang)


@lru_cache(maxsize=64)
def phase_shown(now: PhaseNow | None, lang: str) -> str:
    """It stands in these values alone: a hundred stoliki of one sitting show the same."""
    return partial("#phase", block(PAGE, "phase", {"phase": phase_row(now, lang) if now else None}, lang))


def of_stolik(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    return [(f"stolik-{entry.stolik_id}", "")]


@shown_on("summary", where=of_stolik)
def tablet_summary(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#summary-now", block(PAGE, "summary", summary(db, stolik_in(channel)), lang))


@shown_on("help", "notice", where=of_stolik)
def tablet_help(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#help", block(PAGE, "help", help_call(db, stolik_in(channel)), lang))


def stolik_in(channel: str) -> int:
    return int(channel.removeprefix("stolik-"))
