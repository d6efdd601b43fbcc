"""/desk/paper: what stands on the paper forms is typed in later, sheet by sheet: a number, a kind, a topic, the words, Enter."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection, select

from app.editions.queries import current_edition
from app.editions.tables import theme
from app.issues.queries import issue, visible
from app.issues.transcribing import CLERK, TranscribeIssue
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.live.pages import page
from app.live.seat import ORGANISER, THEMER
from app.live.seated import fitting, has_role
from app.stoliki.queries import stolik, stoliki
from app.topics.queries import topic, topic_list

router = APIRouter()
TEMPLATE = "desk/paper.html"
KINDS = ("problem", "idea", "question", "tool", "quote")
MOST_SHOWN = 30


@router.get("/desk/paper", response_class=HTMLResponse)
def paper(request: Request) -> Response:
    """The form, and the notes that were typed in last."""
    seat = fitting(request, has_role(ORGANISER), has_role(THEMER), has_role(CLERK))
    return page(request, TEMPLATE, "hall", seat, everything)


def everything(db: Connection) -> dict[str, Any]:
    edition = current_edition(db)
    found = stoliki(db, edition.id) if edition else []
    return {"edition": edition, "kinds": KINDS, "lists": [(one, topic_list(db, one.id)) for one in found]} | transcribed(db)


def transcribed(db: Connection) -> dict[str, Any]:
    """The newest notes from paper, newest first."""
    edition = current_edition(db)
    wanted = select(issue.c.id, issue.c.text, issue.c.kind, issue.c.born, stolik.c.number, theme.c.colour, topic.c.title.label("topic"))
    placed = wanted.join(stolik, stolik.c.id == issue.c.stolik_id).join(theme, theme.c.id == stolik.c.theme_id)
    mine = placed.outerjoin(topic, topic.c.id == issue.c.topic_id)
    here = (issue.c.source == TranscribeIssue.source, visible(), stolik.c.edition_id == (edition.id if edition else 0))
    return {"rows": db.execute(mine.where(*here).order_by(issue.c.born.desc()).limit(MOST_SHOWN)).all()}


def from_paper(db: Connection, entry: Entry) -> Iterable[tuple[str, str]]:
    return [("hall", "")] if entry.kind == TranscribeIssue.kind else []


@shown_on("issue", where=from_paper)
def paper_rows(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#paper-rows", block(TEMPLATE, "rows", transcribed(db), lang))
