"""What organisers and the house did, with the chain that ties it together. Not what was said: that is in the journal."""

from sqlalchemy import Connection, select

from app.exports.sheets import Rows, Sheet
from app.exports.times import iso
from app.live.acts import act
from app.live.journal import journal
from app.seats.queries import seat


def acts(db: Connection, edition_id: int) -> Rows:
    """In order; `who` is the label of the seat as it is now."""
    known = select(journal, act.c.seal, act.c.hash, seat.c.label).join(act, act.c.seq == journal.c.seq)
    for row in db.execute(known.join(seat, seat.c.id == journal.c.seat_id, isouter=True).order_by(journal.c.seq)):
        yield (row.seq, iso(row.recorded_at), row.seat_id, row.label or "", row.kind, row.stolik_id, row.subject, row.seal, row.hash)


WIDTHS = {"seq": 8, "at": 27, "seat": 16, "who": 20, "kind": 16, "stolik_id": 8, "subject": 38, "seal": 66, "hash": 66}
ACTS = Sheet("acts", WIDTHS, acts)
