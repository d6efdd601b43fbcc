"""Codes on the cards: derived from a secret file, the seat and its generation, so that they can be printed again at any time.

HMAC-SHA256, the first 40 bits in Crockford's base 32 (no I, L, O, U): eight letters that survive being read aloud.
"""

import hashlib
import hmac
import secrets
from pathlib import Path

from app.live.files import write_whole

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES = 32
MISREAD = str.maketrans("OIL", "011", " -")


class LostSecret(Exception):
    """The file from which the codes are derived is not the one they were made with: what it gives would open nothing."""


def read_secret(file: Path) -> bytes:
    """The installation's secret; made on first use, readable by its owner alone. Raises LostSecret when it is no longer whole."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, secrets.token_bytes(SECRET_BYTES))
    secret = file.read_bytes()
    if len(secret) < SECRET_BYTES:
        raise LostSecret(file)
    return secret


def code_of(secret: bytes, seat_id: str, generation: int) -> str:
    """Eight Crockford characters."""
    digest = hmac.digest(secret, f"{seat_id}|{generation}".encode(), "sha256")
    number = int.from_bytes(digest[:5], "big")
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))


def read_code(typed: str) -> str:
    """What a person typed, as it stands on the card: capitals, O is 0, I and L are 1, no spaces or dashes."""
    return typed.strip().upper().translate(MISREAD)


def fingerprint(text: str) -> str:
    """What is stored instead of a code or a cookie."""
    return hashlib.sha256(text.encode()).hexdigest()
