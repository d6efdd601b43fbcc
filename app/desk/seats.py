"""/desk/seats: every card with its code and QR, who sits there, and everything that can be done about it. Codes are derived again; the
database holds only hashes."""

import json
from functools import lru_cache
from typing import Any, NamedTuple

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection

from app.desk.alarms import alarms
from app.editions.queries import current_edition
from app.live import journal
from app.live.fragments import whole
from app.live.pages import shell, with_language
from app.live.seat import DESK, MODERATOR, ORGANISER
from app.live.seated import fitting, has_role, language
from app.seats.addresses import addresses
from app.seats.at_desk import devices, organising, residents_in, token_batches
from app.seats.codes import code_of, read_secret
from app.seats.queries import cards, open_room
from app.stoliki.queries import stoliki

router = APIRouter()


class Card(NamedTuple):
    """`number`, `theme`, `colour` are a moderator's; `devices`: who sits there; `rules`: the seat's row, with the rules of its card."""

    role: str
    label: str
    number: int | None
    theme: str
    colour: int
    code: str
    url: str
    qr: Markup
    devices: list[Any]
    rules: Any

    @property
    def taken(self) -> bool:
        return bool(self.devices)


@router.get("/desk/seats", response_class=HTMLResponse)
def seats(request: Request) -> Response:
    """Rendered for this request alone: the links carry the address that was chosen for the cards."""
    seat, state, lang = fitting(request, has_role(ORGANISER)), request.app.state, language(request)
    found = addresses(request)
    with state.db.read() as db:
        values = shell(request, seat, journal.latest(db), DESK) | {"base": found.base, "addresses": found}
        values |= everything(db, read_secret(state.settings.secret_file), found.base)
    return with_language(HTMLResponse(whole("desk/seats.html", values, lang), headers={"Cache-Control": "no-store"}), request)


def everything(db: Connection, secret: bytes, base: str) -> dict[str, Any]:
    edition, made = current_edition(db), printed(db, secret, base)
    mine = [one.rules for one in made if one.role == MODERATOR]
    known: dict[str, Any] = {"edition": edition, "cards": made, "moderators": mine, "room": open_room(db), "residents": residents_in(db)}
    known |= {"days": json.loads(edition.days) if edition else [], "organisers": organising(db)}
    return known | {"batches": token_batches(db, edition.id) if edition else []} | alarms(db)


def printed(db: Connection, secret: bytes, base: str) -> list[Card]:
    """Organisers first, moderators by the number of their stolik."""
    edition = current_edition(db)
    places = {one.id: one for one in stoliki(db, edition.id)} if edition else {}
    sat = devices(db)
    return [card_of(row, secret, places.get(row.stolik_id), base, sat.get(row.id, [])) for row in cards(db)]


def card_of(row: Any, secret: bytes, place: Any, base: str, sat: list[Any]) -> Card:
    code = code_of(secret, row.id, row.generation)
    url = f"{base}/join#{code}"
    theme, colour = (place.theme, place.colour) if place else ("", 0)
    return Card(row.role, row.label, row.number, theme, colour, f"{code[:4]} {code[4:]}", url, qr(url), sat, row)


@lru_cache(maxsize=2000)
def qr(url: str) -> Markup:
    """Inline SVG without a size or a style of its own: the sheet decides. It takes 5 ms, and the page is fetched again at every change."""
    drawn = segno.make(url, error="m", micro=False).svg_inline(border=2, omitsize=True, dark="#000", light="#fff")
    return Markup(drawn)
