"""The first start: nobody organises yet, so the terminal prints a link that works once, and whoever opens it does."""

import secrets
import time

from rich.console import Console
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.cli.links import print_qr
from app.cli.opening import COMMON_SEATS, tell
from app.live.commands import Command
from app.live.seat import ORGANISER
from app.main import House
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.commands import OpenSeat
from app.seats.organisers import InviteOrganiser
from app.seats.queries import organisers, seat

FIRST = f"{ORGANISER}-1"
GOOD_FOR_MS = 72 * 3600 * 1000


def first_link(house: House) -> str:
    """What stands behind the # of the link; "" when somebody organises already, by a card or with a password. Each start makes
    another one until it was used."""
    with house.db.read() as db:
        seats = {row.id: row for row in db.execute(select(seat.c.id, seat.c.role, seat.c.code_hash))}
        by_card = any(one.role == ORGANISER and one.code_hash for one in seats.values())
        if by_card or organisers(db):
            return ""
    link, expires_at = secrets.token_urlsafe(24), time.time_ns() // 1_000_000 + GOOD_FOR_MS
    invites = InviteOrganiser(id=str(uuid7()), seat_id=FIRST, link_hash=fingerprint(link), expires_at=expires_at)
    tell(house, [*common_cards(house, set(seats)), invites])
    return link


def common_cards(house: House, there: set[str]) -> list[Command]:
    """The hall's screen and the theme team sit down with cards, whatever the edition."""
    secret, made = read_secret(house.settings.secret_file), list[Command]()
    for role, label in COMMON_SEATS:
        seat_id = f"{role}-1"
        if role != ORGANISER and seat_id not in there:
            hashed = fingerprint(code_of(secret, seat_id, 1))
            made.append(OpenSeat(id=str(uuid7()), seat_id=seat_id, edition_id=None, role=role, label=label, generation=1, code_hash=hashed))
    return made


def tell_first(url: str, link: str) -> None:
    """For the person at the terminal."""
    out, address = Console(), f"{url}/welcome#{link}"
    out.print("[bold]Nikt jeszcze nie organizuje tego Kongresu.[/] Otwórz ten link i wybierz nazwę i hasło. Działa raz, przez trzy dni:")
    out.print(f"  {address}", highlight=False, soft_wrap=True)
    print_qr(address)
