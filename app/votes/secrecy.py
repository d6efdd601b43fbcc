"""What keeps a ballot secret: the round's key, under which voters and receipts are signed, and which is destroyed with the seal."""

from collections.abc import Callable
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.live.bare import Bare
from app.live.journal import journal
from app.live.keys import Keys, signed
from app.live.recorder import Arrival, Refusal
from app.live.seat import PARTICIPANT
from app.live.tables import table_of
from app.seats.codes import fingerprint, read_code
from app.seats.models import PaperToken
from app.votes.queries import OPEN, PHONES, SEALED, TABLET, ballot, receipt, rounds

paper_token = table_of(PaperToken)
CAST = "ballot.cast"
NOBODY = "0" * 64  # what stands for the holder of a ballot after the seal
PUT = Bare(
    update(journal)
    .where(journal.c.seq == bindparam("at"))
    .values(stolik_id=bindparam("new_stolik"), late=bindparam("new_late"), payload=bindparam("new_payload"))
)
ANSWERED = Bare(select(receipt.c.content, receipt.c.seq).where(receipt.c.id == bindparam("receipt")))
ANYTHING = Bare(select(ballot.c.voter).where(ballot.c.round_id == bindparam("round")).limit(1))
KEEP = Bare(insert(receipt))
TOKEN = Bare(select(paper_token.c.edition_id, paper_token.c.seat_id).where(paper_token.c.code_hash == bindparam("code")))
TOKEN_OF_SEAT = Bare(select(paper_token.c.code_hash).where(paper_token.c.seat_id == bindparam("seat")))


class Voter(NamedTuple):
    """Who casts, so that nobody can tell who: `voter` has one ballot, `holder` is the seat that cast it. Both signed."""

    voter: str
    holder: str
    method: str


def key_of(db: Connection, round_: Any, keys: Keys) -> bytes:
    """The round's key; the first ballot makes it. Refused when it is gone while there are ballots: the same person would count twice."""
    if round_.state == SEALED:
        raise Refusal("round_closed", "Głosowanie jest zamknięte na stałe. Jeśli Twój głos już dotarł, jest policzony.")
    key = keys.of(round_.id)
    if key is None and ANYTHING.first(db, {"round": round_.id}) is not None:
        raise Refusal("round_closed", "Klucz tego głosowania zaginął, więc nie można dodać głosów. Poproś o nową rundę.")
    return key or keys.make(round_.id)


def voter_of(db: Connection, round_: Any, key: bytes, arrival: Arrival, command_id: str, token: str | None) -> Voter:
    """A turn at the passed tablet is a voter of its own; on phones it is the paper token where the round asks for one, else the phone."""
    holder = signed(key, "seat", arrival.seat.id)
    if arrival.seat.role != PARTICIPANT:
        return Voter(signed(key, "turn", command_id), holder, TABLET)
    if round_.token:
        return Voter(signed(key, "token", _token(db, round_, arrival, token)), holder, PHONES)
    return Voter(signed(key, "seat", arrival.seat.id), holder, PHONES)


def _token(db: Connection, round_: Any, arrival: Arrival, typed: str | None) -> str:
    """The code's hash: of what was typed, or of the token with which this phone came in."""
    if typed:
        code_hash = fingerprint(read_code(typed))
        found = TOKEN.first(db, {"code": code_hash})
        if found is None or found.edition_id != round_.edition_id:
            raise Refusal("unknown_code", "Nie znam tego kodu. Sprawdź go na kartce.")
        if found.seat_id not in (None, arrival.seat.id):
            raise Refusal("used", "Z tym kodem przyszedł już ktoś inny.")
        return code_hash
    own = TOKEN_OF_SEAT.first(db, {"seat": arrival.seat.id})
    if own is None:
        raise Refusal("unknown_code", "W tym głosowaniu potrzebny jest kod z kartki.")
    return str(own.code_hash)


class Slip(NamedTuple):
    """The receipt of one ballot."""

    id: str
    content: str
    known: Any

    @property
    def seq(self) -> int | None:
        return self.known.seq if self.known is not None else None


def slip_of(db: Connection, key: bytes, command_id: str, content: str) -> Slip:
    """Refuses another content under an id that was used."""
    id, content = signed(key, "id", command_id), signed(key, "content", content)
    known = ANSWERED.first(db, {"receipt": id})
    if known is not None and known.content != content:
        raise Refusal("id_reuse", "Ten identyfikator ma już inny wpis.")
    return Slip(id, content, known)


def keep(db: Connection, round_: Any, slip: Slip, key: bytes, voter: Voter) -> Callable[[int | None], None]:
    """Notes the receipt under the entry's seq; or, under none, that this voter came late and was refused: once, however often."""
    late = signed(key, "late", voter.voter) if round_.state != OPEN else None

    def note(seq: int | None) -> None:
        row = {"round_id": round_.id, "content": slip.content, "seq": seq}
        if late is not None:
            db.execute(delete(receipt).where(receipt.c.id.in_([late, slip.id])))
        KEEP.run(db, row | {"id": slip.id if seq is not None else late})

    return note


def scatter(db: Connection, round_id: str) -> None:
    """The ballots of a round change places in the journal: who saw the tablet go round cannot tell any more whose was the third. They
    stand in the order of their voters' signs, which nobody can make again once the key is gone; of a voter only the last word stays."""
    db.execute(update(ballot).where(ballot.c.round_id == round_id).values(holder=NOBODY))
    mine = (journal.c.subject == round_id, journal.c.kind == CAST)
    rows = db.execute(select(journal).where(*mine).order_by(journal.c.seq)).all()
    voters = [str(orjson.loads(row.payload)["voter"]) for row in rows]
    last = dict(zip(voters, rows, strict=True))
    order = [last[voter] for voter in sorted(voters)]
    for at, row in zip(rows, order, strict=True):
        PUT.run(db, {"at": at.seq, "new_stolik": row.stolik_id, "new_late": row.late, "new_payload": of_nobody(row.payload)})


def of_nobody(payload: str) -> str:
    """The same ballot without the sign of the phone or tablet: two ballots of one phone are two ballots."""
    return orjson.dumps(orjson.loads(payload) | {"holder": NOBODY}, option=orjson.OPT_SORT_KEYS).decode()


def unsealed_rounds(db: Connection) -> set[str]:
    """Those whose keys are still needed."""
    return {*db.execute(select(rounds.c.id).where(rounds.c.state != SEALED)).scalars()}


def sealed_rounds(db: Connection) -> list[str]:
    """Those whose keys must be gone."""
    return list(db.execute(select(rounds.c.id).where(rounds.c.state == SEALED)).scalars())
