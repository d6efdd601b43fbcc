"""What can happen to a screen: it is told all it should show, absolutely, so that twice is harmless and nothing is left from before."""

from typing import Annotated, Any, ClassVar, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, insert, select, update

from app.editions.queries import on_the_plan
from app.editions.tables import theme
from app.live.commands import Command, Number
from app.live.journal import Entry, about, latest
from app.live.recorder import Arrival, Refusal
from app.live.seat import ORGANISER
from app.seats.commands import SeatId
from app.seats.queries import seat
from app.stage.queries import screen

Shown = Literal["map", "theme", "voices", "supported", "minority", "tools", "countdown", "vote", "join", "programme", "thanks"]
Scene = Literal["turn", "map", "theme", "voices", "supported", "minority", "tools", "countdown", "vote", "join", "programme", "thanks"]
Language = Literal["pl", "en", "uk"]
SMALLEST, LARGEST = 80, 140  # percent
MOST_STAYS = 24


WAITED_MS = 5000  # so long on a desk without network, and what was sent meanwhile counts


class Stay(BaseModel):
    """One scene of a turn, and how long it stays."""

    model_config = ConfigDict(extra="forbid", strict=True)

    scene: Shown
    theme_id: Number | None = None
    seconds: Annotated[int, Field(ge=5, le=3600)]


class PushScreen(Command):
    """From now on the screen shows this: a scene or a turn of scenes, in this size, scheme and language; stopped, or dark."""

    kind: ClassVar[str] = "screen.push"
    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER})

    screen_id: SeatId
    scene: Scene
    theme_id: Number | None
    turn: Annotated[list[Stay], Field(max_length=MOST_STAYS)]
    frozen: bool
    black: bool
    size: Annotated[int, Field(ge=SMALLEST, le=LARGEST)]
    scheme: Literal["auto", "dark", "light"]
    languages: Annotated[list[Language], Field(min_length=1, max_length=2)]
    calm: bool = False

    def subject(self) -> str | None:
        return self.screen_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        projector = (seat.c.id == self.screen_id, seat.c.role == "projector")
        if not db.execute(select(seat.c.id).where(*projector)).first():
            raise Refusal("not_found", "Nie ma takiego ekranu.")
        if len(set(self.languages)) < len(self.languages):
            raise Refusal("invalid", "Wybierz dwa różne języki.")
        known = themes_shown(db, self.screen_id)
        shown: list[PushScreen | Stay] = [self, *self.turn]
        for one in shown:
            if (one.scene == "theme") != (one.theme_id is not None):
                raise Refusal("invalid", "Wybierz temat, który ma być na ekranie.")
            if one.theme_id is not None and one.theme_id not in known:
                on_the_plan(db, theme, one.theme_id, "Nie ma takiego tematu.")
        if overtaken(db, self.screen_id, arrival):
            raise Refusal("stale", "Ten ekran dostał już coś nowszego.")

    def apply(self, db: Connection, entry: Entry) -> None:
        before = db.execute(select(screen).where(screen.c.screen_id == self.screen_id)).mappings().first()
        row = self.row(dict(before or {}), entry.recorded_at)
        if before:
            db.execute(update(screen).where(screen.c.screen_id == self.screen_id).values(row))
        else:
            db.execute(insert(screen).values(screen_id=self.screen_id, **row))

    def row(self, before: dict[str, Any], now: int) -> dict[str, Any]:
        """A turn that is the same goes on from where it is; a picture that was stopped stays the one it was."""
        row = self.model_dump(include={"scene", "theme_id", "frozen", "black", "size", "scheme", "calm"})
        row |= {"turn": orjson.dumps([one.model_dump() for one in self.turn]).decode(), "languages": ",".join(self.languages)}
        same = all(before.get(name) == row[name] for name in ("scene", "theme_id", "turn"))
        stopped = before.get("frozen_at") if same and self.frozen else None
        return row | {"since": before["since"] if same else now, "frozen_at": (stopped or now) if self.frozen else None}


def themes_shown(db: Connection, screen_id: str) -> set[int | None]:
    """Themes this screen has already, withdrawn or not: it can be made dark, or stopped, all the same."""
    found = db.execute(select(screen.c.theme_id, screen.c.turn).where(screen.c.screen_id == screen_id)).first()
    return {found.theme_id, *(stay["theme_id"] for stay in orjson.loads(found.turn))} if found else set()


def overtaken(db: Connection, screen_id: str, arrival: Arrival) -> bool:
    """Whether this waited on a desk while somebody else told the screen something."""
    if arrival.now - arrival.at < WAITED_MS:
        return False
    newest = [one for one in about(db, screen_id, latest(db) + 1) if one.kind == PushScreen.kind][-1:]
    return any(arrival.at < one.recorded_at <= arrival.now for one in newest)
