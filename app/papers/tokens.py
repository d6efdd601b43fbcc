"""What stands on the sheet of paper tokens: slips to be cut, each with a code that lets one resident in, once. No name is asked for."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from app.papers.cards import LostSecret, heading, qr, shown
from app.papers.words import TITLES, TOKENS, in_language
from app.seats.codes import fingerprint, read_secret
from app.seats.issuing import token_code
from app.seats.queries import paper_token


class NoBatch(Exception):
    """There are no tokens with this number."""


def tokens_data(db: Connection, secret_file: Path, base: str, lang: str, batch: int) -> dict[str, Any]:
    """A batch, those that nobody has used yet. Raises NoBatch, LostSecret."""
    rows = db.execute(select(paper_token).where(paper_token.c.batch == batch).order_by(paper_token.c.nth)).all()
    if not rows:
        raise NoBatch(batch)
    secret = read_secret(secret_file) if secret_file.exists() else b""
    codes = [(row, token_code(secret, batch, row.nth)) for row in rows]
    if any(fingerprint(code) != row.code_hash for row, code in codes):
        raise LostSecret(secret_file)
    slips = [slip(code, base) for row, code in codes if row.seat_id is None]
    told = {"words": in_language(lang, TOKENS), "address": shown(base), "batch": str(batch), "tokens": slips}
    return heading(db, lang, TITLES["tokens"]) | told


def slip(code: str, base: str) -> dict[str, str]:
    url = f"{base}/join#{code}"
    return {"code": f"{code[:4]} {code[4:]}", "url": url, "qr": qr(url)}
