"""What is on the map now: drawn once for each seq, shared by all languages and all doors, and never more of it than has changed."""

from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from app.live import journal
from app.projector.canvas import Canvas
from app.projector.changed import Changed
from app.projector.news import news_since
from app.projector.rows_on_map import Heap, MapTheme, MapTopic


class Drawn(NamedTuple):
    """The rows of the current edition, and the picture made of them. Nobody may change any of it."""

    edition_id: int
    themes: tuple[MapTheme, ...]
    topics: list[MapTopic]
    heaps: list[Heap]
    island: dict[str, Any]


class Easel:
    """One house's canvas, the picture on it, and how far in the journal it is."""

    def __init__(self, db: Connection, seq: int) -> None:
        self.canvas, self.seq = Canvas(db), seq
        self.drawn = finished(self.canvas, db)
        self.changed = Changed(self.drawn.island, seq)

    def follow(self, db: Connection, seq: int) -> None:
        news = news_since(db, self.seq)
        if news.matters() and not self.canvas.renewed(db, news):
            self.canvas = Canvas(db)
        if news.matters():
            self.drawn = finished(self.canvas, db)
            self.changed.note(self.drawn.island, seq)
        self.seq = seq


_easels: "WeakKeyDictionary[Engine, Easel]" = WeakKeyDictionary()
_one = Lock()


def finished(canvas: Canvas, db: Connection) -> Drawn:
    island = canvas.island(db)
    return Drawn(canvas.edition_id, canvas.themes, canvas.topics, canvas.heaps(), island)


def from_nothing(db: Connection) -> Drawn:
    return finished(Canvas(db), db)


def easel_at(db: Connection) -> Easel | None:
    """This house's, at the seq of this snapshot. None: it is ahead already, and whoever reads an older snapshot sees a picture that no part
    was reckoned from."""
    seq = journal.latest(db)
    easel = _easels.get(db.engine)
    if easel is not None and seq < easel.seq:
        easel.changed.forget(easel.seq)
        return None
    try:
        if easel is None:
            easel = _easels[db.engine] = Easel(db, seq)
        elif seq > easel.seq:
            easel.follow(db, seq)
    except BaseException:
        _easels.pop(db.engine, None)  # half renewed is worth nothing
        raise
    return easel


def drawn_now(db: Connection) -> Drawn:
    """Remembered until the journal grows."""
    with _one:
        easel = easel_at(db)
        if easel is not None:
            return easel.drawn
    return from_nothing(db)


def drawn_since(db: Connection, prev: int) -> tuple[Drawn, dict[str, Any]]:
    """And what of it those need who stand at `prev` or later."""
    with _one:
        easel = easel_at(db)
        if easel is not None:
            return easel.drawn, easel.changed.part(prev)
    drawn = from_nothing(db)
    return drawn, drawn.island
