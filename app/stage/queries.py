"""What is asked about screens: the state of each, as its page carries it and as a push tells it."""

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from app.live.tables import table_of
from app.seats.queries import seat
from app.stage.models import Screen

screen = table_of(Screen)
State = dict[str, Any]
TURN: list[State] = [{"scene": "map", "theme_id": None, "seconds": 40}, {"scene": "voices", "theme_id": None, "seconds": 12}]
UNTOLD: State = {
    "screen_id": "", "scene": "turn", "theme_id": None, "turn": TURN, "frozen": False, "black": False, "size": 100, "scheme": "auto",
    "languages": [], "calm": False, "since": None, "frozen_at": None,
}  # fmt: skip


def states(db: Connection, screen_ids: Iterable[str]) -> dict[str, State]:
    """Screen -> what it shows. One that was told nothing shows the map and the newest voices by turns, from when its page is opened,
    in its browser's language."""
    wanted = list(screen_ids)
    told = {row.screen_id: state_of(row) for row in db.execute(select(screen).where(screen.c.screen_id.in_(wanted)))}
    return {one: told.get(one, UNTOLD | {"screen_id": one}) for one in wanted}


def state_of(row: Row[Any]) -> State:
    """A row as data. An empty turn is the usual one."""
    return dict(row._mapping) | {"turn": orjson.loads(row.turn) or TURN, "languages": row.languages.split(",")}


def projectors(db: Connection) -> list[Any]:
    """Every screen there is, the first one first: `projector-2` before `projector-10`."""
    rows = db.execute(select(seat.c.id, seat.c.label).where(seat.c.role == "projector")).all()
    return sorted(rows, key=lambda row: (len(row.id), row.id))
