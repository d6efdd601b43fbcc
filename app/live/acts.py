"""What organisers and the house itself did, chained: whoever takes an act out, puts one in or changes one breaks the chain.

Each act seals its words with a salt of its own. When words go for good (a redaction, the close of an edition) their salt goes with
them: the seal stays in the chain and tells nothing of what it sealed. docs/decisions/0014 says what this proves and what it does not.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Column, Connection, Integer, Row, String, Table, func, insert, select, update
from sqlmodel import SQLModel

from app.live.bare import Bare
from app.live.journal import Entry, journal
from app.live.seat import HOUSE, ORGANISER, Seat

act = Table(
    "act",
    SQLModel.metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("salt", String(32), nullable=True),
    Column("seal", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
HEAD = Bare(select(act.c.hash).order_by(act.c.seq.desc()).limit(1))
CHAIN = Bare(insert(act))
ACTORS = (ORGANISER, HOUSE.role)
ERASERS = ("issue.redact", "edition.close")
AT_ONCE = 500  # rows of the chain that are in memory while it is walked
TOGETHER = select(act, journal).join_from(journal, act, act.c.seq == journal.c.seq, isouter=True).order_by(journal.c.seq)


@dataclass
class Chain:
    """What a look at the whole chain found. `first`, `head`: its first act's seq, its last hash; `faults` in words."""

    first: int = 0
    acts: int = 0
    head: str = ""
    faults: list[str] = field(default_factory=list)


def chained(db: Connection, entries: Sequence[Entry], seats: Iterable[Seat]) -> None:
    """Write the acts among these new entries; in the transaction that writes the entries."""
    actors = {seat.id for seat in seats if seat.role in ACTORS} | {HOUSE.id}
    mine = [entry for entry in entries if entry.seat_id in actors]
    last, rows = _head(db) if mine else "", []
    for entry in mine:
        salt = secrets.token_hex(16)
        seal = sealed(salt, entry.payload)
        last = linked(last, entry, seal)
        rows.append({"seq": entry.seq, "salt": salt, "seal": seal, "hash": last})
    if rows:
        CHAIN.run_each(db, rows)


def forgotten(db: Connection, seqs: Sequence[int]) -> None:
    """The words of these entries are gone: nobody may try out any more what they were."""
    if seqs:
        db.execute(update(act).where(act.c.seq.in_(seqs)).values(salt=None))


def sealed(salt: str, payload: str) -> str:
    return hashlib.sha256(f"{salt}\n{payload}".encode()).hexdigest()


def linked(last: str, entry: Entry, seal: str) -> str:
    """The hash of an act: of the one before it, of everything about it but its words, of their seal."""
    about = (
        entry.seq,
        entry.command_id,
        entry.kind,
        entry.at,
        entry.recorded_at,
        entry.seat_id,
        entry.stolik_id,
        entry.subject,
        entry.late,
    )
    return hashlib.sha256("\n".join([last, *map(str, about), seal]).encode()).hexdigest()


def examined(db: Connection, actors: Iterable[str]) -> Chain:
    """Walk the whole chain. `actors`: the ids of the organisers' seats."""
    chain, known = Chain(), {*actors, HOUSE.id}
    erased = _erased(db)
    mine = TOGETHER.where(act.c.seq.is_not(None) | journal.c.seat_id.in_(known)).execution_options(yield_per=AT_ONCE)
    for row in db.execute(mine):
        _examine(chain, row, Entry(*row[4:]), known, erased)
    there = db.execute(select(func.count()).select_from(act)).scalar_one()
    if there != chain.acts:
        chain.faults.append(f"{there - chain.acts} acts without an entry")
    return chain


def _erased(db: Connection) -> set[object]:
    """Whose words went for good: of one thing, or of all."""
    wanted = select(journal.c.kind, journal.c.subject).where(journal.c.kind.in_(ERASERS))
    return {(row.kind, row.subject) if row.kind == ERASERS[0] else row.kind for row in db.execute(wanted)}


def _examine(chain: Chain, row: Row[tuple[object, ...]], entry: Entry, known: set[str], erased: set[object]) -> None:
    if row.hash is None:
        if chain.first and entry.seat_id in known:
            chain.faults.append(f"{entry.seq} {entry.kind}: no act")
        return
    chain.first, chain.acts = chain.first or entry.seq, chain.acts + 1
    if linked(chain.head, entry, row.seal) != row.hash:
        chain.faults.append(f"{entry.seq} {entry.kind}: not what was linked, or something before it is missing")
    chain.head = row.hash
    if row.salt is None:
        if not erased & {(ERASERS[0], entry.subject), ERASERS[1]}:
            chain.faults.append(f"{entry.seq} {entry.kind}: its words are gone, and nothing says why")
    elif sealed(row.salt, entry.payload) != row.seal:
        chain.faults.append(f"{entry.seq} {entry.kind}: other words than were sealed")


def _head(db: Connection) -> str:
    newest = HEAD.first(db, {})
    return str(newest.hash) if newest is not None else ""
