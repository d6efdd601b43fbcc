"""What the whole hall hears of phases, in one frame: the block that organisers press, at the desk and in the overview, and the row for
screens."""

from typing import Any

from sqlalchemy import Connection

from app.editions.queries import current_edition
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.phases.control import phases
from app.phases.queries import hall_phase, phase_row, phases_on

TEMPLATE = "desk/desk.html"
Values = dict[str, Any]


def everywhere(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    return [("hall", "")]


@shown_on("phase", "sitting", "scenario", "edition", where=everywhere)
def phase_control(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#phase-control", block(TEMPLATE, "phases", phases(db, lang), lang))


@shown_on("phase", "sitting", "edition", where=everywhere)
def phase_data(db: Connection, channel: str, keys: list[str], lang: str) -> Values:
    """For screens: the phase the whole hall looks at, and those of all sittings that are open side by side."""
    return hall_data(db, lang)


def hall_data(db: Connection, lang: str) -> Values:
    newest, edition = hall_phase(db), current_edition(db)
    all_on = phases_on(db, edition.id) if edition else []
    return {"phase": phase_row(newest, lang) if newest else None, "phases": [phase_row(one, lang) for one in all_on]}
