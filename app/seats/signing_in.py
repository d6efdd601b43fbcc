"""Organisers sign in with a name and a password, and with an app's six figures if they chose so."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.live.door import Turned
from app.live.pages import page
from app.live.recorder import Refusal
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role
from app.seats.codes import read_secret
from app.seats.cookies import given_up, said_by_house, take_seat, without_seat
from app.seats.figures import totp_secret
from app.seats.forms import form_again, typed_in
from app.seats.organisers import same_name
from app.seats.passwords import is_right
from app.seats.queries import organisers
from app.seats.ways import EVERYBODY

router = APIRouter()
TEMPLATE = "seats/sign_in.html"


@router.get("/sign-in", response_class=HTMLResponse)
def sign_in(request: Request) -> Response:
    """The page with the form."""
    return page(request, TEMPLATE, "", None, lambda db: {"problem": "", "name": "", "asks_figures": any_guarded(db)})


@router.post("/sign-in")
async def signed_in(request: Request) -> Response:
    """303 to the desk with a new cookie."""
    name = ""
    try:
        typed = await typed_in(request)
        name = typed.get("name", "")[:60]
        found = await who(request, name, typed)
        return await take_seat(request, found.seat_id, "/desk")
    except (Refusal, Turned) as problem:
        guarded = await run_in_threadpool(anyone_guarded, request)
        return await form_again(request, TEMPLATE, problem, name=name, asks_figures=guarded)


@router.post("/sign-out")
async def signed_out(request: Request) -> Response:
    """This browser gives its organiser's seat up."""
    seat = fitting(request, has_role(ORGANISER))
    try:
        if (await typed_in(request)).get("leave") != seat.id:
            raise Turned(422, "Nie rozumiem tej paczki.")
    except Turned as problem:
        return await form_again(request, TEMPLATE, problem, name="", asks_figures=False)
    await said_by_house(request.app.state, *given_up(request, seat.id))
    return without_seat(request, RedirectResponse("/", 303), seat.id)


async def who(request: Request, name: str, typed: dict[str, str]) -> Any:
    """The organiser with this name, this password and these figures. Raises Turned."""
    state, address = request.app.state, request.client.host if request.client else ""
    if state.sign_ins.full(address) or state.sign_ins_in_all.full(EVERYBODY):
        raise Turned(429, "Za dużo prób. Poczekaj minutę.")
    found = await run_in_threadpool(named, request, name)
    right = await is_right(typed.get("password", ""), found.password_hash if found else None)
    if not right or not figures_right(request, found, typed.get("figures", "")):
        state.sign_ins.over(address)
        state.sign_ins_in_all.over(EVERYBODY)
        raise Turned(401, "Nazwa, hasło albo kod z aplikacji się nie zgadza.")
    return found


def named(request: Request, name: str) -> Any:
    with request.app.state.db.read() as db:
        return next((one for one in organisers(db) if same_name(one.name, name)), None)


def figures_right(request: Request, found: Any, typed: str) -> bool:
    if not found.totp:
        return True
    state = request.app.state
    return bool(
        state.used_steps.right(found.seat_id, totp_secret(read_secret(state.settings.secret_file), found.seat_id, found.totp), typed)
    )


def any_guarded(db: Any) -> bool:
    return any(one.totp for one in organisers(db))


def anyone_guarded(request: Request) -> bool:
    with request.app.state.db.read() as db:
        return any_guarded(db)
