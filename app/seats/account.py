"""An organiser's own: another password, and the second step with an app."""

import time
from typing import Any

import pyotp
import segno
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from uuid_utils.compat import uuid7

from app.live import journal
from app.live.door import Turned, record
from app.live.fragments import whole
from app.live.languages import say
from app.live.pages import shell, with_language
from app.live.recorder import Refusal
from app.live.seat import ORGANISER, Seat
from app.live.seated import fitting, has_role, language
from app.seats.codes import read_secret
from app.seats.cookies import take_seat
from app.seats.figures import totp_secret
from app.seats.forms import typed_in
from app.seats.organisers import GuardOrganiser, KeepPassword
from app.seats.passwords import SHORTEST, good_length, hash_of, is_right
from app.seats.queries import organisers

router = APIRouter(prefix="/desk/account")
LATEST = 2**31


@router.get("", response_class=HTMLResponse)
def account(request: Request) -> Response:
    """The app's secret is drawn for this page alone: it counts when its figures came back."""
    return shown(request, fitting(request, has_role(ORGANISER)))


@router.post("/password")
async def password(request: Request) -> Response:
    """Another password: every other device of this organiser signs in again, this one gets another cookie."""
    seat = fitting(request, has_role(ORGANISER))
    try:
        typed, mine = await checked(request, seat)
        if not good_length(typed.get("next", "")):
            raise Turned(422, "Hasło musi mieć co najmniej 10 znaków.")
        keeps = KeepPassword(id=str(uuid7()), seat_id=mine.seat_id, password_hash=await hash_of(typed["next"]))
        return await take_seat(request, seat.id, "/desk/account", keeps)
    except (Refusal, Turned) as problem:
        return await run_in_threadpool(shown, request, seat, problem)


@router.post("/guard")
async def guard(request: Request) -> Response:
    """The second step on (with the figures of the app, as a proof that it is set up) or off."""
    seat = fitting(request, has_role(ORGANISER))
    try:
        typed, mine = await checked(request, seat)
        generation = int(typed["totp"]) if typed.get("totp", "").isdigit() and len(typed["totp"]) <= 10 else 0
        if generation >= LATEST or (generation and not proven(request, seat, generation, typed.get("figures", ""))):
            raise Turned(422, "Kod z aplikacji się nie zgadza. Wpisz ten, który widać teraz.")
        for answer in await record(request.app.state, seat, [GuardOrganiser(id=str(uuid7()), seat_id=mine.seat_id, totp=generation)]):
            if answer.refusal is not None:
                raise answer.refusal
        return RedirectResponse("/desk/account", 303)
    except (Refusal, Turned) as problem:
        return await run_in_threadpool(shown, request, seat, problem)


async def checked(request: Request, seat: Seat) -> tuple[dict[str, str], Any]:
    """The form, and this organiser; the password is asked for again. Raises Turned."""
    typed, state = await typed_in(request), request.app.state
    mine = await run_in_threadpool(known_as, request, seat)
    if mine is None:
        raise Turned(422, "To stanowisko otwiera karta, nie hasło.")
    if state.sign_ins.full(seat.id):
        raise Turned(429, "Za dużo prób. Poczekaj minutę.")
    if not await is_right(typed.get("password", ""), mine.password_hash):
        state.sign_ins.over(seat.id)
        raise Turned(422, "To nie jest twoje hasło.")
    return typed, mine


def proven(request: Request, seat: Seat, generation: int, typed: str) -> bool:
    app_secret = totp_secret(read_secret(request.app.state.settings.secret_file), seat.id, generation)
    return bool(request.app.state.used_steps.right(seat.id, app_secret, typed))


def known_as(request: Request, seat: Seat) -> Any:
    with request.app.state.db.read() as db:
        return next((one for one in organisers(db) if one.seat_id == seat.id), None)


def shown(request: Request, seat: Seat, problem: Exception | None = None) -> Response:
    """The page, never remembered: it holds a secret."""
    mine, generation, lang = known_as(request, seat), int(time.time()), language(request)
    app_secret = totp_secret(read_secret(request.app.state.settings.secret_file), seat.id, generation)
    message = problem.message if isinstance(problem, Refusal | Turned) else ""
    with request.app.state.db.read() as db:
        values = shell(request, seat, journal.latest(db), "") | {"mine": mine, "totp": generation, "app_secret": app_secret}
    values |= {"qr": app_qr(mine.name, app_secret) if mine else "", "problem": say(lang, message) if message else "", "shortest": SHORTEST}
    status = problem.status if isinstance(problem, Turned) else 409 if problem else 200
    html = whole("seats/account.html", values, lang)
    return with_language(HTMLResponse(html, status, headers={"Cache-Control": "no-store"}), request)


def app_qr(name: str, app_secret: str) -> Markup:
    """What the app scans."""
    address = pyotp.TOTP(app_secret).provisioning_uri(name=name, issuer_name="Stoliki")
    return Markup(segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))
