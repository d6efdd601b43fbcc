"""/desk/acts: what organisers and the server itself did, the newest first, and whether the chain that ties it together is whole."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection, select

from app.desk.act_words import done_in_words, wrong_in_words
from app.live.acts import act, examined
from app.live.journal import Entry, journal
from app.live.pages import page
from app.live.routes import whole_number
from app.live.seat import HOUSE, ORGANISER
from app.live.seated import fitting, has_role, language
from app.seats.queries import organiser, seat
from app.stoliki.queries import stolik

router = APIRouter()
TEMPLATE = "desk/acts.html"
ON_A_PAGE, MOST_FAULTS, SHORT = 100, 20, 16
TELLING = ("name", "title", "text", "label", "file")  # fields that say which one it was
SECRET = ("organiser", "seat", "token", "room")


class Act(NamedTuple):
    """`who`: a name, a label, "" for the server itself; `what`: of which theme, topic, file; `number`: the stolik's."""

    seq: int
    at: int
    who: str
    done: str
    what: str
    number: int | None
    hash: str


@router.get("/desk/acts", response_class=HTMLResponse)
def acts(request: Request, before: str = "") -> Response:
    """A hundred at a time. The whole chain is walked for each look at a journal that has grown."""
    mine, lang, end = fitting(request, has_role(ORGANISER)), language(request), whole_number(before)
    return page(request, TEMPLATE, "", mine, lambda db: listed(db, end, lang) | chain(db, lang))


def listed(db: Connection, before: int | None, lang: str) -> dict[str, Any]:
    rows = [act_of(row, lang) for row in newest(db, before)]
    return {"acts": rows[:ON_A_PAGE], "older": rows[ON_A_PAGE - 1].seq if len(rows) > ON_A_PAGE else None, "newest": before is None}


def newest(db: Connection, before: int | None) -> Sequence[Any]:
    """One more than fits, so that it is known whether there are older ones."""
    wanted = select(journal, act.c.hash, seat.c.label, organiser.c.name, stolik.c.number).join(act, act.c.seq == journal.c.seq)
    wanted = wanted.join(seat, seat.c.id == journal.c.seat_id, isouter=True).join(organiser, organiser.c.seat_id == seat.c.id, isouter=True)
    mine = wanted.join(stolik, stolik.c.id == journal.c.stolik_id, isouter=True).order_by(journal.c.seq.desc()).limit(ON_A_PAGE + 1)
    return db.execute(mine if before is None else mine.where(journal.c.seq < before)).all()


def act_of(row: Any, lang: str) -> Act:
    who = "" if row.seat_id == HOUSE.id else row.name or row.label or row.seat_id
    return Act(row.seq, row.recorded_at, who, done_in_words(row.kind, lang), told_of(Entry(*row[:10])), row.number, row.hash[:SHORT])


def told_of(entry: Entry) -> str:
    """Which one it was, where its own words say so; nothing of cards, codes and accounts."""
    fields = {} if entry.noun in SECRET else entry.fields
    return next((str(fields[name]) for name in TELLING if isinstance(fields.get(name), str)), "")


def chain(db: Connection, lang: str) -> dict[str, Any]:
    found = examined(db, db.execute(select(seat.c.id).where(seat.c.role == ORGANISER)).scalars())
    faults = [wrong_in_words(fault, lang) for fault in found.faults[:MOST_FAULTS]]
    return {"chain": found, "head": found.head[:SHORT], "faults": faults, "more": len(found.faults) - len(faults)}
