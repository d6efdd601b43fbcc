"""/desk/tablets: how a tablet is kept awake. On plain http no page can do it by itself: a person sets it up before the doors open."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from app.editions.queries import current_edition
from app.live.pages import page
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role
from app.stoliki.queries import stoliki

router = APIRouter()


@router.get("/desk/tablets", response_class=HTMLResponse)
def tablets(request: Request) -> Response:
    """The card: to be read here, or printed and laid beside the tablets."""
    https, seat = request.app.state.settings.is_https, fitting(request, has_role(ORGANISER))
    return page(request, "desk/tablets.html", "", seat, lambda db: {"https": https, "numbers": numbers(db)})


def numbers(db: Connection) -> list[Any]:
    """The stoliki whose tablets somebody ticks off on the paper."""
    edition = current_edition(db)
    return [one.number for one in stoliki(db, edition.id)] if edition else []
