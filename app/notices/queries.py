"""What is asked about notices: which of them somebody has taken."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from app.live.tables import table_of
from app.notices.models import Notice

notice = table_of(Notice)


def taken_mark(db: Connection, stolik_id: int, about: str) -> int | None:
    """Which one was taken last."""
    mine = (notice.c.stolik_id == stolik_id, notice.c.about == about)
    found: int | None = db.execute(select(notice.c.mark).where(*mine)).scalar()
    return found


def taken_at(db: Connection, stolik_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Stolik -> what -> the mark of the one that was taken last."""
    found: dict[int, dict[str, int]] = {}
    for row in db.execute(select(notice.c.stolik_id, notice.c.about, notice.c.mark).where(notice.c.stolik_id.in_(stolik_ids))):
        found.setdefault(row.stolik_id, {})[row.about] = row.mark
    return found
