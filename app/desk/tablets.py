"""/desk/tablets: how a tablet is kept awake. On plain http no page can do it by itself: a person sets it up before the doors open."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.live.pages import page
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role

router = APIRouter()


@router.get("/desk/tablets", response_class=HTMLResponse)
def tablets(request: Request) -> Response:
    """The card: to be read here, or printed and laid beside the tablets."""
    https = request.app.state.settings.is_https
    return page(request, "desk/tablets.html", "", fitting(request, has_role(ORGANISER)), lambda db: {"https": https})
