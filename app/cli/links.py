"""The seats with their codes and links: what is printed on cards, and what `--json` prints for other programs."""

import json
import sys
from pathlib import Path
from typing import Any

import segno
from rich.console import Console
from rich.table import Table

from app.live.db import Database
from app.seats.codes import LostSecret, code_of, fingerprint, read_secret
from app.seats.queries import cards

ROLES = {"organiser": "organizator", "moderator": "moderator", "themer": "zespół tematu", "projector": "ekran w sali"}


def seats_json(url: str, seats: list[dict[str, Any]]) -> str:
    """One line: {"url", "seats": [{"role", "stolik", "code", "url"}]}; `stolik` is the number on the table, or null."""
    return json.dumps({"url": url, "seats": seats}, ensure_ascii=False)


def links(db: Database, secret_file: Path, url: str) -> list[dict[str, Any]]:
    """Every seat with its code, derived again from the secret. Raises LostSecret when they would not be the codes on the cards."""
    secret = read_secret(secret_file)
    with db.read() as connection:
        rows = cards(connection)
    found = [(row.role, row.number, code_of(secret, row.id, row.generation)) for row in rows]
    if any(fingerprint(code) != row.code_hash for row, (_, _, code) in zip(rows, found, strict=True)):
        raise LostSecret(secret_file)
    return [{"role": role, "stolik": number, "code": code, "url": f"{url}/join#{code}"} for role, number, code in found]


def print_links(console: Console, seats: list[dict[str, Any]]) -> None:
    """A table for people."""
    table = Table(header_style="bold")
    for name in ("stanowisko", "stolik", "kod", "adres"):
        table.add_column(name, no_wrap=True)
    for seat in seats:
        number = "" if seat["stolik"] is None else str(seat["stolik"])
        table.add_row(ROLES.get(seat["role"], seat["role"]), number, seat["code"], seat["url"])
    console.print(table, soft_wrap=True)


def print_qr(url: str) -> None:
    """A QR code in the terminal, for the phone that sets up the hall."""
    segno.make(url, error="m").terminal(out=sys.stdout, compact=True)
