"""What is done about seats at the desk and needs the secret: another code, a new seat, an organiser's link, paper tokens. The entry
names the organiser who asked for it; what comes back is shown once, on this screen."""

import secrets
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy import Connection, select
from uuid_utils.compat import uuid7

from app.desk.seats import qr
from app.editions.queries import current_edition
from app.live.commands import Command
from app.live.door import Turned, answer_json, record
from app.live.languages import say
from app.live.recorder import Refusal
from app.live.seat import ORGANISER, Seat
from app.live.seated import fitting, has_role, language
from app.seats.addresses import addresses
from app.seats.at_desk import organising
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.forms import typed_in
from app.seats.issuing import Rules, new_code, new_seat, new_tokens, next_seat_id
from app.seats.joining import now_ms
from app.seats.organisers import InviteOrganiser
from app.seats.queries import seat as seat_table
from app.seats.residents import MOST_TOKENS

router = APIRouter(prefix="/desk/seats")
LINK_GOOD_FOR_MS = 72 * 3600 * 1000
MADE_HERE = {"clerk": "Biuro", "themer": "Zespół tematu", "projector": "Ekran w sali"}
Made = tuple[Command, dict[str, Any]]
Make = Callable[[Connection, Request, dict[str, str]], Made]


@router.post("/replace")
async def replace(request: Request) -> Response:
    """Another code for this card; with `keep` the devices that sit there stay."""
    return await done(request, another_code)


@router.post("/open")
async def open_seat(request: Request) -> Response:
    """A seat of the office, the theme team or the screen, with its card."""
    return await done(request, one_more_seat)


@router.post("/invite")
async def invite(request: Request) -> Response:
    """A one-time link: for one more organiser, or for one who forgot the password."""
    return await done(request, organisers_link)


@router.post("/tokens")
async def tokens(request: Request) -> Response:
    """A batch of paper tokens."""
    return await done(request, tokens_batch)


async def done(request: Request, make: Make) -> Response:
    """Recorded in the organiser's name, then told."""
    seat, lang = fitting(request, has_role(ORGANISER)), language(request)
    try:
        if request.headers.get("x-stoliki") != "1":
            raise Turned(403, "To żądanie przyszło z innej strony.")
        typed = await typed_in(request)
        command, told = await run_in_threadpool(made, request, make, typed)
        await recorded(request, seat, command)
    except Turned as turned:
        return answer_json(turned.status, {"error": say(lang, turned.message)})
    except Refusal as refusal:
        return answer_json(409, {"error": say(lang, refusal.message, **refusal.values)})
    return answer_json(200, told)


def made(request: Request, make: Make, typed: dict[str, str]) -> Made:
    with request.app.state.db.read() as db:
        return make(db, request, typed)


async def recorded(request: Request, seat: Seat, command: Command) -> None:
    for answer in await record(request.app.state, seat, [command]):
        if answer.refusal is not None:
            raise answer.refusal


def another_code(db: Connection, request: Request, typed: dict[str, str]) -> Made:
    wanted = (seat_table.c.id == typed.get("seat_id", ""), seat_table.c.code_hash != "")
    row = db.execute(select(seat_table.c.id, seat_table.c.generation).where(*wanted)).first()
    if row is None:
        raise Turned(404, "Nie ma takiego stanowiska.")
    command = new_code(secret_of(request), row.id, row.generation, keep=typed.get("keep") == "1")
    return command, told_card(request, row.id, command.generation)


def one_more_seat(db: Connection, request: Request, typed: dict[str, str]) -> Made:
    role: Any = typed.get("role", "")
    if role not in MADE_HERE:
        raise Turned(400, "Takiego stanowiska nie można tu dodać.")
    seat_id, edition = next_seat_id(db, role), current_edition(db)
    label = " ".join(typed.get("label", "").split())[:60] or f"{MADE_HERE[role]} {seat_id.rpartition('-')[2]}"
    command = new_seat(secret_of(request), seat_id, edition.id if edition else None, role, label, Rules(again=True))
    return command, told_card(request, seat_id, 1)


def organisers_link(db: Connection, request: Request, typed: dict[str, str]) -> Made:
    wanted = typed.get("seat_id", "")
    if wanted and wanted not in {one.id for one in organising(db)}:
        raise Turned(404, "Nie ma takiego stanowiska.")
    link, seat_id = secrets.token_urlsafe(24), wanted or next_seat_id(db, "organiser")
    url = f"{addresses(request).base}/welcome#{link}"
    invites = InviteOrganiser(id=str(uuid7()), seat_id=seat_id, link_hash=fingerprint(link), expires_at=now_ms() + LINK_GOOD_FOR_MS)
    return invites, {"seat_id": seat_id, "url": url, "code": "", "qr": qr(url)}


def tokens_batch(db: Connection, request: Request, typed: dict[str, str]) -> Made:
    edition, count = current_edition(db), typed.get("count", "")
    if edition is None or not (count.isascii() and count.isdigit() and len(count) < 5 and 1 <= int(count) <= MOST_TOKENS):
        raise Turned(400, "Podaj liczbę żetonów, od 1 do 600.")
    command = new_tokens(db, secret_of(request), edition.id, int(count))
    return command, {"batch": command.batch, "size": len(command.code_hashes)}


def told_card(request: Request, seat_id: str, generation: int) -> dict[str, Any]:
    code = code_of(secret_of(request), seat_id, generation)
    url = f"{addresses(request).base}/join#{code}"
    return {"seat_id": seat_id, "code": f"{code[:4]} {code[4:]}", "url": url, "qr": qr(url)}


def secret_of(request: Request) -> bytes:
    return read_secret(request.app.state.settings.secret_file)
