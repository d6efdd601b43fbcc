"""What is asked about summaries and calls for help."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, false, select

from app.live.tables import table_of
from app.stoliki.queries import stolik
from app.summaries.models import HelpCall, Summary

summary, help_call = table_of(Summary), table_of(HelpCall)
SUBJECT = "summary-"


def named(stolik_id: int) -> str:
    """What the journal calls the summary of a stolik."""
    return f"{SUBJECT}{stolik_id}"


def summary_of(db: Connection, stolik_id: int) -> Row[Any] | None:
    return db.execute(select(summary).where(summary.c.stolik_id == stolik_id)).first()


def summaries(db: Connection, edition_id: int) -> Sequence[Row[Any]]:
    """Of the stoliki on the plan of an edition, by number: stolik_id, number, text, revision, sealed, at."""
    mine = (stolik.c.edition_id == edition_id, stolik.c.withdrawn == false())
    found = select(summary, stolik.c.number).join(stolik, stolik.c.id == summary.c.stolik_id)
    return db.execute(found.where(*mine).order_by(stolik.c.number)).all()


def called_at(db: Connection, stolik_id: int) -> int | None:
    """Since when the stolik calls for help (ms), None when it does not."""
    return db.execute(select(help_call.c.opened_at).where(help_call.c.stolik_id == stolik_id)).scalar()


def calls(db: Connection, edition_id: int) -> dict[int, int]:
    """Stolik -> since when it calls for help (ms)."""
    mine = (stolik.c.edition_id == edition_id, stolik.c.withdrawn == false())
    rows = db.execute(select(help_call).join(stolik, stolik.c.id == help_call.c.stolik_id).where(*mine)).all()
    return {row.stolik_id: row.opened_at for row in rows}
