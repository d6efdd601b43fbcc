"""A file from its bytes to what would be written: read, understood, compared with what is there. Nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from app.importing.book import Book
from app.importing.columns import Reading, chosen_anew, readings_of
from app.importing.commands import ColumnPart, NameColumns
from app.importing.gathering import gathered
from app.importing.known import known_in
from app.importing.plan import Plan
from app.importing.planning import Target, plan_of
from app.importing.queries import remembered
from app.live.commands import Command
from app.seats.issuing import moderator_seat
from app.stoliki.commands import OpenStolik

Chosen = Mapping[tuple[int, int], str]


@dataclass(slots=True)
class Preview:
    """`anew`: what somebody said about columns that would not have been guessed."""

    book: Book
    readings: list[Reading]
    plan: Plan
    anew: dict[str, str] = field(default_factory=dict)


def previewed(db: Connection, book: Book, target: Target, chosen: Chosen | None = None) -> Preview:
    """What confirming would do now."""
    memory = remembered(db)
    readings = readings_of(book, memory, chosen)
    plan = plan_of(gathered(book, readings), known_in(db, target.fresh), target)
    return Preview(book, readings, plan, chosen_anew(book, readings, memory))


def spoken(preview: Preview, secret: bytes) -> tuple[list[Command], frozenset[str]]:
    """All commands in their order, and the ids of those that the house adds: a card for every new stolik."""
    plan = preview.plan
    opened = [one for one in plan.commands if isinstance(one, OpenStolik)]
    seats: list[Any] = [moderator_seat(secret, one.stolik_id or 0, plan.edition_id, one.number or 0) for one in opened]
    columns = [ColumnPart(head=head, meaning=meaning) for head, meaning in preview.anew.items()]
    named: list[Command] = [NameColumns(id=str(uuid7()), columns=columns)] if columns else []
    return [*plan.commands, *seats, *named], frozenset(seat.id for seat in seats)
