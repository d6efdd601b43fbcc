"""/desk/seats: the card of every seat, to print: role, stolik, code, QR. Codes are derived again; the database holds only hashes."""

from typing import Any, NamedTuple

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection

from app.editions.queries import current_edition
from app.live import journal
from app.live.fragments import whole
from app.live.pages import shell, with_language
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role, language
from app.seats.addresses import addresses
from app.seats.codes import code_of, read_secret
from app.seats.queries import cards, taken
from app.stoliki.queries import stoliki

router = APIRouter()


class Card(NamedTuple):
    """`number`, `theme`, `colour` are a moderator's; `taken`: somebody sits there already."""

    role: str
    label: str
    number: int | None
    theme: str
    colour: int
    code: str
    url: str
    qr: Markup
    taken: bool


@router.get("/desk/seats", response_class=HTMLResponse)
def seats(request: Request) -> Response:
    """Rendered for this request alone: the links carry the address that was chosen for the cards."""
    seat, state, lang = fitting(request, has_role(ORGANISER)), request.app.state, language(request)
    found = addresses(request)
    base = found.base
    with state.db.read() as db:
        values = shell(request, seat, journal.latest(db), "") | {"edition": current_edition(db), "base": base, "addresses": found}
        values["cards"] = printed(db, read_secret(state.settings.secret_file), base)
    return with_language(HTMLResponse(whole("desk/seats.html", values, lang), headers={"Cache-Control": "no-store"}), request)


def printed(db: Connection, secret: bytes, base: str) -> list[Card]:
    """Organisers first, moderators by the number of their stolik."""
    edition = current_edition(db)
    places = {one.id: one for one in stoliki(db, edition.id)} if edition else {}
    sat = set(taken(db))
    return [_card(row, code_of(secret, row.id, row.generation), places.get(row.stolik_id), base, row.id in sat) for row in cards(db)]


def _card(row: Any, code: str, place: Any, base: str, sat: bool) -> Card:
    url = f"{base}/join#{code}"
    theme, colour = (place.theme, place.colour) if place else ("", 0)
    return Card(row.role, row.label, row.number, theme, colour, f"{code[:4]} {code[4:]}", url, qr(url), sat)


def qr(url: str) -> Markup:
    """Inline SVG without a size or a style of its own: the sheet decides."""
    drawn = segno.make(url, error="m", micro=False).svg_inline(border=2, omitsize=True, dark="#000", light="#fff")
    return Markup(drawn)
