"""The one-time link: whoever opens it chooses a name and a password, and organises. The link stands in the fragment: no log keeps it."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from uuid_utils.compat import uuid7

from app.live.door import Turned
from app.live.pages import page
from app.live.recorder import Refusal
from app.seats.codes import fingerprint
from app.seats.cookies import take_seat
from app.seats.forms import form_again, typed_in
from app.seats.joining import now_ms
from app.seats.organisers import AcceptInvitation
from app.seats.passwords import SHORTEST, good_length, hash_of
from app.seats.queries import invited

router = APIRouter()
TEMPLATE = "seats/welcome.html"


@router.get("/welcome", response_class=HTMLResponse)
def welcome(request: Request) -> Response:
    """The page with the form; its script takes the link from the address."""
    return page(request, TEMPLATE, "", None, lambda db: {"problem": "", "name": "", "link": "", "shortest": SHORTEST})


@router.post("/welcome")
async def accepted(request: Request) -> Response:
    """303 to the desk; whoever sat at this seat before does so no more."""
    typed: dict[str, str] = {}
    try:
        typed = await typed_in(request)
        return await accept(request, typed)
    except (Refusal, Turned) as problem:
        name, link = typed.get("name", "")[:60], typed.get("link", "")[:100]
        return await form_again(request, TEMPLATE, problem, name=name, link=link, shortest=SHORTEST)


async def accept(request: Request, typed: dict[str, str]) -> Response:
    """Raises Refusal, Turned. A password is hashed for a good link alone: hashing is dear."""
    link_hash, address = fingerprint(typed.get("link", "")), request.client.host if request.client else ""
    if request.app.state.sign_ins.full(address):
        raise Turned(429, "Za dużo prób. Poczekaj minutę.")
    seat_id = await run_in_threadpool(seat_of_link, request, link_hash)
    if seat_id is None:
        request.app.state.sign_ins.over(address)
        raise Turned(401, "Ten link już nie działa. Poproś o nowy.")
    name, password = " ".join(typed.get("name", "").split()), typed.get("password", "")
    if not 2 <= len(name) <= 60:
        raise Turned(422, "Wpisz nazwę: od 2 do 60 znaków.")
    if not good_length(password):
        raise Turned(422, "Hasło musi mieć co najmniej 10 znaków.")
    hashed = await hash_of(password)
    accepts = AcceptInvitation(id=str(uuid7()), seat_id=seat_id, link_hash=link_hash, name=name, password_hash=hashed)
    return await take_seat(request, seat_id, "/desk", accepts)


def seat_of_link(request: Request, link_hash: str) -> str | None:
    with request.app.state.db.read() as db:
        return invited(db, link_hash, now_ms())
