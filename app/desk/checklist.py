"""/desk/checklist: is everything ready? Rendered for each look anew: most of it is not in the database."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.desk.checks import ALARM, WAIT, lines
from app.desk.facts import gathered
from app.live import journal
from app.live.fragments import whole
from app.live.pages import shell, with_language
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role, language

router = APIRouter()


@router.get("/desk/checklist", response_class=HTMLResponse)
def checklist(request: Request) -> Response:
    """The page; checklist.js fetches it again every few seconds and puts the new lines in the old ones' place."""
    seat, lang = fitting(request, has_role(ORGANISER)), language(request)
    with request.app.state.db.read() as db:
        facts = gathered(request, db)
        values = shell(request, seat, journal.latest(db), "hall")
    found = lines(facts, lang)
    counts = {look: sum(line.look == look for line in found) for look in (ALARM, WAIT)}
    html = whole("desk/checklist.html", values | {"edition": facts.edition, "lines": found, "places": facts.places, "counts": counts}, lang)
    return with_language(HTMLResponse(html, headers={"Cache-Control": "no-store", "X-Stoliki": "1"}), request)
