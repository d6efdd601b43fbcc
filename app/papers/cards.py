"""What stands on the cards of the seats: number, theme, QR and code. Codes are derived again; the database holds only hashes."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from babel.dates import format_date
from sqlalchemy import Connection

from app.editions.queries import current_edition
from app.live.languages import say
from app.papers.words import CARD, DUTIES, ROLES, TITLES, in_language
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.queries import cards
from app.stoliki.queries import stoliki

Data = dict[str, Any]
BARE = {"number": None, "theme": "", "working": False, "colour": 0, "when": "", "vote": None}


class LostSecret(Exception):
    """The file from which the codes are derived is not the one they were made with: what it gives would open nothing."""


class NoStolik(Exception):
    """There is no stolik with this number."""


def cards_data(db: Connection, secret_file: Path, base: str, lang: str, paper: str, numbers: Collection[int] = ()) -> Data:
    """All seats, or those of the stoliki with these numbers. Raises LostSecret, NoStolik."""
    rows = [row for row in cards(db) if not numbers or row.number in numbers]
    places = {one.id: one for one in chosen(db, numbers)}
    codes = checked(rows, secret_file)
    made = [card(row, code, places.get(row.stolik_id), base, lang) for row, code in zip(rows, codes, strict=True)]
    return heading(db, lang, TITLES["cards"]) | {"paper": paper, "address": shown(base), "words": in_language(lang, CARD), "cards": made}


def heading(db: Connection, lang: str, title: str) -> Data:
    """What every paper begins with."""
    edition = current_edition(db)
    name = edition.name if edition else ""
    return {"lang": lang, "edition": name, "title": f"{say(lang, title)}: {name}" if name else say(lang, title)}


def chosen(db: Connection, numbers: Collection[int]) -> list[Any]:
    """The stoliki with these numbers, all of them without numbers."""
    edition = current_edition(db)
    found = [one for one in stoliki(db, edition.id) if not numbers or one.number in numbers] if edition else []
    if missing := set(numbers) - {one.number for one in found}:
        raise NoStolik(min(missing))
    return found


def checked(rows: Collection[Any], secret_file: Path) -> list[str]:
    """Better no card than one whose code opens nothing."""
    secret = read_secret(secret_file) if secret_file.exists() else b""
    codes = [code_of(secret, row.id, row.generation) for row in rows]
    if not secret or any(fingerprint(code) != row.code_hash for row, code in zip(rows, codes, strict=True)):
        raise LostSecret(secret_file)
    return codes


def card(row: Any, code: str, place: Any, base: str, lang: str) -> Data:
    """A moderator's card tells the stolik, another what its seat is for."""
    url = f"{base}/join#{code}"
    title = say(lang, ROLES[row.role]) if row.role in ROLES else row.label
    words = {"title": title, "duty": say(lang, DUTIES[row.role]) if row.role in DUTIES else ""}
    of_place = about(place, lang) | ballot(place, base) if place else {}
    return BARE | words | of_place | {"code": f"{code[:4]} {code[4:]}", "url": url, "qr": qr(url)}


def about(place: Any, lang: str) -> Data:
    """A stolik in words."""
    known = {"number": str(place.number), "theme": place.theme, "working": place.working, "colour": place.colour}
    return known | {"when": when(place, lang)}


def ballot(place: Any, base: str) -> Data:
    """The way for residents' phones to the stolik's vote. It opens no seat: for that there is the code on the hall's screen."""
    url = f"{base}/vote?stolik={place.number}"
    return {"vote": {"url": url, "qr": qr(url), "address": f"{base.removeprefix('http://')}/vote"}}


def when(place: Any, lang: str) -> str:
    """The day, and the hour when it is known."""
    day = format_date(date.fromisoformat(place.day), "d MMMM", locale=lang)
    return f"{day}, {place.starts_at}" if place.starts_at else str(day)


def shown(base: str) -> str:
    """What people type: browsers add http:// by themselves, but never https:// to an address with a port."""
    return f"{base.removeprefix('http://')}/join"


@lru_cache(maxsize=1000)
def qr(url: str) -> str:
    """An SVG of one path; the drawing is data too. It takes 5 ms, and cards are printed again in another size or language."""
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True, dark="#000", light="#fff")
    return out.getvalue().decode()
