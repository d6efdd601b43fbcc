"""What the checklist is made from: tables, memory and the machine, gathered once for each look."""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Request
from sqlalchemy import Connection, func, select

from app.editions.queries import current_edition, sittings
from app.live.disk import free_mb
from app.live.journal import journal
from app.live.presence import Report
from app.live.seat import MODERATOR
from app.seats.addresses import Addresses, addresses
from app.seats.queries import cards, taken
from app.stoliki.queries import stoliki
from app.topics.queries import topic_place

FRESH_MS = 90_000  # a report older than this says nothing of now


@dataclass(frozen=True)
class Place:
    """One stolik: its topics, its seat, the pages that hear it now, the newest report of a tablet of its own."""

    number: int
    theme: str
    colour: int
    topics: int
    seated: bool
    pages: int
    report: Report | None
    now: int

    @property
    def heard_seconds(self) -> int | None:
        return None if self.report is None else max(0, (self.now - self.report.at) // 1000)

    @property
    def fresh(self) -> Report | None:
        """The report, if it tells of now."""
        return self.report if self.report and self.now - self.report.at < FRESH_MS else None


@dataclass(frozen=True)
class Facts:
    """`printed_at`, `newest_card`: when cards were printed last, when the newest was made (ms, 0: never)."""

    edition: Any
    sittings: list[Any]
    places: list[Place]
    screens: int
    free_mb: int
    settings: Any
    keeper: Any
    writable: bool
    addresses: Addresses
    printed_at: int
    newest_card: int
    today: str


def gathered(request: Request, db: Connection) -> Facts:
    """All of it now."""
    state, edition = request.app.state, current_edition(db)
    house, settings = state.house, state.settings
    held = list(sittings(db, edition.id)) if edition else []
    file = settings.data / "cards"
    return Facts(
        edition, held, places(db, state, edition.id if edition else 0), windows(state.hub.listeners),
        free_mb(settings.data), settings, house.keeper, house.disk.writable, addresses(request),
        int(file.stat().st_mtime * 1000) if file.exists() else 0, newest_card(db), date.today().isoformat(),
    )  # fmt: skip


def windows(listeners: Any) -> int:
    """Of projectors: the previews of the desk are no screen in the hall."""
    return sum("map" in one.channels and one.seat_id.startswith("projector") for one in listeners)


def newest_card(db: Connection) -> int:
    made = (journal.c.kind.in_(("seat.open", "seat.replace")),)
    return int(db.execute(select(func.coalesce(func.max(journal.c.recorded_at), 0)).where(*made)).scalar_one())


def places(db: Connection, state: Any, edition_id: int) -> list[Place]:
    """Every stolik of the plan, by number."""
    listed = select(topic_place.c.stolik_id, func.count()).where(topic_place.c.state == "listed").group_by(topic_place.c.stolik_id)
    topics = {row[0]: int(row[1]) for row in db.execute(listed)}
    sat, now = set(taken(db)), time.time_ns() // 1_000_000
    seated = {row.stolik_id for row in cards(db) if row.role == MODERATOR and row.id in sat}
    pages, newest = pages_of(state.hub.listeners), reports_of(state.presence.all())
    return [
        Place(
            one.number, one.theme, one.colour, topics.get(one.id, 0), one.id in seated, pages[f"stolik-{one.id}"], newest.get(one.id), now
        )
        for one in stoliki(db, edition_id)
    ]


def pages_of(listeners: Any) -> Counter[str]:
    """Channel -> pages of moderators that hear it now; two pages on one tablet are one."""
    return Counter(
        channel for channel, _ in {(name, one.token) for one in listeners if one.seat_id.startswith(MODERATOR) for name in one.channels}
    )


def reports_of(reports: list[Report]) -> dict[int, Report]:
    """Stolik -> the newest report of a moderator's device there."""
    mine = (one for one in sorted(reports, key=lambda one: one.at) if one.seat.role == MODERATOR and one.seat.stolik_id is not None)
    return {int(one.seat.stolik_id or 0): one for one in mine}
