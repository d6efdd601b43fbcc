"""Passwords: argon2id, in a thread, two at a time: each needs 64 MB, and a hall shall not notice that somebody signs in."""

import unicodedata
from functools import cache

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST, LONGEST = 10, 200
AT_ONCE = 2
HASHER = PasswordHash((Argon2Hasher(),))


@cache
def limiter() -> CapacityLimiter:
    return CapacityLimiter(AT_ONCE)


@cache
def nobodys() -> str:
    """Compared with when nobody has this name: a wrong name takes as long as a wrong password."""
    return HASHER.hash("nobody has this password")


def good_length(password: str) -> bool:
    return SHORTEST <= len(password) <= LONGEST


async def hash_of(password: str) -> str:
    return await to_thread.run_sync(HASHER.hash, plain(password), limiter=limiter())


async def is_right(password: str, password_hash: str | None) -> bool:
    """Whether it is the one that was hashed; None: nobody's."""
    compared = await to_thread.run_sync(_compare, plain(password), password_hash, limiter=limiter())
    return compared and password_hash is not None


def _compare(password: str, password_hash: str | None) -> bool:
    return HASHER.verify(password, password_hash or nobodys())


def plain(password: str) -> str:
    """The same letters, however a keyboard composes them; an absurd length is not hashed."""
    return unicodedata.normalize("NFKC", password[: LONGEST + 1])
