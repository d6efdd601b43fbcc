"""New cards: the seat of a stolik's moderator, opened when the stolik is; seats made at the desk; new codes; paper tokens."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select
from uuid_utils.compat import uuid7

from app.live.seat import MODERATOR, Role
from app.seats.codes import code_of, fingerprint
from app.seats.commands import OpenSeat, ReplaceSeat
from app.seats.queries import paper_token, seat
from app.seats.residents import OpenTokens
from app.stoliki.queries import stolik


class Rules(NamedTuple):
    """By which a card opens its seat."""

    again: bool
    approval: bool = False
    opens_at: int | None = None
    closes_at: int | None = None


ONCE = Rules(again=False)


def open_seats(db: Connection, secret: bytes, stolik_ids: Iterable[int]) -> list[OpenSeat]:
    """A moderator's seat for each of these stoliki that has none yet; what the house says after the stoliki were opened."""
    wanted = sorted(set(stolik_ids))
    seated = set(db.execute(select(seat.c.stolik_id).where(seat.c.stolik_id.in_(wanted))).scalars())
    rows = db.execute(select(stolik.c.id, stolik.c.edition_id, stolik.c.number).where(stolik.c.id.in_(wanted)).order_by(stolik.c.number))
    return [moderator_seat(secret, *row, moderators_rules(db, row.edition_id)) for row in rows if row.id not in seated]


def moderators_rules(db: Connection, edition_id: int) -> Rules:
    """Those of the edition's other moderators; the first cards may be used once, at any time."""
    rules = select(seat.c.again, seat.c.approval, seat.c.opens_at, seat.c.closes_at)
    mine = (seat.c.role == MODERATOR, seat.c.edition_id == edition_id)
    found = db.execute(rules.where(*mine).order_by(seat.c.stolik_id).limit(1)).first()
    return Rules(*found) if found else ONCE


def moderator_seat(secret: bytes, stolik_id: int, edition_id: int, number: int, rules: Rules = ONCE) -> OpenSeat:
    """The same for a stolik that is only being opened, in the same batch."""
    return new_seat(secret, f"{MODERATOR}-{stolik_id}", edition_id, MODERATOR, f"Stolik {number}", rules, stolik_id)


def new_seat(
    secret: bytes, seat_id: str, edition_id: int | None, role: str, label: str, rules: Rules, stolik_id: int | None = None
) -> OpenSeat:
    """A seat with its first card."""
    known: Any = {"role": role} | rules._asdict()
    hashed = fingerprint(code_of(secret, seat_id, 1))
    return OpenSeat(
        id=str(uuid7()), seat_id=seat_id, edition_id=edition_id, stolik_id=stolik_id, label=label, generation=1, code_hash=hashed, **known
    )


def next_seat_id(db: Connection, role: Role) -> str:
    """`clerk-1`, `clerk-2`: the next that is free."""
    taken = set(db.execute(select(seat.c.id).where(seat.c.role == role)).scalars())
    return next(name for nth in range(1, len(taken) + 2) if (name := f"{role}-{nth}") not in taken)


def new_code(secret: bytes, seat_id: str, generation: int, keep: bool) -> ReplaceSeat:
    """The card's next code, after the one of this generation."""
    hashed = fingerprint(code_of(secret, seat_id, generation + 1))
    return ReplaceSeat(id=str(uuid7()), seat_id=seat_id, generation=generation + 1, code_hash=hashed, keep=keep)


def token_code(secret: bytes, batch: int, nth: int) -> str:
    """What stands on a paper token; no seat has a name with a slash."""
    return code_of(secret, f"token/{batch}", nth)


def new_tokens(db: Connection, secret: bytes, edition_id: int, count: int) -> OpenTokens:
    """The next batch."""
    batch = (db.execute(select(func.max(paper_token.c.batch))).scalar() or 0) + 1
    hashes = [fingerprint(token_code(secret, batch, nth)) for nth in range(1, count + 1)]
    return OpenTokens(id=str(uuid7()), edition_id=edition_id, batch=batch, code_hashes=hashes)
