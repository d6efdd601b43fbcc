"""Codes on the cards: derived from a secret file, the seat and its generation, so that they can be printed again at any time.

HMAC-SHA256, the first 40 bits in Crockford's base 32 (no I, L, O, U): eight letters that survive being read aloud.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011", " -")


def read_secret(file: Path) -> bytes:
    """The installation's secret; made on first use, readable by its owner alone."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(secrets.token_bytes(32))
    return file.read_bytes()


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
