"""The room's six figures: told to the screens that may show them, while an organiser keeps the room open."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.desk.seats import qr
from app.live.door import answer_json
from app.live.pages import page
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role
from app.seats.addresses import addresses
from app.seats.codes import read_secret
from app.seats.figures import room_code
from app.seats.joining import now_ms
from app.seats.queries import open_room

router = APIRouter()
SHOWS = has_role(ORGANISER, "projector")


@router.get("/room", response_class=HTMLResponse)
def room(request: Request) -> Response:
    """For the big screen: the address and the figures, large; nothing while the room is closed."""
    seat, base = fitting(request, has_role("projector"), SHOWS), addresses(request).base
    shown = {"base": base, "qr": qr(f"{base}/join")}
    return page(request, "desk/room.html", "hall", seat, lambda db: shown)


@router.get("/room/code")
def code(request: Request) -> Response:
    """Asked every few seconds: figures change by the clock, and the journal holds none."""
    fitting(request, SHOWS)
    state = request.app.state
    with state.db.read() as db:
        found = open_room(db)
    if found is None:
        return answer_json(200, {"open": False})
    now = room_code(read_secret(state.settings.secret_file), found, now_ms())
    return answer_json(200, {"open": True, "code": now.code, "seconds": now.seconds})
