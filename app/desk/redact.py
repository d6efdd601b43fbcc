"""/desk/redact: personal data is taken out of an issue for good. A page of its own, so that nobody gets here by a slip."""

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection, select

from app.editions.queries import current_edition
from app.issues.personal import personal_in
from app.issues.queries import issue, issues_at, variants_of
from app.live.pages import page
from app.live.seat import DESK, ORGANISER
from app.live.seated import fitting, has_role
from app.stoliki.queries import stoliki
from app.summaries.queries import summary, summary_of

router = APIRouter()


@router.get("/desk/redact", response_class=HTMLResponse)
def redact(request: Request, stolik: str = "") -> Response:
    """Everything typed at one stolik, newest first, withdrawn too."""
    seat = fitting(request, has_role(ORGANISER))
    with request.app.state.db.read() as db:
        edition = current_edition(db)
        found = stoliki(db, edition.id) if edition else []
    chosen = next((one for one in found if str(one.number) == stolik), found[0] if found else None)
    channels = f"stolik-{chosen.id},{DESK}" if chosen else DESK
    known = {"edition": edition, "stoliki": found, "personal_in": personal_in}
    return page(request, "desk/redact.html", channels, seat, lambda db: said_at(db, chosen) | known | {"marked": marked(db)})


def said_at(db: Connection, chosen: Any) -> dict[str, Any]:
    """The issues of the stolik with their versions."""
    rows = list(reversed(issues_at(db, chosen.id))) if chosen else []
    told = summary_of(db, chosen.id) if chosen else None
    return {"chosen": chosen, "rows": rows, "summary": told, "variants": variants_of(db, [row.id for row in rows])}


def marked(db: Connection) -> dict[int, int]:
    """Stolik -> how many of its issues may hold personal data: what a computer notices, a person judges."""
    texts = [*db.execute(select(issue.c.stolik_id, issue.c.text)), *db.execute(select(summary.c.stolik_id, summary.c.text))]
    return Counter(one.stolik_id for one in texts if personal_in(one.text))
